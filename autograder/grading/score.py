"""Turn test records into points: a question's tests share its points by weight, and only a pass earns them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from autograder.grading.feedback import diagnosis_of, feedback, status_of, visibility_of
from autograder.harness.checks.test_record import PASSED
from autograder.model.results import QuestionResult, TestResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.diagnosis.diagnose import Diagnosis
    from autograder.model.assignment import Assignment


def question_results(assignment: Assignment, records: Sequence[TestRecord]) -> tuple[QuestionResult, ...]:
    """The points of each question, rounded once, at its sum: six sixths of 5 points are 5."""
    return tuple(
        QuestionResult(
            id=question.id,
            title=question.title,
            points=round(float(sum(map(_earned, _shares(assignment, records, question.id)), Fraction(0))), 6),
            max_points=question.points,
        )
        for question in assignment.questions
    )


def test_results(
    assignment: Assignment, records: Sequence[TestRecord], diagnoses: Mapping[str, tuple[Diagnosis, ...]]
) -> tuple[TestResult, ...]:
    """The records with their points and what the student may read, question by question.

    Args:
        assignment: What is graded.
        records: The tests of one student.
        diagnoses: By test id, why it failed.
    """
    told: set[str] = set()
    return tuple(
        TestResult(
            id=record.id,
            question=question.id,
            title=record.title,
            status=status_of(record),
            points=round(float(_earned((record, share))), 6),
            max_points=round(float(share), 6),
            visibility=visibility_of(record, question),
            feedback=feedback(record, question, diagnoses.get(record.id, ()), told),
            diagnosis=diagnosis_of(record, question, diagnoses.get(record.id, ())),
            seconds=round(record.seconds, 4),
        )
        for question in assignment.questions
        for record, share in _shares(assignment, records, question.id)
    )


def _shares(
    assignment: Assignment, records: Sequence[TestRecord], question: str
) -> list[tuple[TestRecord, Fraction]]:
    """The question's records, each with the points it is worth."""
    own = [record for record in records if record.question == question]
    total = sum((Fraction(str(record.weight)) for record in own), Fraction(0))
    points = Fraction(assignment.question(question).points)
    return [(record, points * Fraction(str(record.weight)) / total if total else Fraction(0)) for record in own]


def _earned(entry: tuple[TestRecord, Fraction]) -> Fraction:
    record, share = entry
    return share if record.status == PASSED else Fraction(0)
