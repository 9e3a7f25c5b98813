"""Right work keeps its points: solutions that are written otherwise earn everything in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.once import made_once
from tests.support.real_course import NAME
from tests.support.right_solutions import EDITED, WHOLE, edited, grade_right, read_right

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.results import SubmissionResult


@pytest.fixture(scope="session")
def graded(
    built: Path, solution: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, SubmissionResult]:
    """The results of all of them, by name; graded in one session."""
    bundle = built / "dist" / NAME / "bundle"
    return read_right(
        made_once(tmp_path_factory, "right", lambda folder: grade_right(bundle, solution, folder))
    )


@pytest.mark.siege
@pytest.mark.parametrize("name", [*WHOLE, *EDITED])
def test_a_right_solution_earns_everything_and_is_told_nothing(
    graded: Mapping[str, SubmissionResult], name: str
) -> None:
    """Loops and einsum, float32 and long doubles, subclasses and mappings, prints, logs and work at import."""
    result = graded[name]
    failed = [(test.id, test.feedback) for test in result.tests if test.feedback or test.diagnosis]

    assert (failed, result.notes, result.mistakes) == ([], (), ())
    assert result.points == result.max_points


@pytest.mark.parametrize("name", EDITED)
def test_the_edits_fit_the_reference(solution: dict[str, str], name: str) -> None:
    """Each stands where it says, and Python reads what comes of it."""
    for file, text in edited(solution, EDITED[name]).items():
        compile(text, file, "exec")
