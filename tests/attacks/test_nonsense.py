"""Attacks on the tests' own logic, classes 67 to 70 and 72: files without one right formula earn nothing.

They are handed in for the real assignment, all in one session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission
from autograder.model.bundle import load_bundle
from tests.support.liars import LIARS, files_of
from tests.support.real_course import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.results import SubmissionResult


pytestmark = pytest.mark.siege  # Submissions of the real assignment.


@pytest.fixture(scope="module")
def graded(real_course: Path) -> Mapping[str, SubmissionResult]:
    """All of them, and the reference after them."""
    bundle = load_bundle(real_course / "dist" / NAME / "bundle")
    solution = real_course / "solutions" / NAME
    reference = {name: (solution / name).read_bytes() for name in bundle.assignment.modules}
    handed_in = {**{liar: files_of(liar) for liar in LIARS}, "reference": reference}
    found: dict[str, SubmissionResult] = {}
    grade_each(
        bundle,
        [Submission(name=name, files=files, notes=(), sha256="") for name, files in handed_in.items()],
        lambda one: found.update({one.submission: one}),
    )
    return found


@pytest.mark.parametrize("liar", LIARS)
def test_a_file_without_one_right_formula_earns_nothing(
    graded: Mapping[str, SubmissionResult], liar: str
) -> None:
    """Zeros, echoes, counters, consistent nonsense, the document's numbers, and stand-ins that lie."""
    assert {test.id: test.points for test in graded[liar].tests if test.points} == {}


def test_a_liar_costs_the_submission_behind_nothing(graded: Mapping[str, SubmissionResult]) -> None:
    """The reference was graded after all of them."""
    assert graded["reference"].points == graded["reference"].max_points
