"""Names and forms of files in a submission's folder: compiled modules, and a notebook's cells as one module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPILED = (
    ".compiled-"  # what the name of a module's compiled code begins with; no module has a name like this
)
BESIDE = (
    "beside-"  # what the names of an instructor's modules beside the student's begin with; so is no student's
)
HEADER = b"# The code cells of a notebook, in order; each is compiled and run by itself.\nCELLS = "
CELL_REPORTS = (
    "_autograder_cell_reports"  # the namespace's list of (cell, line, one of the next three, a text)
)
RAISED, NOT_HERE, LEFT_OUT = "raised", "not here", "left out"


def compiled_name(file: str) -> str:
    """The name of the compiled code of a file."""
    folder, slash, name = file.rpartition("/")
    return f"{folder}{slash}{COMPILED}{name}"


def packed(cells: Sequence[tuple[int, str]]) -> bytes:
    """The text of a module that holds these cells: their numbers and sources."""
    lines = "".join(f"    ({number}, {source!a}),\n" for number, source in cells)
    return HEADER + f"[\n{lines}]\n".encode("ascii")
