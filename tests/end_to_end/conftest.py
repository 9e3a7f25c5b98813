"""The real assignment, built once, and its reference solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.once import made_once
from tests.support.real_course import NAME
from tests.support.students import grade_students, read_results

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.results import SubmissionResult


@pytest.fixture(scope="session")
def built(real_course: Path) -> Path:
    """A course's folder whose source/, release/, solutions/ and dist/ hold the assignment; not to be written into."""
    return real_course


@pytest.fixture(scope="session")
def solution(built: Path) -> dict[str, str]:
    """The modules of the reference solution, by file name."""
    folder = built / "solutions" / NAME
    return {name: (folder / name).read_text(encoding="utf-8") for name in ("hw3_lib.py", "hw3_sol.py")}


@pytest.fixture(scope="session")
def students(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SubmissionResult]:
    """The results of the students of tests/diagnosis, by name; all graded in one session."""
    bundle = built / "dist" / NAME / "bundle"
    return read_results(
        made_once(tmp_path_factory, "students", lambda folder: grade_students(bundle, folder))
    )
