"""Turn test records into points: a question's tests share its points by weight, and only what passed earns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.feedback import feedback
from autograder.grading.visibility import lost_beside, shown_reasons, visibility_of
from autograder.harness.checks.needs import is_skipped, needs_sentence, skipped_sentence
from autograder.harness.checks.points import earned_points, shares
from autograder.harness.diagnosis.grouping import Stops
from autograder.model.results import QuestionResult, TestResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.diagnosis.diagnose import Diagnosis
    from autograder.model.assignment import Assignment, Question


def question_results(assignment: Assignment, records: Sequence[TestRecord]) -> tuple[QuestionResult, ...]:
    """The points of each question; only the sum is rounded, so that six sixths of 5 points are 5."""
    return tuple(
        QuestionResult(
            id=question.id,
            title=question.title,
            points=round(float(earned_points(question.points, _of_question(records, question.id))), 6),
            max_points=0.0 if question.manual else question.points,
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
    shown: dict[str, str] = {}
    stops = Stops(
        record for question in assignment.questions for record in _of_question(records, question.id)
    )
    titles = {question.id: question.title for question in assignment.questions}

    def needs(record: TestRecord) -> str:
        if not record.uses and not is_skipped(record):
            return ""
        say = skipped_sentence if is_skipped(record) else needs_sentence
        return say(record, lost_beside(record, records, assignment), titles)

    return tuple(
        _test_result(record, share, question, diagnoses.get(record.id, ()), shown, needs(record), stops)
        for question in assignment.questions
        for record, share in _with_shares(question, _of_question(records, question.id))
    )


def _test_result(
    record: TestRecord,
    share: Fraction,
    question: Question,
    why: Sequence[Diagnosis],
    shown: dict[str, str],
    needs: str,
    stops: Stops,
) -> TestResult:
    points = round(float(share), 6)
    return TestResult(
        id=record.id,
        question=question.id,
        title=record.title,
        status=record.status,
        points=round(float(share * record.earned_share), 6),
        max_points=points,
        share=float(record.earned_share),
        visibility=visibility_of(record, question),
        feedback=_feedback(record, question, why, shown, needs, stops),
        diagnosis=shown_reasons(record, question, why),
        seconds=round(record.seconds, 4),
    )


def _feedback(
    record: TestRecord,
    question: Question,
    why: Sequence[Diagnosis],
    shown: dict[str, str],
    needs: str,
    stops: Stops,
) -> str:
    """What the student may read. The student's answers are in it: whatever they do to it costs this text alone."""
    try:
        return feedback(record, question, why, shown, needs, stops)
    except Exception:  # noqa: BLE001 - the reason stands above
        return "This test did not pass; why cannot be shown."


def _of_question(records: Sequence[TestRecord], question: str) -> list[TestRecord]:
    return [record for record in records if record.question == question]


def _with_shares(question: Question, records: Sequence[TestRecord]) -> Iterator[tuple[TestRecord, Fraction]]:
    """The question's records, each with the points that it is worth."""
    return zip(records, shares(question.points, [record.weight for record in records]), strict=True)
