"""A small assignment to build: two functions, a test of each that students see, and two that they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENT = """\
name = "toy"
title = "A toy assignment"
modules = ["toy_lib.py"]
given = ["toy_given.py"]
seed = 7

[stub]
comment = "### TYPE HERE"

[[questions]]
id = "scale"
title = "Scaling"
points = 4

[[questions]]
id = "norm"
title = "Norms"
points = 6
"""

MODULE = '''\
"""Two functions to write."""

import numpy as np

from toy_given import FACTOR


def scale(x: np.ndarray) -> np.ndarray:
    """Multiply by the factor and add one."""
    ### BEGIN SOLUTION
    scaled = FACTOR * x + 1.0
    return scaled
    ### END SOLUTION


def norm(x: np.ndarray) -> float:
    """The root of the sum of squares."""
    ### BEGIN SOLUTION
    return float(np.sqrt(np.sum(x * x)))
    ### END SOLUTION
'''

TESTS = {
    "public/test_scale.py": '''\
"""Scaling."""

import pytest

pytestmark = pytest.mark.question("scale")


def test_scale(student, check, rng):
    """The values of a row."""
    check.close("y", student.toy_lib.scale(rng.uniform(-1, 1, (1, 5))))
''',
    "hidden/test_scale_hidden.py": '''\
"""Scaling, at zero."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("scale"), pytest.mark.weight(3)]


def test_zeros(student, check):
    """Zeros become ones."""
    check.close("y", student.toy_lib.scale(np.zeros((2, 2))))
''',
    "hidden/test_norm.py": '''\
"""Norms."""

import pytest

pytestmark = pytest.mark.question("norm")


def test_norm(student, check, rng):
    """The norm of a vector."""
    check.close("norm", student.toy_lib.norm(rng.uniform(-1, 1, 9)))
''',
}


def write_source(course: Path) -> Path:
    """The source folder of a sound assignment in a course's folder."""
    folder = course / "source" / "toy"
    files = {
        "assignment.toml": ASSIGNMENT,
        "handout.md": "# A toy assignment\n\nWrite `scale` and `norm`.\n",
        "toy_lib.py": MODULE,
        "toy_given.py": '"""Given."""\n\nFACTOR = 2.5\n',
        **{f"tests/{name}": text for name, text in TESTS.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def fake_wheel(folder: Path) -> Path:
    """Stands for `pack_wheel`, which another process does and most tests here can spare."""
    wheel = folder / "course_autograder-0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    return wheel
