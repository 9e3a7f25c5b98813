"""Homework of many kinds builds, and earns the same as files and as a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.harness.checks.status import Status
from tests.support.homework import REFERENCE, STUB, Homework, read_graded

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult


def test_right_work_earns_everything_and_nothing_is_said_of_it(homework: Homework, graded: Path) -> None:
    """The reference, and each solution that is written otherwise."""
    results = read_graded(graded, "files")

    for which in (REFERENCE, *homework.right):
        result = results[which]
        assert [one for one in result.questions if one.points != one.max_points] == [], which
        assert result.points >= result.max_points > 0, which
        assert (result.notes, [test.feedback for test in result.tests if test.feedback]) == ((), []), which


def test_work_that_is_not_begun_earns_nothing(graded: Path) -> None:
    """As files and as a notebook."""
    results = read_graded(graded, "files")[STUB], read_graded(graded, "notebooks").get(STUB)

    assert {result.points for result in results if result} == {0}


def test_a_mistake_costs_some_points(homework: Homework, graded: Path) -> None:
    """Those of its question, or some of them, and no others; what needs that question is skipped."""
    results = read_graded(graded, "files")

    assert homework.mistakes
    for which, mistake in homework.mistakes.items():
        failed = [test for test in results[which].tests if test.status is not Status.SKIPPED]
        lost = {test.question for test in failed if test.points < test.max_points}
        assert {mistake.question} <= lost <= {mistake.question, *mistake.also}, which
        assert results[which].points > 0, which


def test_a_notebook_earns_what_its_files_earn(homework: Homework, graded: Path) -> None:
    """Test by test; a program, and modules that import each other, make no notebook."""
    files, notebooks = read_graded(graded, "files"), read_graded(graded, "notebooks")

    assert bool(notebooks) == (homework.name not in {"dialogue", "package", "program", "several"})
    for which, result in notebooks.items():
        assert _verdicts(result) == _verdicts(files[which]), which
        assert result.notes == files[which].notes, which


def _verdicts(result: SubmissionResult) -> dict[str, tuple[Status, float]]:
    return {test.id: (test.status, test.points) for test in result.tests}
