"""Homework that accepts other names: full points at home, in the grade, in a notebook and from a zip."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import nbformat
import pytest

from autograder.authoring.release.build import build
from autograder.errors import SourceError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

NAMES = """\
[names]
computeLayer = ["compute", "compute_layer"]
Dense = ["Layer"]
"Dense.forward" = ["__call__", "apply"]
"Dense.weights" = ["W"]
Point = ["Pair"]
"Point.x" = ["first"]
Negative = ["NegativeNumber"]
"""
ASSIGNMENT = f"""\
name = "names"
title = "Names"
modules = ["m.py"]
seed = 3

{NAMES}
[[questions]]
id = "layer"
title = "Layers"
points = 4
hints = "all"

[[questions]]
id = "search"
title = "Search"
points = 2
hints = "all"
"""
MODULE = '''\
"""Layers."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Point:
    """A point."""

    x: int
    y: int


class Dense:
    """x W."""

    def __init__(self, weights):
        """Keep the weights."""
        ### BEGIN SOLUTION
        self.weights = weights
        ### END SOLUTION

    def forward(self, x):
        """The output."""
        ### BEGIN SOLUTION
        return x @ self.weights
        ### END SOLUTION


def computeLayer(layer, x):
    """The output, and 0 where it is negative."""
    ### BEGIN SOLUTION
    return np.maximum(layer.forward(x), 0)
    ### END SOLUTION


class Negative(Exception):
    """A number below 0."""


def search(number):
    """The number and its double."""
    ### BEGIN SOLUTION
    if number < 0:
        raise Negative(number)
    return Point(number, 2 * number)
    ### END SOLUTION
'''
TEST = '''\
"""Names."""

import pytest


@pytest.mark.question("layer")
def test_layer(student, check, rng):
    """A layer and what it gives."""
    layer = student.m.Dense(rng.uniform(-1, 1, (3, 2)))
    check.close("forward", layer.forward(rng.uniform(-1, 1, (4, 3))))
    check.close("compute", student.m.computeLayer(layer, rng.uniform(-1, 1, (4, 3))))
    layer.weights = rng.uniform(-1, 1, (3, 2))
    check.close("other weights", layer.forward(rng.uniform(-1, 1, (4, 3))))
    check.close("weights", layer.weights)
    check.true(hasattr(layer, "forward") and not hasattr(layer, "backward"), "a layer has forward alone")


@pytest.mark.batch
@pytest.mark.question("layer")
def test_batch(student, check, rng):
    """Two requests in one go."""
    layer = student.m.Dense(rng.uniform(-1, 1, (3, 2)))
    check.close("compute", student.m.computeLayer(layer, rng.uniform(-1, 1, (4, 3))))


@pytest.mark.question("search")
def test_search(student, check, rng):
    """A point."""
    check.same("point", student.m.search(int(rng.randint(1, 9))))
    with check.raises("search of -1", "Negative") as caught:
        student.m.search(-1)
    check.equal("class", caught.type_name)
    check.source(student.m.computeLayer, forbid=["for"])
    check.source(student.m.Dense.forward, forbid=["for"])
