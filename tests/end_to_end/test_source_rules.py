"""Homework with rules on its source: told with the line, the same at home, in the grade and in a notebook."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import nbformat
import pytest

from autograder.authoring.release.build import build
from autograder.errors import BuildRefusedError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.rules_course import solution, write_source
from tests.support.small_course import build_written

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

LOOP = ("return np.sum(rows, axis=1)", "return np.array([sum(row) for row in rows])")
HELPER = (
    "def total(rows):",
    "def add(row):\n    found = 0\n    for one in row:\n        found += one\n    return found\n\n\ndef total(rows):",
)
BY_HELPER = ("return np.sum(rows, axis=1)", "return np.array([add(rows[0]), add(rows[1]), *rows[2:].sum(1)])")
LEVELS = """\
    levels = [nested]
    count = 0
    for _ in range(99):
        count += bool(levels)
        levels = [two for one in levels for two in one if isinstance(two, list)]
    return count
"""
NO_RECURSION = ("    return 1 + max(map(depth, nested), default=0)\n", LEVELS)
EVALUATED = ("return np.sum(rows, axis=1)", "return np.array(eval('[sum(row) ' + 'for row in rows]'))")
PRINTED = ("    return np.sum(rows, axis=1)", "    print(rows)\n    return np.sum(rows, axis=1)")
SAID = {
    "a comprehension": ((LOOP,), "`total` uses `for` (m.py, line 8), which is not allowed here."),
    "a loop in a helper": (
        (HELPER, BY_HELPER),
        "`total` uses `for` through `add` (m.py, line 8), which is not allowed here.",
    ),
    "no recursion": ((NO_RECURSION,), "`depth` does not call itself, which is asked for here."),
    "a loop in a text": (
        (EVALUATED,),
        "`total` uses `eval` (m.py, line 8), which hides what is used, and a rule forbids something here.",
    ),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("rules")
    build_written(write_source(folder), folder)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "rules" / "bundle")


def graded(bundle: Bundle, folder: Path, text: str) -> SubmissionResult:
    """A solution, graded in the sandbox."""
    folder.mkdir(exist_ok=True)
    (folder / "m.py").write_text(text, encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def test_a_solution_that_keeps_the_rules_gets_every_point(bundle: Bundle, tmp_path: Path) -> None:
    """And hears nothing."""
    result = graded(bundle, tmp_path / "hw", solution())

    assert (result.points, result.notes, {one.feedback for one in result.tests}) == (4, (), {""})


@pytest.mark.parametrize("name", SAID)
def test_a_broken_rule_is_told_with_its_line(name: str, bundle: Bundle, course: Path, tmp_path: Path) -> None:
    """In the grade and at home in the same words, although the values are right."""
    edits, sentence = SAID[name]
    text = solution(*edits)
    result = graded(bundle, tmp_path / "hw", text)
    (told,) = {" ".join(one.feedback.split()) for one in result.tests if one.id.startswith("public/")} - {""}
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "rules", home)
    (home / "m.py").write_text(text, encoding="utf-8")

    assert told == sentence
    assert 0 < result.points < 4
    assert sentence.rstrip(".") in " ".join(typed(home, "-v").stdout.split())


def test_a_hidden_test_names_no_line(bundle: Bundle, tmp_path: Path) -> None:
    """Only what kind of fault it is."""
    result = graded(bundle, tmp_path / "hw", solution(NO_RECURSION))
    (hidden,) = [one.feedback for one in result.tests if one.id.startswith("hidden/")]

    assert hidden == "The source breaks a rule of the assignment."


def test_a_remark_costs_nothing(bundle: Bundle, course: Path, tmp_path: Path) -> None:
    """It stands beside the verdicts."""
    result = graded(bundle, tmp_path / "hw", solution(PRINTED))
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "rules", home)
    (home / "m.py").write_text(solution(PRINTED), encoding="utf-8")
    sentence = "`total` uses `print` (m.py, line 8), which it should do without; this costs no points."

    assert (result.points, result.notes) == (4, (sentence,))
    assert sentence in " ".join(typed(home, "-v").stdout.split())


def test_a_notebook_is_read_by_its_cells(bundle: Bundle, tmp_path: Path) -> None:
    """With the number of the cell."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Rules"), nbformat.v4.new_code_cell(solution(LOOP))]
    )
    nbformat.write(notebook, tmp_path / "rules.ipynb")
    result = grade(bundle, take_in(tmp_path / "rules.ipynb", bundle.assignment))
    (told,) = {one.feedback for one in result.tests if one.id.startswith("public/")} - {""}

    assert " ".join(told.split()) == "`total` uses `for` (cell 1, line 8), which is not allowed here."


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('check.source(student.m.total, forbid=["print"], remark=True)', "check.source(3)", "by its name"),
        ('forbid=["print"]', 'forbid=["for x"]', "a rule on the source cannot be about 'for x'"),
        (', forbid=["print"], remark=True', "", "what to forbid or require"),
        ('forbid=["print"], remark=True', 'forbid=["np.sum"]', "`total` uses `np.sum` ("),
    ],
)
def test_an_author_s_slip_is_refused_by_the_build(tmp_path: Path, old: str, new: str, words: str) -> None:
    """With the line of the test."""
    source = write_source(tmp_path)
    file = source / "tests" / "public" / "test_rules.py"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BuildRefusedError) as refused:
        build(source, tmp_path)

    assert words in str(refused.value)
    assert "test_rules.py:16: public/test_rules.py::test_style" in str(refused.value)
