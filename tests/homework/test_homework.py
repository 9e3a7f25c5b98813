"""Homework of many kinds builds, is audited, and earns the same as files, as a notebook and at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.audit import audit
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.status import Status
from tests.support.homework import (
    HOMEWORK,
    REFERENCE,
    STUB,
    Homework,
    build_homework,
    grade_homework,
    read_graded,
)
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult


@pytest.fixture(scope="session", params=HOMEWORK)
def homework(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Homework:
    """One of the assignments, built; not to be written into."""
    name: str = request.param
    course = made_once(tmp_path_factory, f"homework-{name}", lambda folder: build_homework(name, folder))
    return Homework(course, name)


@pytest.fixture(scope="session")
def graded(homework: Homework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of all that is handed in to it."""
    name = f"homework-{homework.name}-graded"
    return made_once(tmp_path_factory, name, lambda folder: grade_homework(homework, folder))


def test_the_audit_is_content(homework: Homework) -> None:
    """Each mistake is caught by its own question, and each right solution earns everything, under another secret."""
    report = audit(homework.assignment, mutants=False)

    assert (report.failures, report.no_sandbox) == ((), "")


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
    """Those of its question, or some of them, and no others."""
    results = read_graded(graded, "files")

    assert homework.mistakes
    for which, mistake in homework.mistakes.items():
        lost = {one.id for one in results[which].questions if one.points < one.max_points}
        assert {mistake.question} <= lost <= {mistake.question, *mistake.also}, which
        assert results[which].points > 0, which


def test_a_notebook_earns_what_its_files_earn(homework: Homework, graded: Path) -> None:
    """Test by test; tests that run a program make no notebook."""
    files, notebooks = read_graded(graded, "files"), read_graded(graded, "notebooks")
    runs_programs = any("student.script" in path.read_text() for path in homework.tests)

    assert bool(notebooks) != runs_programs
    for which, result in notebooks.items():
        assert _verdicts(result) == _verdicts(files[which]), which
        assert result.notes == files[which].notes, which


def test_home_says_what_the_grade_says(homework: Homework, graded: Path, tmp_path: Path) -> None:
    """Of the public tests: how many pass, and for how many points."""
    for which, result in read_graded(graded, "files").items():
        public = [test for test in result.tests if test.id.startswith(f"{PUBLIC}/")]
        passed = sum(test.status is Status.PASSED for test in public)
        points = sum(test.points for test in public), sum(test.max_points for test in public)

        assert homework.at_home(which, tmp_path / which) == pytest.approx(
            (passed, len(public), *points), abs=0.01
        ), which


def _verdicts(result: SubmissionResult) -> dict[str, tuple[Status, float]]:
    return {test.id: (test.status, test.points) for test in result.tests}
