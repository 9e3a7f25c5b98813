"""A measure that no one declared stops the build; a declared one is shown as declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import BadInputError
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.summary import summary
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.usefixtures("quick")

TEST = '''\
"""Scaling, measured."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("scale"), pytest.mark.weight(0)]


def test_measured(student, check):
    """The scale of one third."""
    check.measure("scaled", student.toy_lib.scale(np.array([1 / 3]))[0])
'''
MEASURE = """
[[measures]]
id = "scaled"
title = "one third, scaled"
order = "ascending"
digits = 2
"""


@pytest.fixture
def measured(source: Path) -> Path:
    """The toy assignment, with a hidden test that reports a number."""
    (source / "tests" / "hidden" / "test_measured.py").write_text(TEST, encoding="utf-8")
    return source


def test_a_measure_that_is_not_declared_stops_the_build(measured: Path, root: Path) -> None:
    """The sentence names the test and what to write, and nothing is half-written."""
    with pytest.raises(
        BadInputError, match=r"hidden/test_measured.py::test_measured reports.*\[\[measures\]\] with"
    ):
        build(measured, root)

    assert not (root / "release").exists()


def test_a_declared_measure_is_shown_with_its_title_and_digits(measured: Path, root: Path) -> None:
    """On the terminal and on Gradescope's leaderboard; the results keep the number itself."""
    with (measured / "assignment.toml").open("a", encoding="utf-8") as file:
        file.write(MEASURE)
    build(measured, root)
    bundle = load_bundle(root / "dist" / "toy" / "bundle")
    results: list[SubmissionResult] = []

    grade_each(bundle, [take_in(root / "solutions" / "toy", bundle.assignment)], results.append)

    (result,) = results
    assert result.measures == {"scaled": pytest.approx(2.5 / 3 + 1)}
    assert "one third, scaled: 1.83" in summary(result, bundle.assignment.measures).splitlines()
    assert to_results(result, bundle.assignment)["leaderboard"] == [
        {"name": "one third, scaled", "value": 1.83, "order": "asc"}
    ]
