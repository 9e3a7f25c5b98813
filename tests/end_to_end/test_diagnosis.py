"""Students who know nothing of the catalogue: right ones hear nothing, wrong ones nothing that is not true."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.grading.common_mistakes import common_mistakes
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.results import SubmissionResult

STUDENTS = Path(__file__).parent.parent / "diagnosis"
RIGHT = sorted(folder.name for folder in (STUDENTS / "right").iterdir() if folder.is_dir())
WRONG: dict[str, dict[str, Any]] = {
    one["name"]: one for one in tomllib.loads((STUDENTS / "wrong.toml").read_text(encoding="utf-8"))["wrong"]
}
TRUE_SHARE = 0.6


@pytest.fixture(scope="module")
def results(built: Path) -> Mapping[str, SubmissionResult]:
    """All of them, graded in one session."""
    bundle = load_bundle(built / "dist" / "cmu10701-hw3" / "bundle")
    folders = [*(STUDENTS / "right" / name for name in RIGHT), *(STUDENTS / "wrong" / name for name in WRONG)]
    graded: list[SubmissionResult] = []
    grade_each(bundle, [take_in(folder, bundle.assignment) for folder in folders], graded.append)
    return {one.submission: one for one in graded}


def remarks(result: SubmissionResult) -> set[str]:
    """What the student is told, by the diagnoses' ids."""
    return {one for test in result.tests for one in test.diagnosis.split(", ") if one}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_solution_earns_everything_and_hears_nothing(
    results: Mapping[str, SubmissionResult], name: str
) -> None:
    """However it is written: with loops, einsum, one-hot rows or fancy indexing, prints or dataclasses."""
    result = results[name]

    assert result.points == result.max_points
    assert remarks(result) == set()
    assert (result.mistakes, result.notes) == ((), ())


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_solution_hears_nothing_that_is_not_true(results: Mapping[str, SubmissionResult], name: str) -> None:
    """What may be said of it was read and found true by a person."""
    assert remarks(results[name]) <= set(WRONG[name]["remarks"])


def test_most_wrong_solutions_are_told_what_is_wrong(results: Mapping[str, SubmissionResult]) -> None:
    """Those of the catalogue by its hints, most of the others by how their numbers relate to the right ones."""
    failing = {name for name in WRONG if results[name].points < results[name].max_points}
    catalogued = {name for name in failing if results[name].mistakes}
    others = failing - catalogued

    assert all(results[name].mistakes[0] in remarks(results[name]) for name in catalogued)
    assert len([name for name in others if remarks(results[name])]) >= TRUE_SHARE * len(others) > 0


def test_an_input_that_is_written_into_is_told_beside_full_points(results: Mapping[str, SubmissionResult]) -> None:
    """It costs nothing, since the tests hand over copies."""
    result = results["relu_writes_into_its_input"]

    assert result.points == result.max_points
    assert "`ReLU.forward` writes into an array that it was given" in result.notes[0]


def test_the_class_is_told_by_the_share_that_made_a_mistake(
    built: Path, results: Mapping[str, SubmissionResult]
) -> None:
    """The most frequent first, in the catalogue's words, of all who were graded."""
    known = load_bundle(built / "dist" / "cmu10701-hw3" / "bundle").known
    twice = [results["sigmoid_twice_in_backward"], results["sigmoid_twice_in_backward"], results["loss_in_bits"]]

    first, second = common_mistakes([*twice, results["terse"]], known)

    assert (first.id, first.made, first.graded) == ("sigmoid-twice", 2, 4)
    assert str(first).startswith("50% (2 of 4) sigmoid: Your backward applies sigmoid to `state`")
    assert second.id == "loss-base-two"
    assert common_mistakes(twice, None) == ()