'''
HIDDEN = (
    TEST.replace("(3, 2)", "(5, 2)").replace("(4, 3)", "(4, 5)").replace("randint(1, 9)", "randint(1, 99)")
)
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_m.py": TEST,
    "tests/hidden/test_m_more.py": HIDDEN,
}
OTHERS = (
    ("def computeLayer", "def compute"),
    ("np.maximum(layer.forward(x), 0)", "np.maximum(layer(x), 0)"),
    ("class Dense", "class Layer"),
    ("def forward", "def __call__"),
    ("self.weights = weights", "self.W = weights"),
    ("x @ self.weights", "x @ self.W"),
    ("class Point", "class Pair"),
    ("    x: int", "    first: int"),
    ("return Point(", "return Pair("),
    ("class Negative(", "class NegativeNumber("),
    ("raise Negative(", "raise NegativeNumber("),
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("names")
    build_written(write_assignment(folder, "names", FILES), folder)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "names" / "bundle")


def graded(bundle: Bundle, folder: Path, text: str) -> SubmissionResult:
    """A solution, graded in the sandbox."""
    (folder / "m.py").write_text(text, encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def at_home(course: Path, folder: Path, text: str) -> str:
    """What a student reads in the handout's folder."""
    shutil.copytree(course / "release" / "names", folder)
    (folder / "m.py").write_text(text, encoding="utf-8")
    return " ".join(typed(folder, "-v").stdout.split())


def told(result: SubmissionResult, name: str) -> str:
    """What is said of one public test."""
    (found,) = [one.feedback for one in result.tests if one.id == f"public/test_m.py::{name}"]
    return " ".join(found.split())


@pytest.mark.parametrize("edits", [(), OTHERS], ids=["asked for", "other"])
def test_other_names_earn_what_the_asked_for_names_earn(
    edits: tuple[tuple[str, str], ...], bundle: Bundle, course: Path, tmp_path: Path
) -> None:
    """In the grade, and at home."""
    text = without_markers(MODULE, *edits)
    (tmp_path / "hw").mkdir()
    result = graded(bundle, tmp_path / "hw", text)

    assert (result.points, {one.feedback for one in result.tests}) == (6, {""})
    assert "ok search 1 of 1" in at_home(course, tmp_path / "home", text)


def test_a_notebook_and_a_zip_may_have_them_too(bundle: Bundle, tmp_path: Path) -> None:
    """With the same points."""
    text = without_markers(MODULE, *OTHERS)
    cells = [nbformat.v4.new_code_cell(part) for part in text.split("\n\n\n")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "names.ipynb")
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("hw/m.py", text)

    for name in ("names.ipynb", "hw.zip"):
        assert grade(bundle, take_in(tmp_path / name, bundle.assignment)).points == 6


def test_the_asked_for_name_counts_where_both_are_there(bundle: Bundle, tmp_path: Path) -> None:
    """A second function with an accepted name is the student's own affair."""
    text = without_markers(MODULE) + "\n\ndef compute(layer, x):\n    return None\n"

    assert graded(bundle, tmp_path, text).points == 6


def test_a_message_has_the_student_s_own_spelling(bundle: Bundle, course: Path, tmp_path: Path) -> None:
    """Of a rule, of what is not begun, and of the call."""
    rule = without_markers(
        MODULE, *OTHERS, ("    return np.max", "    for _ in range(1):\n        pass\n    return np.max")
    )
    stub = without_markers(MODULE, *OTHERS, ("    return np.maximum(layer(x), 0)", "    pass"))
    (tmp_path / "hw").mkdir()
    said = told(graded(bundle, tmp_path / "hw", rule), "test_search")
    open_ = told(graded(bundle, tmp_path / "hw", stub), "test_batch")

    assert said == "`compute` uses `for` (m.py, line 30), which is not allowed here."
    assert said.rstrip(".") in at_home(course, tmp_path / "one", rule)
    assert "`compute` (m.py, line 30)" in open_
    assert "`compute` (m.py, line 30)" in at_home(course, tmp_path / "two", stub)


def test_a_name_that_is_not_there_is_an_error_as_before(bundle: Bundle, tmp_path: Path) -> None:
    """A spelling that nobody accepts earns nothing."""
    text = without_markers(MODULE, ("def computeLayer", "def compute_it"))
    result = graded(bundle, tmp_path, text)

    assert result.points == 0
    assert "computeLayer" in told(result, "test_layer")


def test_a_lying_class_gains_nothing(bundle: Bundle, tmp_path: Path) -> None:
    """Names are looked up in the student's process, and what they give is compared as any answer."""
    hostile = """\
class Meta(type):
    def __getattr__(cls, name):
        return lambda *args: None


class Layer(metaclass=Meta):
    def __init__(self, weights):
        pass

    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self

    def __eq__(self, other):
        return True


class Pair(Layer):
    pass


def compute(layer, x):
    return layer


def search(number):
    return Pair(1)
"""
    assert graded(bundle, tmp_path, hostile).points == 0


def test_the_handout_says_which_names_are_accepted(course: Path) -> None:
    """In the text and in the notebook."""
    release = course / "release" / "names"
    line = "* in place of `computeLayer`: `compute` or `compute_layer`"

    assert line in (release / "README.md").read_text(encoding="utf-8")
    assert "in place of `computeLayer`" in (release / "names.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('relu = ["r"]', "the reference does not define `relu`"),
        (
            'computeLayer = ["search"]',
            "`computeLayer` cannot be spelled `search`: the reference has `search` for",
        ),
        ('computeLayer = ["for"]', "`computeLayer` cannot be spelled `for`: it is a word of Python's own"),
        ('computeLayer = ["a-b"]', "`computeLayer` cannot be spelled 'a-b': give a plain name"),
        ('computeLayer = "compute"', "`computeLayer` has to be a list of the names that are accepted"),
        ("computeLayer = []", "`computeLayer` has to be a list of the names that are accepted"),
        ('computeLayer = ["a", "a"]', "`computeLayer` names a spelling twice"),
        ('computeLayer = ["a"]\nsearch = ["a"]', "`a` cannot stand for both `computeLayer` and `search`"),
        ('Dense.forward = ["weights"]', "the reference has `Dense.weights` for something else"),
        ('"Dense.__init__" = ["make"]', "`Dense.__init__` is not a name that tests ask for"),
        ('computeLayer = ["__call__"]', "`computeLayer` cannot be spelled '__call__': give a plain name"),
    ],
)
def test_a_slip_in_the_table_is_refused_with_its_line(tmp_path: Path, entry: str, sentence: str) -> None:
    """Before anything runs."""
    text = ASSIGNMENT.replace(NAMES, f"[names]\n{entry}\n")
    source = write_assignment(tmp_path, "names", {**FILES, "assignment.toml": text})

    with pytest.raises(SourceError) as refused:
        build(source, tmp_path)

    assert sentence in str(refused.value)
    assert f"assignment.toml:{8 if chr(10) in entry else 7}:" in str(refused.value)
