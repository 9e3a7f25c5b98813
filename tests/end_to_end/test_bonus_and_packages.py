"""Bonus questions come on top of full marks, and a test may use a package in the student's process."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import BuildRefusedError, SourceError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.summary import summary
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "draws"
title = "Draws"
modules = ["m.py"]
seed = 3

[stub]
comment = "### TYPE HERE"

[[questions]]
id = "roll"
title = "Rolls"
points = 4

[[questions]]
id = "mean"
title = "Means"
points = 1
bonus = true
"""
MODULE = '''\
"""Draws."""


def roll(generator, count):
    """Numbers from 1 to 6 of a generator of NumPy's."""
    ### BEGIN SOLUTION
    return [int(one) for one in generator.integers(1, 7, count)]
    ### END SOLUTION


def mean(rolls):
    """The mean of numbers."""
    ### BEGIN SOLUTION
    return sum(rolls) / len(rolls)
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of draws."""

import pytest


@pytest.mark.question("roll")
def test_roll(student, check):
    """The numbers of a generator with a seed."""
    m = student.m
    check.equal("rolls", m.roll(student.package("numpy.random").default_rng(5), 12))


@pytest.mark.question("mean")
def test_mean(student, check):
    """The mean of four numbers."""
    check.close("mean", student.m.mean([1, 2, 3, 6]))
'''
FILES = {"assignment.toml": ASSIGNMENT, "m.py": MODULE, "tests/public/test_draws.py": TESTS}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """What it is graded with."""
    return load_bundle(build_assignment(tmp_path_factory.mktemp("draws"), "draws", FILES))


def graded(bundle: Bundle, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """A solution with edits, graded in the sandbox."""
    folder.mkdir()
    (folder / "m.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def test_a_bonus_comes_on_top_of_full_marks(bundle: Bundle, tmp_path: Path) -> None:
    """Five of four points, and its title says what it is."""
    result = graded(bundle, tmp_path / "hw")

    assert (result.points, result.max_points, result.notes) == (5, 4, ())
    assert [(one.title, one.points, one.max_points) for one in result.questions] == [
        ("Rolls", 4, 4),
        ("Means (bonus)", 1, 1),
    ]
    assert "5 of 4 points" in summary(result, ())


def test_full_marks_need_no_bonus(bundle: Bundle, tmp_path: Path) -> None:
    """Without it four of four."""
    result = graded(bundle, tmp_path / "hw", ("return sum(rolls) / len(rolls)", "return 0.5"))

    assert (result.points, result.max_points) == (4, 4)


def test_only_bonus_questions_are_refused(tmp_path: Path) -> None:
    """Nothing would make full marks."""
    text = ASSIGNMENT.replace("points = 4\n", "points = 4\nbonus = true\n")
    source = write_assignment(tmp_path, "draws", {**FILES, "assignment.toml": text})

    with pytest.raises(SourceError, match="every question is a bonus"):
        build(source, tmp_path)


def test_a_package_is_the_same_at_home(tmp_path: Path) -> None:
    """The generator that the test makes is the student's to use."""
    build_assignment(tmp_path, "draws", FILES)
    home = tmp_path / "home"
    shutil.copytree(tmp_path / "release" / "draws", home)
    (home / "m.py").write_text(without_markers(MODULE), encoding="utf-8")

    assert "2 of 2 tests passed" in typed(home).stdout


def test_a_package_that_the_student_has_changed_gains_nothing(bundle: Bundle, tmp_path: Path) -> None:
    """Its answers are believed no more than other answers."""
    change = (
        "def roll(",
        "import numpy\n\nnumpy.random.default_rng = lambda seed: None\n\n\ndef roll(",
    )
    result = graded(bundle, tmp_path / "hw", change)

    assert [(one.question, one.points) for one in result.tests] == [("roll", 0), ("mean", 1)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("'nowhere'", "the package nowhere cannot be imported here (ModuleNotFoundError)"),
        ("'m'", "m is a module of the student's: write student.m"),
        ("'numpy.'", "is given the name of a package"),
        ("3", "is given the name of a package"),
    ],
)
def test_a_package_that_is_none_is_refused_by_the_build(tmp_path: Path, name: str, words: str) -> None:
    """With the line of the test."""
    tests = TESTS.replace('"numpy.random"', name)
    source = write_assignment(tmp_path, "draws", {**FILES, "tests/public/test_draws.py": tests})

    with pytest.raises(BuildRefusedError) as refused:
        build(source, tmp_path)

    assert words in str(refused.value)
    assert "test_draws.py:10" in str(refused.value)


def test_the_rubric_of_a_release_names_the_bonus(tmp_path: Path) -> None:
    """In what a student's own run shows."""
    build_assignment(tmp_path, "draws", FILES)
    described = json.loads((tmp_path / "release" / "draws" / "tests" / "assignment.json").read_text("utf-8"))

    assert [one["title"] for one in described["questions"]] == ["Rolls", "Means (bonus)"]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("lambda *_: [1]", "(a lambda); only plain data may travel: write it into a module in beside/"),
        ("check.true", "hand over `student.beside.<module>.true`"),
        ("dict", "hand over `student.beside.<module>.dict`"),
    ],
)
def test_a_function_of_the_test_s_own_is_refused_by_the_build(
    tmp_path: Path, argument: str, words: str
) -> None:
    """It says where to write it instead."""
    tests = TESTS.replace('student.package("numpy.random").default_rng(5)', argument)
    source = write_assignment(tmp_path, "draws", {**FILES, "tests/public/test_draws.py": tests})

    with pytest.raises(BuildRefusedError) as refused:
        build(source, tmp_path)

    assert words in str(refused.value)
