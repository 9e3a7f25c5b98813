"""Name and read the graded cells of a notebook, in the same way when it is built and when it is handed in."""

from __future__ import annotations

import hashlib
import re
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

RELEASED_NOTEBOOK = "notebook.ipynb"  # in a bundle: the notebook as students get it
WRITTEN_CELLS = (
    "written-cells.json"  # among the files of a submission: the written answers of its notebook's cells
)
STUBS = "stubs.json"  # in a bundle: the fingerprints of the modules as students get them, by file name


class CellKind(Enum):
    """What a graded cell is for; the value begins its grade id."""

    SOLUTION = "solution"  # code that students write: grade_id(SOLUTION, module stem, name)
    PUBLIC = "public"  # the visible tests of a question: grade_id(PUBLIC, question id)
    HIDDEN = "hidden"  # its hidden tests: grade_id(HIDDEN, question id)
    WRITTEN = "written"  # the answer to a written question: grade_id(WRITTEN, answer id)
    MANUAL = "manual"  # what a person grades in the cells around it: grade_id(MANUAL, question id)


_OURS = re.compile(rf"({'|'.join(kind.value for kind in CellKind)})-[A-Za-z0-9_-]+")


def grade_id(kind: CellKind, *names: str) -> str:
    """The grade id of a cell, in the letters that nbgrader allows: `solution-hw3_lib-Linear`, `written-1-1-a`.

    Args:
        kind: What the cell is for.
        names: What makes it different from other cells of its kind. For a solution cell: the module's name, then the
            name of its top-level function or class; or `preamble`, or `rest-2`, for other code.
    """
    return "-".join([kind.value, *(re.sub(r"[^a-zA-Z0-9_]+", "-", name).strip("-") for name in names)])


def is_ours(grade_id: str) -> bool:
    """Whether a grade id is one that the build gives."""
    return _OURS.fullmatch(grade_id) is not None


def is_solution(grade_id: str) -> bool:
    """Whether a cell of this id holds code that a student hands in."""
    return is_ours(grade_id) and grade_id.startswith(f"{CellKind.SOLUTION.value}-")


def is_test(grade_id: str) -> bool:
    """Whether a cell of this id holds tests."""
    return is_ours(grade_id) and grade_id.startswith(
        (f"{CellKind.PUBLIC.value}-", f"{CellKind.HIDDEN.value}-")
    )


def is_written(grade_id: str) -> bool:
    """Whether a cell of this id holds the answer to a written question."""
    return is_ours(grade_id) and grade_id.startswith(f"{CellKind.WRITTEN.value}-")


def source_of(cell: Mapping[str, Any]) -> str | None:
    """A cell's text, which a notebook may hold as a list of lines; None if it is neither."""
    source = cell.get("source")
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return None


def fingerprint(source: str) -> str:
    """A hash of a text that ignores blanks at line ends."""
    lines = "\n".join(line.rstrip() for line in source.splitlines()).strip()
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()
