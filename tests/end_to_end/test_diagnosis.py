"""Students who know nothing of the catalogue: right ones hear nothing, wrong ones nothing that is not true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.grading.common_mistakes import common_mistakes
from autograder.grading.grader import grade_each
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes
from tests.support.listed_mistakes import is_told, with_mistake
from tests.support.students import RIGHT, WRONG

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.siege  # Thirty submissions of the real assignment.

TRUE_SHARE = 0.5


def remarks(result: SubmissionResult) -> set[str]:
    """What the student is told, by the diagnoses' ids."""
    return {one for test in result.tests for one in test.diagnosis.split(", ") if one}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_solution_earns_everything_and_hears_nothing(
    students: Mapping[str, SubmissionResult], name: str
) -> None:
    """However it is written: with loops, einsum, one-hot rows or fancy indexing, prints or dataclasses."""
    result = students[name]

    assert result.points == result.max_points
    assert remarks(result) == set()
    assert (result.mistakes, result.notes) == ((), ())


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_solution_hears_nothing_that_is_not_true(
    students: Mapping[str, SubmissionResult], name: str
) -> None:
    """What may be said of it was read and found true by a person."""
    assert remarks(students[name]) <= set(WRONG[name]["remarks"])


def test_most_wrong_solutions_are_told_what_is_wrong(students: Mapping[str, SubmissionResult]) -> None:
    """Those of the catalogue by its hints, most of the others by how their numbers relate to the right ones."""
    failing = {name for name in WRONG if students[name].points < students[name].max_points}
    catalogued = {name for name in failing if students[name].mistakes}
    others = failing - catalogued

    assert all(students[name].mistakes[0] in remarks(students[name]) for name in catalogued)
    assert len([name for name in others if remarks(students[name])]) >= TRUE_SHARE * len(others) > 0


def test_an_input_that_is_written_into_is_told_beside_full_points(
    students: Mapping[str, SubmissionResult],
) -> None:
    """It costs nothing, since the tests hand over copies."""
    result = students["relu_writes_into_its_input"]

    assert result.points == result.max_points
    assert "`ReLU.forward` writes into an array that it was given" in result.notes[0]


def test_the_class_is_told_by_the_share_that_made_a_mistake(
    built: Path, students: Mapping[str, SubmissionResult]
) -> None:
    """The most frequent first, in the catalogue's words, of all who were graded."""
    known = load_bundle(built / "dist" / "cmu10701-hw3" / "bundle").known
    twice = [
        students["sigmoid_twice_in_backward"],
        students["sigmoid_twice_in_backward"],
        students["loss_in_bits"],
    ]

    first, second = common_mistakes([*twice, students["terse"]], known)

    assert (first.id, first.made, first.graded) == ("sigmoid-twice", 2, 4)
    assert str(first).startswith("50% (2 of 4) sigmoid: Your backward applies sigmoid to `state`")
    assert second.id == "loss-base-two"
    assert common_mistakes(twice, None) == ()


def test_what_no_hint_says_is_said_by_the_tests_themselves(built: Path) -> None:
    """As `said` and `made_of` in the catalogue promise."""
    source = built / "source" / "cmu10701-hw3"
    assignment = load_assignment(source)
    texts = {file: (source / file).read_text(encoding="utf-8") for file in assignment.modules}
    listed = load_mistakes(source / MISTAKES, [one.id for one in assignment.questions], texts, ())
    mistakes = {one.id: one for one in listed if one.said or one.made_of}
    results: list[SubmissionResult] = []
    grade_each(
        load_bundle(built / "dist" / "cmu10701-hw3" / "bundle"),
        [with_mistake(one, texts) for one in mistakes.values()],
        results.append,
    )

    assert len(results) == len(mistakes) > 0
    assert [one.submission for one in results if not is_told(one, mistakes)] == []
