"""`manual = true`: people give a question's points, and a grading says so wherever points stand."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbgrader.utils import compute_checksum, is_task

from autograder.errors import AutograderError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.summary import summary
from autograder.model.bundle import load_bundle
from autograder.model.results import SubmissionResult
from tests.support.home import typed
from tests.support.small_course import build_assignment, build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle

ASSIGNMENT = """\
name = "draw"
title = "Drawing"
modules = ["m.py"]
seed = 3

[[questions]]
id = "points"
title = "Points"
points = 3

[[questions]]
id = "looks"
title = "How it looks"
points = 2
manual = true
"""
MODULE = '''\
"""Drawing."""


def points(count):
    """Points of a curve."""
    ### BEGIN SOLUTION
    return [(x, x * x) for x in range(1, count + 1)]
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of a drawing."""

import pytest


@pytest.mark.question("points")
def test_points(student, check):
    """Four points."""
    check.equal("points", student.m.points(4))


@pytest.mark.question("looks")
def test_many(student, check):
    """At least one point, so that there is something to look at."""
    check.true(len(student.m.points(9)) > 0, "there are points")
'''
FILES = {"assignment.toml": ASSIGNMENT, "m.py": MODULE, "tests/public/test_draw.py": TESTS}
TITLE = "How it looks (graded by hand)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course with the assignment."""
    folder = tmp_path_factory.mktemp("draw")
    build_assignment(folder, "draw", FILES)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "draw" / "bundle")


@pytest.fixture(scope="module")
def result(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> SubmissionResult:
    """A right solution, graded."""
    folder = tmp_path_factory.mktemp("right") / "hw"
    folder.mkdir()
    (folder / "m.py").write_text(without_markers(MODULE), encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def test_its_points_are_no_part_of_full_marks(result: SubmissionResult) -> None:
    """It stands beside the written answers, with 0 of its points and no verdict; its tests are worth nothing."""
    (by_hand,) = result.written

    assert (result.points, result.max_points) == (3, 3)
    assert (by_hand.id, by_hand.status.value, by_hand.points, by_hand.max_points) == (
        "manual/looks",
        "manual",
        0,
        2,
    )
    assert {one.id.rpartition("::")[2]: one.max_points for one in result.tests} == {
        "test_points": 3,
        "test_many": 0,
    }
    assert [(one.title, one.points, one.max_points) for one in result.questions] == [
        ("Points", 3, 3),
        (TITLE, 0, 0),
    ]
    assert SubmissionResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_it_is_named_wherever_points_stand(
    bundle: Bundle, course: Path, tmp_path: Path, result: SubmissionResult
) -> None:
    """In the terminal, on Gradescope and at home."""
    results = to_results(result, bundle.assignment)
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "draw", home)
    (home / "m.py").write_text(without_markers(MODULE), encoding="utf-8")
    printed = typed(home).stdout

    assert f"{TITLE:<50}     2 points by a person" in summary(result, ())
    assert "Written answers" not in summary(result, ())
    assert results["score"] == 3
    assert f"A person grades: {TITLE}, 2 points; this score is without them." in results["output"]
    assert "answers.toml" not in results["output"]
    assert f"A person grades: {TITLE}, 2 points." in printed
    assert "3 of 3 public points" in printed
    assert "for the other 0 of 3 points" in printed


def test_it_is_a_task_for_nbgrader(course: Path) -> None:
    """With its points and nbgrader's own checksum; the cells of tests have the other points."""
    notebook = nbformat.read(course / "release" / "draw" / "draw.ipynb", as_version=4)
    (task,) = (cell for cell in notebook.cells if is_task(cell))
    graded = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    points = {about.grade_id: about.get("points") for about in graded}

    assert task.source.startswith(f"### {TITLE} (2 points)")
    assert task.metadata.nbgrader.checksum == compute_checksum(task)
    assert points["manual-looks"] == 2
    assert points["public-points"] == 3
    assert points["public-looks"] == 0


def test_whoever_hands_in_nothing_gets_nothing(bundle: Bundle, tmp_path: Path) -> None:
    """The points of people are in nobody's score."""
    (tmp_path / "m.py").write_text("points = None\n", encoding="utf-8")

    assert grade(bundle, take_in(tmp_path, bundle.assignment)).points == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "assignment.toml",
            "points = 3\n",
            "points = 3\nmanual = true\n",
            "every question is graded by hand",
        ),
        ("assignment.toml", "manual = true", 'manual = "yes"', "`manual`"),
        (
            "tests/public/test_draw.py",
            '@pytest.mark.question("points")\n',
            '@pytest.mark.question("points")\n@pytest.mark.needs("looks")\n',
            "needs 'looks', which is graded by hand",
        ),
    ],
)
def test_what_cannot_be_graded_by_hand_is_refused_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    """Where nothing is left to tests, and where a test waits for people."""
    source = write_assignment(tmp_path, "draw", {**FILES, file: FILES[file].replace(old, new)})

    with pytest.raises(AutograderError) as refused:
        build_written(source, tmp_path)

    assert said in str(refused.value)
    assert f"{file.rpartition('/')[2]}:" in str(refused.value)
