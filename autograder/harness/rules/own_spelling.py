"""Find which of several names a student's files define; they are read, and nothing in them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .program import Program, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def own_spelling(texts: Mapping[str, str], candidates: Sequence[str], module: str = "") -> str:
    """The first of the names that the files define; the very first where they define none, or cannot be read.

    Args:
        texts: The text of each file by its name; of a notebook each cell.
        candidates: `computeLayer`, `Linear.forward`: at least one.
        module: The module to look in; all of them unless given.
    """
    if len(candidates) == 1:
        return candidates[0]
    try:
        program = Program(texts, module)
        for name in candidates:
            if any(program.key_of(own, name) for own in program.modules if module in ("", own)):
                return name
    except (UnreadableError, RecursionError, MemoryError):
        return candidates[0]
    return candidates[0]
