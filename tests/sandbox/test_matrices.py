"""A student's `np.matrix`: its operators are its own, and a check compares what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.sandbox.sandbox import Sandbox

TESTS = '''
import numpy as np
import pytest

pytestmark = [pytest.mark.question("q"), pytest.mark.batch]


def test_gradient(student, check):
    """The slope of a student's own forward, of which the test makes one number."""
    x, g = np.linspace(0.5, 2, 6).reshape(2, 3), np.linspace(-1, 1, 6).reshape(2, 3)

    check.gradient("slope", student.m.backward(x, g), student.m.forward, x, then=lambda y: (g * y).sum())
'''
ARRAYS = """
def forward(x):
    return x ** 3

def backward(x, g):
    return 3 * x ** 2 * g
"""
MATRICES = """
import numpy as np

def forward(x):
    return np.matrix(x ** 3)

def backward(x, g):
    return np.matrix(3 * x ** 2 * g)
"""


@pytest.fixture
def both(make_sandbox: Callable[..., Sandbox], tmp_path: Path) -> BothSides:
    """The test, with a reference that answers arrays."""
    return BothSides(tmp_path, TESTS, make_sandbox(), {"m": ARRAYS})


def test_a_gradient_is_taken_of_what_a_matrix_holds(both: BothSides) -> None:
    """`g * y` of a matrix would be a product of matrices, whose shapes do not fit."""
    at_home, in_the_sandbox = both.at_home(m=MATRICES), both.in_the_sandbox(m=MATRICES)

    assert set(at_home.values()) == set(in_the_sandbox.values()) == {("passed", "")}
