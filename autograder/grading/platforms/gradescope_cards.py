"""Write the cards of Gradescope's page: two for each question, with its public and its hidden tests inside."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from autograder.grading.feedback import NOT_IMPORTED
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.status import Status
from autograder.model.assignment import Visibility
from autograder.text import safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.model.assignment import Assignment
    from autograder.model.results import SubmissionResult, TestResult

WRITTEN = "written"  # the tag of the card of written answers
_LONGEST = 16_000  # characters of a card
_LONGEST_FIRST = 2_000  # characters of what is to be looked at first
_DIGITS = 4  # of points
_WRONG = frozenset({Status.FAILED, Status.PARTLY})


def cards(result: SubmissionResult, assignment: Assignment, budget: int) -> list[dict[str, Any]]:
    """The cards in the order of the questions; their texts have at most `budget` characters together."""
    shown = []
    for number, question in enumerate(assignment.questions, 1):
        own = [test for test in result.tests if test.question == question.id]
        public = [test for test in own if _is_public(test)]
        hidden = [test for test in own if not _is_public(test)]
        for part, (word, tests) in enumerate((("public", public), ("hidden", hidden)), 1):
            if tests:
                shown.append(_card(f"{number}.{part}", f"{question.title}: {word} tests", question.id, tests))
    if assignment.written_in_score and any(one.question == WRITTEN for one in result.written):
        answers = [one for one in result.written if one.status is not Status.MANUAL]
        shown.append(_card(str(len(assignment.questions) + 1), "Written answers", WRITTEN, answers))
    for card in shown:
        card["output"] = safe_text(card["output"], limit=max(0, min(_LONGEST, budget)))
        budget -= len(card["output"])
    return shown


def written_points(result: SubmissionResult, assignment: Assignment) -> float:
    """The points of written answers that belong to the score."""
    return sum(one.points for one in result.written) if assignment.written_in_score else 0.0


def first_to_look_at(result: SubmissionResult, assignment: Assignment) -> str:
    """The first failed test that the student may see, with its feedback; "" if there is none, or a note says it."""
    failed = [
        test
        for test in result.tests
        if test.status in _WRONG and test.max_points and test.visibility is Visibility.VISIBLE
    ]
    if not failed or any(NOT_IMPORTED in test.feedback for test in failed):
        return ""
    first = min(failed, key=_comes_later)
    lines = f"Look at this first: {assignment.question(first.question).title}: {first.title}\n"
    return safe_text(lines + textwrap.indent(first.feedback, " " * 6), limit=_LONGEST_FIRST)


def _card(number: str, title: str, tag: str, tests: Sequence[TestResult]) -> dict[str, Any]:
    counted = [test for test in tests if test.max_points]
    passed, skipped = (sum(test.status is one for test in counted) for one in (Status.PASSED, Status.SKIPPED))
    also = f", {skipped} skipped" if skipped else ""
    return {
        "number": number,
        "name": safe_line(f"{title} ({passed} of {len(counted)} passed{also})", limit=200),
        "name_format": "text",
        "score": round(sum(test.points for test in tests), _DIGITS),
        "max_score": round(sum(test.max_points for test in tests), _DIGITS),
        "status": "passed" if passed == len(counted) else "failed",
        "output": "\n".join(_lines(tests)),
        "output_format": "text",
        "visibility": tests[0].visibility.value if tests else Visibility.AFTER_PUBLISHED.value,
        "tags": [tag],
        "extra_data": {"tests": {test.id: _for_staff(test) for test in tests}},
    }


def _lines(tests: Sequence[TestResult]) -> Iterator[str]:
    """What failed, then what passed; what is said of several tests alike is said once, below the last of them."""
    by_text: dict[str, list[TestResult]] = {}
    for test in tests:
        if test.status is not Status.PASSED:
            by_text.setdefault(test.feedback, []).append(test)
    for text, alike in by_text.items():
        for test in alike:
            yield _title(test)
        if text:
            yield textwrap.indent(text, " " * 6)
    for test in tests:
        if test.status is Status.PASSED:
            yield _title(test)


def _title(test: TestResult) -> str:
    part = f" ({test.points:.4g} of {test.max_points:.4g} points)" if test.status is Status.PARTLY else ""
    return f"{test.status.mark}  {safe_line(test.title, limit=200)}{part}"


def _for_staff(test: TestResult) -> dict[str, Any]:
    return {
        "status": test.status.value,
        "points": test.points,
        "max_points": test.max_points,
        "diagnosis": test.diagnosis,
    }


def _comes_later(test: TestResult) -> tuple[bool, bool, bool]:
    """What is not begun comes after what is wrong, and what needs another question after what is wrong by itself."""
    return test.feedback.startswith("not begun"), test.feedback.startswith("Needs "), not _is_public(test)


def _is_public(test: TestResult) -> bool:
    return test.id.startswith(f"{PUBLIC}/")
