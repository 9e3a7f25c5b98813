"""A small assignment with rules on the source: no loop, no sort of Python's, and a function that calls itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.small_course import without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENT = """\
name = "rules"
title = "Rules"
modules = ["m.py"]
seed = 3

[stub]
comment = "### TYPE HERE"

[[questions]]
id = "total"
title = "Totals"
points = 2

[[questions]]
id = "depth"
title = "Depth"
points = 2
hints = "all"
"""

MODULE = '''\
"""Totals and depths."""

import numpy as np


def total(rows):
    """The sums of the rows of an array, without a loop."""
    ### BEGIN SOLUTION
    return np.sum(rows, axis=1)
    ### END SOLUTION


def depth(nested):
    """How deep lists are nested, by recursion."""
    ### BEGIN SOLUTION
    if not isinstance(nested, list):
        return 0
    return 1 + max(map(depth, nested), default=0)
    ### END SOLUTION
'''

PUBLIC = '''\
"""Tests of rules."""

import pytest


@pytest.mark.question("total")
def test_total(student, check, rng):
    """The sums of the rows."""
    check.source(student.m.total, forbid=["for", "while", "map", "np.apply_along_axis"])
    check.close("total", student.m.total(rng.uniform(1, 2, (4, 3))))


@pytest.mark.question("total")
def test_style(student, check, rng):
    """The sums of the rows, in good style."""
    check.source(student.m.total, forbid=["print"], remark=True)
    check.close("total", student.m.total(rng.uniform(1, 2, (2, 3))))


@pytest.mark.question("depth")
def test_depth(student, check):
    """The depth of nested lists."""
    check.source(student.m.depth, forbid=["while", "str", "repr"], calls_itself=True)
    check.equal("depth", student.m.depth([1, [2, [3]], []]))
'''

HIDDEN = '''\
"""Hidden tests of rules."""

import pytest


@pytest.mark.question("depth")
def test_deeper(student, check):
    """The depth of deeply nested lists."""
    check.source(student.m.depth, calls_itself=True)
    check.equal("depth", student.m.depth([[[[]]], 1]))
'''


FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_rules.py": PUBLIC,
    "tests/hidden/test_deeper.py": HIDDEN,
}


def write_source(course: Path) -> Path:
    """The folder of the assignment in a course's folder."""
    return write_assignment(course, "rules", FILES)


def solution(*edits: tuple[str, str]) -> str:
    """The reference without its markers, and with these edits."""
    return without_markers(MODULE, *edits)
