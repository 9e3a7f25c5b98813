"""A right reading among several counts if it is the same in all tests: at home, in the grade, in notebooks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.harness.handout.notebook import open_notebook, run_question
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "readings"
title = "Readings"
modules = ["m.py"]
seed = 3

[[questions]]
id = "slope"
title = "The slope"
points = 4
hints = "all"

[[questions]]
id = "step"
title = "A step"
points = 4
hints = "all"
"""
MODULE = '''\
"""The slope of an error, and a step against it."""


def slope(errors):
    """The slope of the squared error, as the lecture has it."""
    ### BEGIN SOLUTION
    return sum(2 * error for error in errors) / len(errors)
    ### END SOLUTION


def step(weight, errors):
    """The weight, less the slope."""
    ### BEGIN SOLUTION
    return weight - sum(2 * error for error in errors) / len(errors)
    ### END SOLUTION
'''
PUBLIC = '''\
"""Public tests."""

import pytest


@pytest.mark.question("slope")
def test_slope(student, check):
    """The slope of four errors."""
    got = student.m.slope([1.0, 2.0, 3.0, 6.0])
    check.any_of(
        reading="slope",
        average=lambda: check.close("average", got),
        total=lambda: check.close("total", got, expected=24.0),
    )


@pytest.mark.question("slope")
def test_slope_of_one(student, check):
    """The slope of one error, the same in both readings."""
    got = student.m.slope([1.5])
    check.any_of(
        reading="slope",
        average=lambda: check.close("average", got),
        total=lambda: check.close("total", got, expected=3.0),
    )


@pytest.mark.question("step")
def test_step(student, check):
    """A step by two errors."""
    got = student.m.step(1.0, [1.0, 2.0])
    check.any_of(
        reading="slope",
        average=lambda: check.close("average", got),
        total=lambda: check.close("total", got, expected=-5.0),
    )
'''
HIDDEN = (
    PUBLIC.split("@pytest.mark.question", maxsplit=1)[0]
    + '''\
@pytest.mark.question("step")
@pytest.mark.parametrize("errors", [[1.0, 3.0], [2.0, 4.0, 6.0]])
def test_hidden_step(student, check, errors):
    """A step that nobody sees."""
    got = student.m.step(2.0, errors)
    check.any_of(
        reading="slope",
        average=lambda: check.close("average", got),
        total=lambda: check.close("total", got, expected=2.0 - 2 * sum(errors)),
    )
'''
)
RIGHT = without_markers(MODULE)
TOTAL = RIGHT.replace(" / len(errors)", "")
MIXED = "def step".join([RIGHT.split("def step")[0], TOTAL.split("def step")[1]])
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_public.py": PUBLIC,
    "tests/hidden/test_hidden.py": HIDDEN.replace("Public", "Hidden"),
    "right/total/m.py": TOTAL,
}
TWO_WAYS = (
    'your code reads `slope` as {0} here, and as {1} in the test "{2}"; it has to be the same throughout'
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course in which the assignment was built; its build has graded a right solution of either reading."""
    folder = tmp_path_factory.mktemp("readings")
    build_assignment(folder, "readings", FILES)
    return folder


def test_a_mixed_reading_loses_the_tests_of_the_rarer_one(course: Path, tmp_path: Path) -> None:
    """Whoever reads it in one way has everything."""
    bundle = load_bundle(course / "dist" / "readings" / "bundle")
    for name, text in {"average": RIGHT, "total": TOTAL, "mixed": MIXED}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_text(text, encoding="utf-8")
    results: list[SubmissionResult] = []
    handed_in = [take_in(tmp_path / name, bundle.assignment) for name in ("average", "total", "mixed")]
    grade_each(bundle, handed_in, results.append)
    average, total, mixed = results

    assert (average.points, total.points) == (8, 8)
    assert [one.points for one in mixed.questions] == [2, 4]
    (failed,) = [test for test in mixed.tests if not test.points]
    said = " ".join(failed.feedback.split())
    assert TWO_WAYS.format("average", "total", "A step by two errors") in said
    assert "nobody sees" not in said


def test_at_home_the_public_tests_are_compared(course: Path, tmp_path: Path) -> None:
    """Of which as many read it in one way as in the other."""
    for name, text in {"total": TOTAL, "mixed": MIXED}.items():
        shutil.copytree(course / "release" / "readings", tmp_path / name)
        (tmp_path / name / "m.py").write_text(text, encoding="utf-8")
    screen = " ".join(typed(tmp_path / "mixed").stdout.split())

    assert "3 of 3 tests passed" in typed(tmp_path / "total").stdout
    assert "2 of 3 tests passed" in screen
    assert TWO_WAYS.format("total", "average", "The slope of four errors") in screen


def test_a_cell_of_a_notebook_compares_its_own_tests(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell knows no other cells."""
    home = course / "release" / "readings"
    either = RIGHT.replace("/ len(errors)", "/ (len(errors) if len(errors) > 2 else 0.5)", 1)
    earned = []
    for text in (MIXED, TOTAL, either):
        names: dict[str, Any] = {}
        exec(compile(text, "cell", "exec"), names)  # noqa: S102 - as a notebook runs a cell
        open_notebook(home, names)
        earned.append((float(run_question(home, "slope", names)), float(run_question(home, "step", names))))
    capsys.readouterr()

    assert earned[0] == earned[1]
    assert earned[2][0] < earned[1][0]
