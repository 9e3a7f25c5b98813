"""The real assignment, built once for all of these tests from a copy of its source."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.verdict_cache import CACHE_FOLDER
from autograder.authoring.release.build import build

if TYPE_CHECKING:
    from pathlib import Path

NAME = "cmu10701-hw3"


@pytest.fixture(scope="session")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course's folder whose source/, release/, solutions/ and dist/ hold the assignment; not to be written into."""
    root = tmp_path_factory.mktemp("course")
    source = shutil.copytree(repository / "source" / NAME, root / "source" / NAME)
    tried = repository / "dist" / NAME / CACHE_FOLDER
    if tried.is_dir():  # a build here has tried the mistakes already; where that no longer holds, it is not taken
        shutil.copytree(tried, root / "dist" / NAME / CACHE_FOLDER)
    build(source, root)
    return root


@pytest.fixture(scope="session")
def solution(built: Path) -> dict[str, str]:
    """The modules of the reference solution, by file name."""
    folder = built / "solutions" / NAME
    return {name: (folder / name).read_text(encoding="utf-8") for name in ("hw3_lib.py", "hw3_sol.py")}
