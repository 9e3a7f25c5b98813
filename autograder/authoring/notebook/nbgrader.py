"""Do to a notebook what nbgrader's generate_assignment does, to check in advance what students will get."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.model.assignment import Stub

SOLUTION, HIDDEN = ("BEGIN SOLUTION", "END SOLUTION"), ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
WRITTEN_STUB = "YOUR ANSWER HERE"


def marks(source: str) -> tuple[str, ...]:
    """The markers that nbgrader would act upon, in their order; it finds them anywhere in a line."""
    found = (mark_in(line) for line in source.split("\n"))
    return tuple(mark for mark in found if mark)


def release_cell(cell: dict[str, Any], stub: Stub) -> None:
    """Turn a cell of a source notebook into what students get: a stub, or a test without its hidden part."""
    about = cell["metadata"].get("nbgrader")
    if about is None:
        return
    wording = WRITTEN_STUB if cell["cell_type"] == "markdown" else f"{stub.comment}\n{stub.body}"
    whole = about["solution"] and SOLUTION[0] not in cell["source"]
    source = wording if whole else "\n".join(_cleared(cell["source"], SOLUTION, wording))
    cell["source"] = "\n".join(_cleared(source, HIDDEN, None))
    cell["metadata"]["deletable"] = False
    if not about["solution"]:
        cell["metadata"]["editable"] = False
    about["checksum"] = _checksum(cell)
    about["cell_type"] = cell["cell_type"]


def mark_in(line: str) -> str:
    """The marker that nbgrader finds in a line; "" for none."""
    return next((mark for mark in (*SOLUTION, *HIDDEN) if mark in line), "")


def _cleared(source: str, markers: tuple[str, str], wording: str | None) -> Iterator[str]:
    """The lines outside the regions, with a placeholder for each region."""
    inside = False
    for line in source.split("\n"):
        if markers[0] in line:
            inside = True
            indentation = re.match(r"\s*", line)
            for part in [] if wording is None else wording.split("\n"):
                yield (indentation.group(0) if indentation else "") + part
        elif markers[1] in line:
            inside = False
        elif not inside:
            yield line


def _checksum(cell: dict[str, Any]) -> str:
    """The checksum of a cell, by which nbgrader knows whether a student has changed the cell."""
    about = cell["metadata"]["nbgrader"]
    locked = not about["solution"] and (about["grade"] or about["locked"])
    parts = [cell["source"], cell["cell_type"], str(about["grade"]), str(about["solution"]), str(locked)]
    parts += [about["grade_id"], *([str(float(about["points"]))] if about["grade"] else [])]
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
