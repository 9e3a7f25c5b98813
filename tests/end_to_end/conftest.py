"""The real assignment, built once, and its reference solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.real_course import NAME

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(real_course: Path) -> Path:
    """A course's folder whose source/, release/, solutions/ and dist/ hold the assignment; not to be written into."""
    return real_course


@pytest.fixture(scope="session")
def solution(built: Path) -> dict[str, str]:
    """The modules of the reference solution, by file name."""
    folder = built / "solutions" / NAME
    return {name: (folder / name).read_text(encoding="utf-8") for name in ("hw3_lib.py", "hw3_sol.py")}
