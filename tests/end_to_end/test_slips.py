"""Slips that the catalogue does not list, graded whole: what is told of each was read and found true."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.results import SubmissionResult

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.siege  # half a minute

FILE = Path(__file__).parents[1] / "diagnosis" / "slips.toml"
SLIPS: dict[str, dict[str, Any]] = {
    one["id"]: one for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["slips"]
}


@pytest.fixture(scope="module")
def results(built: Path, solution: Mapping[str, str]) -> dict[str, SubmissionResult]:
    """All of them, graded in one session."""
    submissions = [
        Submission(name=name, files=edited(solution, slip), notes=(), sha256="")
        for name, slip in SLIPS.items()
    ]
    found: dict[str, SubmissionResult] = {}
    grade_each(
        load_bundle(built / "dist" / "cmu10701-hw3" / "bundle"),
        submissions,
        lambda one: found.setdefault(one.submission, one),
    )
    return found


def edited(solution: Mapping[str, str], slip: Mapping[str, Any]) -> dict[str, bytes]:
    """The reference with the slip in it."""
    assert solution[slip["file"]].count(slip["replace"]) == 1
    changed = solution[slip["file"]].replace(slip["replace"], slip["with"])
    return {name: text.encode() for name, text in {**solution, slip["file"]: changed}.items()}


def remarks(result: SubmissionResult) -> set[str]:
    """What the student is told, by the diagnoses' ids."""
    return {one for test in result.tests for one in test.diagnosis.split(", ") if one}


@pytest.mark.parametrize("name", SLIPS)
def test_nothing_untrue_is_told_of_a_slip(results: Mapping[str, SubmissionResult], name: str) -> None:
    """Neither at public tests nor at hidden ones, nor to the staff."""
    result = results[name]

    assert result.points < result.max_points
    assert remarks(result) <= set(SLIPS[name]["remarks"])
    assert set(result.mistakes) <= set(SLIPS[name]["remarks"])


@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if slip["first"]])
def test_a_slip_that_can_be_told_is_told(results: Mapping[str, SubmissionResult], name: str) -> None:
    """By what a person has found to lead to it."""
    assert SLIPS[name]["first"] in remarks(results[name])


def test_a_network_of_other_layers_is_shown_them(results: Mapping[str, SubmissionResult]) -> None:
    """The sequence of types that it has, and the one that it should have."""
    texts = [test.feedback for test in results["activation-first"].tests if test.id.startswith("public/")]

    assert any("got:      'Sigmoid, Linear, Sigmoid, Linear'" in text for text in texts)
    assert any("expected: 'Linear, Sigmoid, Linear'" in text for text in texts)
