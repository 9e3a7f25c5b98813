"""The real assignment, built once, and its reference solution."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.gradescope_image import make_image
from tests.support.once import made_once
from tests.support.real_course import NAME, build_real_course
from tests.support.students import grade_students, read_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.model.results import SubmissionResult


@pytest.fixture(scope="session")
def built(real_course: Path) -> Path:
    """A course's folder whose source/, release/, solutions/ and dist/ hold the assignment; not to be written into."""
    return real_course


@pytest.fixture(scope="session")
def bundle_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The bundle of a course's assignment, by its name, built from the source of this repository."""

    def bundle(name: str) -> Path:
        root = made_once(tmp_path_factory, f"{name}-built", lambda folder: build_real_course(folder, name))
        return root / "dist" / name / "bundle"

    return bundle


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


@pytest.fixture(scope="session")
def image(built: Path) -> Iterator[Path]:
    """/autograder as an image holds it: the zip unpacked in source/, its setup.sh run, its run_autograder copied out.

    In a folder that every user may pass through, as the real one is; pytest's own temporary folders are private.
    """
    with tempfile.TemporaryDirectory(prefix="gradescope-") as top:
        Path(top).chmod(0o755)
        root = Path(top) / "autograder"
        make_image(built / "dist" / NAME / f"{NAME}-gradescope.zip", root)
        yield root
