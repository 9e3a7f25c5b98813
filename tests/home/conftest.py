"""The small assignment, built once, and a handout of it for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.home import build_tiny, solved_handout
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which the small assignment was built; not to be written into."""
    return made_once(tmp_path_factory, "tiny course [1]", build_tiny)


@pytest.fixture
def handout(tiny: Path, tmp_path: Path) -> Path:
    """The handout with everything written, which passes all public tests."""
    return solved_handout(tiny, tmp_path / "hw")
