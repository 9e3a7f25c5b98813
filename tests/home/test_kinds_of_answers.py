"""Answers of other kinds than the reference's: right ones earn everything, others are called by their name."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import NAME, typed
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="student code can be held on Linux only")

# By name: what a double of x and a mean m are returned as.
RIGHT = {
    "float32": ("np.float32(2 * x)", "np.float32(m)"),
    "longdouble": ("np.longdouble(2) * x", "np.longdouble(m)"),
    "tensor": ("(2 * x).view(Tensor)", "np.array(m).view(Tensor)"),
    "matrix-row": ("np.asarray(np.asmatrix(2 * x))[0]", "np.asmatrix(m)[0, 0]"),
    "list": ("Stack(2 * x)", "Real(m)"),
    "deque": ("collections.deque(2 * x)", "float(m)"),
    "namedtuple": ("Three(*2 * x) if len(x) == 3 else tuple(2 * x)", "np.array(m)"),
}
# What is told in place of the right value: of `double`, of `mean`.
WRONG = {
    "tuple": (
        ('2 * x, "done"', "m, np.asarray(x)"),
        "double is a tuple of two, where an array of shape (3,) is asked for",
        "mean is a tuple of two, where one number is asked for",
    ),
    "dictionary": (
        ("dict(enumerate(2 * x))", "collections.Counter(a=1)"),
        "double is a dictionary of three, where an array of shape (3,) is asked for",
        "mean is a dictionary of one, where one number is asked for",
    ),
    "object": (
        ("Kept(2 * x)", "Kept(m)"),
        "double is an object of type Kept, where plain numbers are expected",
        "mean is an object of type Kept, where plain numbers are expected",
    ),
    "generator": (
        ("(2 * one for one in x)", "np.ma.array(m)"),
        "double is an object of type generator, where plain numbers are expected",
        "mean is an object of type MaskedArray, where plain numbers are expected",
    ),
}
TOY = """
import collections
import warnings

import numpy as np

warnings.simplefilter("ignore")
Three = collections.namedtuple("Three", "a b c")


class Tensor(np.ndarray):
    origin = "here"

    def grad(self):
        return self


class Stack(list):
    def push(self, one):
        self.append(one)


class Real(float):
    def half(self):
        return self / 2


class Kept:
    def __init__(self, value):
        self.value = value


def double(x):
    return {}


def mean(x):
    m = np.mean(x)
    return {}
"""
MAGIC = """%matplotlib inline
\"\"\"Two functions.\"\"\"

from __future__ import annotations

import numpy as np"""


def toy(answers: tuple[str, str]) -> str:
    """The file that gives these answers."""
    first, second = answers
    return TOY.replace("return {}", f"return {first}", 1).replace("return {}", f"return {second}", 1)


@pytest.fixture(scope="module")
def graded(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubmissionResult]:
    """The results by name; a notebook with a magic above `from __future__` is among them."""

    def grade(folder: Path) -> None:
        for name, answers in [*RIGHT.items(), *((name, one[0]) for name, one in WRONG.items())]:
            (folder / name).mkdir()
            (folder / name / "toy.py").write_text(toy(answers), encoding="utf-8")
        cells = [MAGIC, "def double(x: Array):\n    return 2 * x", "def mean(x):\n    return np.mean(x)"]
        book = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
            "cells": [
                {"cell_type": "code", "metadata": {}, "outputs": [], "source": one, "id": str(number)}
                for number, one in enumerate(cells)
            ],
        }
        (folder / "magic.ipynb").write_text(json.dumps(book), encoding="utf-8")

    folder = made_once(tmp_path_factory, "kinds of answers", grade)
    bundle = load_bundle(tiny / "dist" / NAME / "bundle")
    names = [*RIGHT, *WRONG, "magic.ipynb"]
    results: list[SubmissionResult] = []
    grade_each(bundle, [take_in(folder / name, bundle.assignment) for name in names], results.append)
    return dict(zip(names, results, strict=True))


def test_right_answers_of_other_kinds_earn_everything(graded: dict[str, SubmissionResult]) -> None:
    """And nothing is told of them."""
    for name in RIGHT:
        assert [test.feedback for test in graded[name].tests if test.feedback] == [], name
        assert (graded[name].points, graded[name].notes) == (10, ()), name


def test_a_magic_above_the_future_costs_nothing(graded: dict[str, SubmissionResult]) -> None:
    """It is left out, and said; the annotation below is never looked up."""
    result = graded["magic.ipynb"]

    assert result.points == 10
    assert [note for note in result.notes if "Left out" in note] == [
        "Left out, because the grader has no notebook shell: cell 1 line 1: %matplotlib inline."
    ]


@pytest.mark.parametrize("name", WRONG)
def test_another_kind_is_called_by_its_name_in_the_same_words(
    graded: dict[str, SubmissionResult], handout: Path, name: str
) -> None:
    """At home and in the grade."""
    answers, *sentences = WRONG[name]
    (handout / "toy.py").write_text(toy(answers), encoding="utf-8")
    at_home = " ".join(typed(handout, "-v").stdout.split())
    in_the_grade = "\n".join(test.feedback for test in graded[name].tests)

    for sentence in sentences:
        assert sentence in at_home
        assert sentence in in_the_grade


def test_right_answers_of_other_kinds_pass_at_home(handout: Path) -> None:
    """As in the grade."""
    for name in ("float32", "tensor", "list"):  # each takes a second
        (handout / "toy.py").write_text(toy(RIGHT[name]), encoding="utf-8")
        shutil.rmtree(handout / "__pycache__", ignore_errors=True)

        assert "2 of 2 tests passed" in typed(handout).stdout, name
