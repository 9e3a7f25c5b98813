"""What scripts of instructors may import from `autograder` itself."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import autograder

NAMES = {"audit", "build", "grade", "grade_each", "load_bundle", "take_in"}
LOADED = """
import sys
import autograder
print(sorted(name for name in sys.modules if name.startswith(("autograder", "numpy"))))
"""


def test_the_exported_names_are_these() -> None:
    """Scripts rely on them: adding one is a decision, and taking one away breaks somebody's course."""
    assert set(autograder.__all__) == NAMES | {"__version__"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_an_exported_function_can_be_called_and_is_documented(name: str) -> None:
    """With what it raises."""
    function = getattr(autograder, name)

    assert callable(function)
    assert "Raises:" in (inspect.getdoc(function) or "")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'autograder' has no attribute 'regrade'"):
        _ = autograder.regrade


def test_importing_the_package_loads_nothing_of_it() -> None:
    """A process for student code is forked from one that has imported it."""
    printed = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    ).stdout

    assert printed.strip() == "['autograder']"
