"""Refuse a shared module of tests if its name could also mean another module."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from autograder.errors import SourceError
from autograder.harness.importing.module_names import top_names
from autograder.harness.session.shared import CONFTEST, HANDOUT_FIXTURES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from autograder.model.assignment import Assignment

_OURS = ("harness", "run_tests", "public", "hidden", HANDOUT_FIXTURES.removesuffix(".py"))


def refuse_shared_name(file: Path, assignment: Assignment) -> None:
    """Refuse the name of a module beside the tests that tests could not import safely.

    Args:
        file: `training.py` for `from training import train`.
        assignment: The assignment, which has modules and packages with names too.

    Raises:
        SourceError: with the reason.
    """
    name = file.stem
    if file.name == CONFTEST:
        return
    if name.startswith("test_"):
        raise SourceError(file, 0, "this file would not be run: put tests into tests/public or tests/hidden")
    if not name.isidentifier() or name.startswith("__"):
        raise SourceError(
            file, 0, "tests cannot import this file: give it a plain name such as `training.py`"
        )
    other = next((what for what, names in _names(assignment).items() if _in(name, names)), None)
    if other:
        raise SourceError(file, 0, f"tests that import `{name}` could get {other} instead; rename this file")


def refuse_twins(files: Iterable[Path]) -> None:
    """Refuse two modules of one name beside the tests, of which tests would get one or the other.

    Raises:
        SourceError: naming the second of them.
    """
    first: dict[str, Path] = {}
    for file in files:
        other = first.setdefault(file.stem.casefold(), file)
        if other != file and file.name != CONFTEST:
            raise SourceError(
                file,
                0,
                f"tests that import `{file.stem}` could get {other.parent.name}/{other.name} instead; "
                "rename this file",
            )


def _names(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """The names that are used already, by what they mean."""
    return {
        "a module that students hand in": tuple(top_names(assignment.modules)),
        "a file that students are given": tuple(top_names(assignment.given)),
        "an installed package": ("numpy", "pytest", *assignment.packages),
        "a module of Python's own": tuple(sys.stdlib_module_names),
        "what the build puts beside it": _OURS,
    }


def _in(name: str, names: tuple[str, ...]) -> bool:
    """Whether the name is one of these where capital letters do not count, as on many students' disks."""
    return name.casefold() in {other.casefold() for other in names}
