"""Grade the written answers that a student filled in: numbers within rounding, choices exactly, prose by a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from autograder.harness.answers.checked import check_form
from autograder.harness.checks.status import Status
from autograder.model.assignment import Visibility
from autograder.model.graded_cells import CellKind, grade_id
from autograder.model.results import TestResult
from autograder.text import safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.harness.answers.checked import CheckedForm
    from autograder.model.answers import AnswerKey
    from autograder.model.assignment import Question

MANUAL = "manual"  # how the ids of the results of questions begin that people grade
_PROSE_SHOWN = 4_000  # characters


@dataclass(frozen=True, kw_only=True)
class WrittenAnswers:
    """A form as graded.

    Attributes:
        results: One for each key, in the order of the keys. Students see right or wrong after publication only,
            because a choice could otherwise be found by handing in again and again.
        notes: Sentences that the student reads at once: the form cannot be read, an answer is blank or unknown.
    """

    results: tuple[TestResult, ...]
    notes: tuple[str, ...]


def grade_answers(
    keys: tuple[AnswerKey, ...], submitted: bytes | None, cells: Mapping[str, str] | None = None
) -> WrittenAnswers:
    """Grade written answers against the keys.

    Args:
        keys: The questions and their answers.
        submitted: The content of an `answers.toml`, or None where none was handed in.
        cells: What stands in the cells of a notebook, by grade id; it counts instead of what stands in the form.
    """
    own = {key.id: text for key in keys if (text := (cells or {}).get(grade_id(CellKind.WRITTEN, key.id)))}
    form = check_form(
        keys, submitted or b"", partial(safe_line, limit=40), own if cells is not None else None
    )
    results = tuple(_graded(key, form) for key in keys)
    notes = () if submitted is None else (*form.trouble, *form.notes)
    return WrittenAnswers(results=results, notes=notes)


def by_hand(questions: Iterable[Question]) -> tuple[TestResult, ...]:
    """What stands in a result for questions that people grade, as prose does among the written answers."""
    return tuple(
        TestResult(
            id=f"{MANUAL}/{question.id}",
            question=question.id,
            title=question.title,
            status=Status.MANUAL,
            points=0.0,
            max_points=question.points,
            visibility=Visibility.AFTER_PUBLISHED,
            feedback="A person grades this.",
            diagnosis="",
            seconds=0.0,
        )
        for question in questions
    )


def _graded(key: AnswerKey, form: CheckedForm) -> TestResult:
    if key.id in form.faults:
        fault = form.faults[key.id]
        sentence = fault if fault in form.trouble else f"Your answer cannot be read: {fault}."
        return _result(key, Status.FAILED, sentence)
    if key.id not in form.given:
        return _result(key, Status.FAILED, "No answer given.")
    given = form.given[key.id]
    if isinstance(given, str):
        return _prose(key, given)
    if _is_right(key, given):
        return _result(key, Status.PASSED, "")
    return _result(key, Status.FAILED, f"Your answer, read as {_shown(given)}, is not right.")


def _prose(key: AnswerKey, value: str) -> TestResult:
    return _result(
        key, Status.MANUAL, f"A person grades this answer:\n{safe_text(value, limit=_PROSE_SHOWN)}"
    )


def _is_right(key: AnswerKey, given: object) -> bool:
    if isinstance(key.answer, float) and isinstance(given, float):
        most = max(0.5 * 10.0**-key.decimals, key.within)
        # The small tolerance accepts a value exactly on the edge, which as a binary fraction may lie on either side.
        return abs(given - key.answer) <= most * (1 + 1e-6) + 1e-12 * abs(key.answer)
    return key.answer is not None and given == key.answer


def _shown(given: object) -> str:
    if isinstance(given, frozenset):
        return ", ".join(sorted(given))
    if isinstance(given, tuple):
        return "x".join(map(str, given))
    return f"{given:.10g}" if isinstance(given, float) else ""


def _result(key: AnswerKey, status: Status, feedback: str) -> TestResult:
    return TestResult(
        id=f"written/{key.id}",
        question="written",
        title=f"{key.id} {safe_line(key.question, limit=100)}",
        status=status,
        points=key.points if status is Status.PASSED else 0.0,
        max_points=key.points,
        visibility=Visibility.AFTER_PUBLISHED,
        feedback=feedback,
        diagnosis="",
        seconds=0.0,
    )
