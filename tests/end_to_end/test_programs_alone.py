"""Programs that ask from their first line on: run by tests, imported by nobody."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import BadInputError, SubmissionRefusedError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "greet"
title = "Greet"
modules = ["words.py", "greet.py"]
programs = ["greet.py"]
seed = 3

[[questions]]
id = "words"
title = "Words"
points = 1

[[questions]]
id = "greet"
title = "The greeting"
points = 2
"""
WORDS = '''\
"""Words."""


def loud(word):
    """The word in large letters."""
    ### BEGIN SOLUTION
    return word.upper()
    ### END SOLUTION
'''
GREET = '''\
"""Greet."""

from words import loud

name = input("Name? ")
### BEGIN SOLUTION
for _ in range(int(input("Times? "))):
    print("HELLO", loud(name))
### END SOLUTION
'''
TESTS = '''\
"""Tests of both."""

import pytest


@pytest.mark.question("words")
def test_loud(student, check):
    """A word."""
    check.equal("word", student.words.loud("ann"))


@pytest.mark.question("greet")
def test_greet(student, check):
    """Two greetings."""
    check.text("output", student.script("greet.py", stdin="Ann\\n2\\n").stdout, mode="spaces")
'''
FILES = {
    "assignment.toml": ASSIGNMENT,
    "words.py": WORDS,
    "greet.py": GREET,
    "tests/public/test_greet.py": TESTS,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, built."""
    course = tmp_path_factory.mktemp("greet")
    build_assignment(course, "greet", FILES)
    return course


def graded(course: Path, folder: Path, greet: str) -> SubmissionResult:
    """The right words and this program."""
    folder.mkdir()
    (folder / "words.py").write_text(without_markers(WORDS), encoding="utf-8")
    (folder / "greet.py").write_text(greet, encoding="utf-8")
    bundle = load_bundle(course / "dist" / "greet" / "bundle")
    return grade(bundle, take_in(folder, bundle.assignment))


def test_a_right_program_earns_all_without_a_note(course: Path, tmp_path: Path) -> None:
    """It was told that it cannot be imported: input() had nobody to ask."""
    result = graded(course, tmp_path / "hw", without_markers(GREET))

    assert (result.points, result.notes) == (3, ())


@pytest.mark.parametrize(
    "program",
    [
        "print(",
        "while True:\n    pass",
        "import os\nos._exit(0)",
        "import os\nos.kill(os.getpid(), 9)",
        "raise SystemExit(3)",
        "import words\nwords.loud = str.lower\nprint('HELLO ANN')",
    ],
)
def test_a_program_costs_its_own_question(course: Path, tmp_path: Path, program: str) -> None:
    """Whatever it does when it runs, it has done nothing to the modules beside it."""
    result = graded(course, tmp_path / "hw", program)

    assert {one.id: one.points for one in result.questions} == {"words": 1, "greet": 0}


def test_a_program_that_prints_and_cannot_end_is_told_its_time(course: Path, tmp_path: Path) -> None:
    """A loop without end is the test's and not the import's."""
    result = graded(course, tmp_path / "hw", "while True:\n    pass")

    (failed,) = [test for test in result.tests if test.points == 0]
    assert "took too long" in failed.feedback
    assert result.notes == ()


def test_a_notebook_cannot_stand_in_for_a_program(course: Path, tmp_path: Path) -> None:
    """It is refused with what to hand in."""
    notebook = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (tmp_path / "greet.ipynb").write_text(notebook, encoding="utf-8")
    assignment = load_bundle(course / "dist" / "greet" / "bundle").assignment

    with pytest.raises(SubmissionRefusedError, match=r"greet\.ipynb is a notebook, and greet\.py cannot be"):
        take_in(tmp_path / "greet.ipynb", assignment)


def test_at_home_nothing_is_said_of_an_import(course: Path, tmp_path: Path) -> None:
    """The handout as it is, and with the right program: as in the grade."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "greet", home)
    before = typed(home)
    (home / "words.py").write_text(without_markers(WORDS), encoding="utf-8")
    (home / "greet.py").write_text(without_markers(GREET), encoding="utf-8")
    after, packed = typed(home), typed(home, "--zip")

    assert "import" not in before.stdout
    assert "2 of 2 tests passed" in after.stdout
    assert "greet-submission.zip holds words.py, greet.py" in packed.stdout


def test_a_program_with_a_slip_of_python_is_told_its_line(course: Path, tmp_path: Path) -> None:
    """As a module would be."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "greet", home)
    (home / "greet.py").write_text("name = input('Name? '\nprint(name)\n", encoding="utf-8")

    assert "greet.py does not import: line 1" in typed(home).stdout


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        (
            "tests/public/test_greet.py",
            "student.words",
            "student.greet",
            r"test_greet.py:9: `student.greet` is a program that nothing imports; run it, `student.script",
        ),
        (
            "assignment.toml",
            'programs = ["greet.py"]',
            'programs = ["great.py"]',
            r"assignment.toml:4: `programs` names 'great.py', which is not among `modules`; did you mean `greet.py`",
        ),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, before: str, after: str, sentence: str) -> None:
    """With file and line."""
    files = {**FILES, name: FILES[name].replace(before, after)}
    source = write_assignment(tmp_path, "greet", files)

    with pytest.raises(BadInputError, match=sentence):
        build(source, tmp_path)
