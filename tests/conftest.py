"""What several areas of the tests need: this repository, its own assignment once it is built, and an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from autograder.authoring.notebook.library import nbformat_library
from tests.support.once import made_once
from tests.support.order import FIRST
from tests.support.real_course import REPOSITORY, build_real_course

if TYPE_CHECKING:
    from pathlib import Path


# The examples of a property test are the same in each run; `pytest --hypothesis-profile=default` draws new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


nbformat_library()  # by this way it is imported in a tenth of the time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first and keep the order of all else."""
    rank = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(FIRST)))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def real_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course in which the real assignment was built, its mistakes tried; not to be written into."""
    return made_once(tmp_path_factory, "real-course", build_real_course)
