"""Decide what a student may see of a test and when, and from which tests the reasons for a failure may follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.needs import lost_questions
from autograder.harness.diagnosis.diagnose import diagnose, mistakes_made
from autograder.model.assignment import Hints, Question, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.diagnosis.diagnose import Diagnosis
    from autograder.harness.diagnosis.known_mistakes import KnownMistakes
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why the tests of one student failed.

    Attributes:
        by_test: Test id to the reasons; tests about which nothing is certain are left out.
        mistakes: The known mistakes that explain the failures, for the staff, whatever `hints` says.
    """

    by_test: Mapping[str, tuple[Diagnosis, ...]]
    mistakes: tuple[str, ...]


def reasons_of(records: Sequence[TestRecord], known: KnownMistakes | None) -> Reasons:
    """Find the reasons why tests failed.

    The reasons at public tests follow from public tests alone. Otherwise a submission could behave like one mistake
    or another depending on a hidden input, and so show something about that input beside a public test.
    """
    records = [record for record in records if not record.not_begun]  # of these no other reason is certain
    mistakes = () if known is None else mistakes_made(records, known)
    of_all = diagnose(records, known, mistakes)
    of_public = diagnose([record for record in records if record.folder == PUBLIC], known)
    of_hidden = {test: why for test, why in of_all.items() if not test.startswith(f"{PUBLIC}/")}
    return Reasons(by_test={**of_hidden, **of_public}, mistakes=mistakes)


def visibility_of(record: TestRecord, question: Question) -> Visibility:
    """When students see this test: public ones always, hidden ones as the question says."""
    return Visibility.VISIBLE if record.folder == PUBLIC else question.visibility


def lost_beside(record: TestRecord, records: Iterable[TestRecord], assignment: Assignment) -> frozenset[str]:
    """The questions that lost points, as far as a student who sees this test may know.

    A question's total is shown once its tests are; so a test that is shown later tells nothing here.
    """
    shown = {Visibility.VISIBLE, visibility_of(record, assignment.question(record.question))}
    return lost_questions(
        one for one in records if visibility_of(one, assignment.question(one.question)) in shown
    )


def may_hint(record: TestRecord, question: Question) -> bool:
    """Whether the student may read which mistake it was."""
    if record.folder == PUBLIC:
        return question.hints is not Hints.NONE
    return question.hints is Hints.ALL


def shown_reasons(record: TestRecord, question: Question, why: Sequence[Diagnosis]) -> str:
    """The classes of mistake that the student may read, or ""."""
    return ", ".join(one.id for one in why) if may_hint(record, question) else ""
