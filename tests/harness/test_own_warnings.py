"""A student reads the warnings of the own code, and none of the tests' arithmetic."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from autograder.harness.session.session import Tests, run_tests
from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """
import warnings
import numpy as np

def zero():
    return np.zeros(1)

def divide():
    return np.ones(1) / np.zeros(1)

def mean_of_none():
    return float(np.mean(np.zeros(0)))

def old():
    warnings.warn("old-fashioned", DeprecationWarning)
    return 1

class Warner:
    def __len__(self):
        warnings.warn("counted")
        return 3
"""
TESTS = '''
"""Divisions."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("linear")

def test_own_division(student):
    """The test divides by the answer."""
    assert np.isinf(np.ones(1) / student.lib.zero())

def test_students_division(student):
    """The student divides."""
    assert np.isinf(student.lib.divide())

def test_students_mean(student):
    """NumPy's own file is named in the warning."""
    assert np.isnan(student.lib.mean_of_none())

def test_old(student):
    """Python shows such warnings to nobody."""
    assert student.lib.old() == 1

def test_length(student):
    """A request that is no call."""
    assert len(student.lib.Warner()) == 3
'''


def printed(tmp_path: Path) -> dict[str, str]:
    """What each test has printed, by its name, in one run of all of them."""
    tests, student = tmp_path / "hidden", tmp_path / "student"
    for folder, name, text in ((tests, "test_linear.py", TESTS), (student, "lib.py", LIBRARY)):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    chosen = Tests(folders={"hidden": tests}, seed=7, questions=("linear",))
    records = run_tests(chosen, None, lambda: LocalStudent(student, ("lib",)))
    assert {record.finding for record in records} == {None}
    return {record.id.rpartition("::")[2]: record.prints for record in records}


def test_at_home_the_students_own_warnings_are_shown_each_time(tmp_path: Path) -> None:
    """Not only at the first run in a process, and not those of the test."""
    for _ in range(2):
        prints = printed(tmp_path)

        assert "lib.py:9: RuntimeWarning: divide by zero" in prints["test_students_division"]
        assert "RuntimeWarning: Mean of empty slice" in prints["test_students_mean"]
        assert "UserWarning: counted" in prints["test_length"]
        assert prints["test_own_division"] == ""
        assert prints["test_old"] == ""


@pytest.mark.parametrize("action", ["error", "ignore", "always"])
def test_what_the_process_makes_of_warnings_does_not_matter(tmp_path: Path, action: str) -> None:
    """`python -W error` would otherwise fail tests, and another verdict be given on another machine."""
    expected = printed(tmp_path)

    with warnings.catch_warnings():
        warnings.simplefilter(action)  # type: ignore[arg-type] # a parameter

        assert printed(tmp_path) == expected


def test_the_processs_own_settings_are_restored(tmp_path: Path) -> None:
    """Filters and the function that shows."""
    before = warnings.showwarning, list(warnings.filters)

    printed(tmp_path)

    assert (warnings.showwarning, list(warnings.filters)) == before
