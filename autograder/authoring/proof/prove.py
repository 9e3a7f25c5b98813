"""Prove that the tests tell the reference from the stub before anyone is graded by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.proof.record import judge, said_of
from autograder.errors import BuildRefusedError
from autograder.harness.checks.test_record import PASSED
from autograder.harness.student.proxy import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from autograder.authoring.proof.record import Recorded
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment


def prove(assignment: Assignment, recorded: Recorded, stubs: Mapping[str, str], data_folder: Path | None) -> None:
    """Refuse tests in which the stub earns something, or nobody could.

    Every question needs a test that earns its points: otherwise a reference that scores 0 of 0 would look perfect.

    Raises:
        BuildRefusedError: if the stub passes a test or cannot be imported, or a question has no test.
    """
    _refuse_unearnable(assignment, recorded.tests)
    stubbed = judge(assignment, stubs, recorded.values, data_folder)
    _refuse(stubbed, lambda one: one.fault is Fault.IMPORT, "the stub cannot be imported")
    _refuse(
        stubbed,
        lambda one: one.status == PASSED and one.weight > 0,
        "the stub passes tests, so they would give points for nothing (weight 0 makes a test that is only shown)",
    )


def public_points(assignment: Assignment, tests: Sequence[TestRecord]) -> dict[str, float]:
    """Question id to the part of its points that the public tests hold."""
    return {
        question.id: question.points
        * _weight(one for one in tests if one.question == question.id and one.folder == "public")
        / _weight(one for one in tests if one.question == question.id)
        for question in assignment.questions
    }


def _weight(tests: Iterable[TestRecord]) -> float:
    return sum(one.weight for one in tests)


def _refuse_unearnable(assignment: Assignment, tests: Sequence[TestRecord]) -> None:
    earning = {one.question for one in tests if one.weight > 0}
    known = {question.id for question in assignment.questions}
    if known - earning:
        names = ", ".join(sorted(known - earning))
        raise BuildRefusedError(f"{assignment.folder / 'tests'}: no test earns the points of {names}; write one")
    _refuse(tests, lambda one: one.question not in known, "tests belong to no question of assignment.toml")


def _refuse(tests: Sequence[TestRecord], wrong: Callable[[TestRecord], bool], sentence: str) -> None:
    found = [one for one in tests if wrong(one)]
    if found:
        raise BuildRefusedError(f"{sentence}: {said_of(found)}")
