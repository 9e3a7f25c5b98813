"""An assignment that asks for two modules, for the tests of intake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.model.assignment import Assignment, Limits, Stub

if TYPE_CHECKING:
    from pathlib import Path


def an_assignment(folder: Path, limits: Limits | None = None) -> Assignment:
    """An assignment of two modules."""
    return Assignment(
        name="hw3",
        folder=folder,
        title="HW3",
        modules=("hw3_lib.py", "hw3_sol.py"),
        given=(),
        packages=("numpy",),
        seed=1,
        stub=Stub(),
        data=None,
        limits=limits or Limits(),
        questions=(),
    )
