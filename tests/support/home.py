"""A small assignment as a student has it at home, and what a student types there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from tests.support.toy import fake_wheel

if TYPE_CHECKING:
    from pathlib import Path

NAME = "tiny"
ASSIGNMENT = """\
name = "tiny"
title = "Tiny"
modules = ["toy.py"]
given = ["given.py"]
packages = ["numpy"]
seed = 1

[limits]
test_seconds = 1.0

[[questions]]
id = "double"
title = "Double"
points = 4
hints = "all"

[[questions]]
id = "mean"
title = "Mean"
points = 6
hints = "all"
"""
SOLUTION = '''\
"""Two functions."""

import numpy as np

from given import TWO


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return TWO * x
    ### END SOLUTION


def mean(x):
    """The mean of x."""
    ### BEGIN SOLUTION
    return np.mean(x)
    ### END SOLUTION
'''
TEST = '''\
"""{about}."""

import pytest


@pytest.mark.question("double")
def test_double(student, check, rng):
    """double gives twice its argument."""
    check.close("double", student.toy.double(rng.uniform(-1, 1, {size})))


@pytest.mark.question("mean")
def test_mean(student, check, rng):
    """mean gives the mean."""
    check.close("mean", student.toy.mean(rng.uniform(-1, 1, {size})))
'''
ANSWERS = """\
[[answers]]
id = "1.1"
question = "What is one and one?"
kind = "number"
points = 1
answer = 2

[[answers]]
id = "1.2"
question = "Which is even?"
kind = "choice"
points = 1
options = ["seven", "eight"]
answer = "B"

[[answers]]
id = "1.3"
question = "Why?"
kind = "prose"
points = 1
"""
FILES = {
    "assignment.toml": ASSIGNMENT,
    "handout.md": "# Tiny\n\nWrite `double` and `mean`.\n",
    "toy.py": SOLUTION,
    "given.py": '"""Given."""\n\nTWO = 2\n',
    "answers.toml": ANSWERS,
    "tests/public/test_toy.py": TEST.format(about="Public", size=3),
    "tests/hidden/test_toy_more.py": TEST.format(about="Hidden", size=7),
}


def build_tiny(course: Path) -> None:
    """Build the assignment in a course's folder."""
    for name, text in FILES.items():
        path = course / "source" / NAME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    packed = release.pack_wheel
    release.pack_wheel = fake_wheel
    try:
        build(course / "source" / NAME, course)
    finally:
        release.pack_wheel = packed


def solved_handout(course: Path, folder: Path) -> Path:
    """A copy of the handout with everything written."""
    shutil.copytree(course / "release" / NAME, folder)
    shutil.copy(course / "solutions" / NAME / "toy.py", folder)
    return folder


def surroundings(**more: str) -> dict[str, str]:
    """This environment without what would change how Python starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return {**kept, "PYTHONIOENCODING": "utf-8", **more}


def typed(
    folder: Path,
    *arguments: str,
    python: tuple[str, ...] = (),
    cwd: Path | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """`python run_tests.py ...`, as a student types it.

    Args:
        folder: The handout's.
        arguments: What stands behind `run_tests.py`.
        python: Options of Python.
        cwd: The current folder, if it is another one.
        environment: Further variables.
    """
    return subprocess.run(
        [sys.executable, *python, folder / "run_tests.py" if cwd else "run_tests.py", *arguments],
        cwd=cwd or folder,
        env=surroundings(**environment),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )
