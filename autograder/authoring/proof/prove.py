"""Prove that the tests give the reference every point and the stub none, before anyone is graded by them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from autograder.authoring.proof.idle_tests import refuse_idle_tests
from autograder.authoring.proof.record import judge
from autograder.authoring.proof.sentences import said_of
from autograder.errors import BuildRefusedError
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.points import shares
from autograder.harness.student.plain import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from autograder.authoring.proof.record import Recorded
    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment, Question


def prove(
    assignment: Assignment,
    recorded: Recorded,
    files: AssignmentFiles,
    data_folder: Path | None,
    secret: bytes,
) -> None:
    """Refuse tests in which the stub or a file that does nothing earns points, or points that nobody could earn.

    Every question needs a test that earns points: otherwise a reference with 0 of 0 points would look perfect.

    Raises:
        BuildRefusedError: if the stub passes a test or cannot be imported, if a file that does nothing passes one, or
            if a question has no test.
    """
    _refuse_unearnable(assignment, recorded.tests)
    stubbed = judge(assignment, files.stubs, recorded.values, data_folder, secret)
    _refuse(stubbed, lambda test: test.fault is Fault.IMPORT, "the stub cannot be imported")
    _refuse(
        stubbed,
        lambda test: test.earned_share > 0 and test.weight > 0,
        "the stub passes tests, so they would give points for nothing (weight 0 makes a test that is only shown; a "
        "student's code gets copies, so that what it changes in its arguments does not reach the test)",
    )
    refuse_idle_tests(assignment, recorded, files.solutions, data_folder, secret)


def public_points(assignment: Assignment, tests: Sequence[TestRecord]) -> dict[str, float]:
    """Question id to the part of its points that the public tests hold."""
    return {question.id: float(_public_points(question, tests)) for question in assignment.questions}


def _public_points(question: Question, tests: Sequence[TestRecord]) -> Fraction:
    own = [test for test in tests if test.question == question.id]
    by_test = shares(question.points, [test.weight for test in own])
    public = (share for test, share in zip(own, by_test, strict=True) if test.folder == PUBLIC)
    return sum(public, Fraction(0))


def _refuse_unearnable(assignment: Assignment, tests: Sequence[TestRecord]) -> None:
    earning = {test.question for test in tests if test.weight > 0}
    known = {question.id for question in assignment.questions}
    earning |= {question.id for question in assignment.by_hand}
    if known - earning:
        names = ", ".join(sorted(known - earning))
        raise BuildRefusedError(
            f"{assignment.folder / 'tests'}: no test earns the points of {names}; write one"
        )
    _refuse(tests, lambda test: test.question not in known, "tests belong to no question of assignment.toml")


def _refuse(tests: Sequence[TestRecord], wrong: Callable[[TestRecord], bool], sentence: str) -> None:
    found = [test for test in tests if wrong(test)]
    if found:
        raise BuildRefusedError(f"{sentence}: {said_of(found)}")
