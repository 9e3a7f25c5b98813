"""Say the same at home and in the grade of an import that the grader cannot serve.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def lacks(name: str, packages: Sequence[str]) -> str:
    """What completes "line 3 imports ...", of a module that the grader does not have.

    Args:
        name: The module's.
        packages: The assignment's packages.
    """
    have = " and ".join(filter(None, (", ".join(packages), "the standard library")))
    return f"{name}; this assignment's grader has only {have}"
