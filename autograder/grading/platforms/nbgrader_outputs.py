"""Divide a result among the test cells of a notebook: the points of each, and the text that students may read."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from autograder.harness.checks.points import shares
from autograder.harness.checks.status import earned_share
from autograder.model.assignment import Visibility
from autograder.model.graded_cells import CellKind, is_test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.model.results import SubmissionResult, TestResult

_OPENS, _CLOSES = re.compile("BEGIN HIDDEN TESTS"), re.compile("END HIDDEN TESTS")


def earned(result: SubmissionResult, grade_id: str, points: float) -> float:
    """The points that a test cell has earned, of so many; 0 for a cell that no test of the bundle belongs to."""
    tests = _tests(result, grade_id)
    by_test = shares(points, [test.max_points for test in tests])
    parts = (
        earned_share(test.status, test.share) * share for test, share in zip(tests, by_test, strict=True)
    )
    return min(round(float(sum(parts)), 6), points)


def shown_text(result: SubmissionResult, grade_id: str) -> str:
    """What the student may read below a test cell."""
    tests = _tests(result, grade_id)
    if not tests:
        return "The grader has no test for this cell, so it earns nothing; tell your instructor."
    return (
        "\n".join(line for test in tests for line in _lines(test)) or "What these tests found is not shown."
    )


def without_hidden_tests(source: str, grade_id: str) -> str:
    """A test cell's source as a student may read it."""
    if is_test(grade_id) and _kind(grade_id) == CellKind.HIDDEN.value:
        return "# Hidden tests. What they found stands below."
    shown: list[str] = []
    inside = False
    for line in source.split("\n"):
        inside = inside or bool(_OPENS.search(line))
        if not inside:
            shown.append(line)
        inside = inside and not _CLOSES.search(line)
    return "\n".join(shown)


def _kind(grade_id: str) -> str:
    return grade_id.partition("-")[0]


def _tests(result: SubmissionResult, grade_id: str) -> list[TestResult]:
    if not is_test(grade_id):
        return []
    folder, _, question = grade_id.partition("-")
    return [test for test in result.tests if test.question == question and test.id.startswith(f"{folder}/")]


def _lines(test: TestResult) -> Iterator[str]:
    if test.visibility is not Visibility.VISIBLE:
        return
    yield f"{test.status.mark}  {test.title}"
    if test.feedback:
        yield textwrap.indent(test.feedback, " " * 6)
