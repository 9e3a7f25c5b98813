"""One course of the real nbgrader, with the real assignment, in which a class has handed in and been graded."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.nbgrader_class import MISTAKES, NAME, graded_class

if TYPE_CHECKING:
    from tests.support.nbgrader_class import Course

NEEDED = ("nbgrader", "nbclient", "ipykernel")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, saying why, what needs the real nbgrader where that is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    here = Path(__file__).parent  # pytest hands over the items of all folders
    for item in items if missing else ():
        if here in item.path.parents:
            reason = f"needs {', '.join(missing)}: pip install course-autograder[dev]"
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each half-right submission to a test that asks for a mistake."""
    if "mistake" in metafunc.fixturenames:
        metafunc.parametrize("mistake", MISTAKES)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which no user's Jupyter settings count, and autograder cannot be imported by accident."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH" and "JUPYTER" not in name
    }
    tools = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"  # nbgrader calls alembic by its name
    return {**kept, "PATH": tools, "HOME": str(home), "JUPYTER_PLATFORM_DIRS": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session")
def course(repository: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Course:
    """The course; not to be written into."""
    folders = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("workshop")
    return graded_class(repository / "source" / NAME, *folders, environment)
