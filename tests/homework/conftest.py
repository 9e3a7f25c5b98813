"""Homework of many kinds: each folder in assignments/ is built once, and handed in right, wrong and not begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.homework import HOMEWORK, Homework, build_homework, grade_homework
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path

collect_ignore = ["assignments"]  # tests of the homework, not of the package


# Those that reach the most parts of the package; the others are built in the siege.
OFTEN = {"fixtures", "reference"}


@pytest.fixture(
    scope="session",
    params=[pytest.param(one, marks=() if one in OFTEN else pytest.mark.siege) for one in HOMEWORK],
)
def homework(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Homework:
    """One of the assignments, built; not to be written into."""
    name: str = request.param
    course = made_once(tmp_path_factory, f"homework-{name}", lambda folder: build_homework(name, folder))
    return Homework(course, name)


@pytest.fixture(scope="session")
def graded(homework: Homework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of all that is handed in to it."""
    name = f"homework-{homework.name}-graded"
    return made_once(tmp_path_factory, name, lambda folder: grade_homework(homework, folder))
