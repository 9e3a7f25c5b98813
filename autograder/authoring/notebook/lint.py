"""Read an nbgrader source notebook as nbgrader does, and report what it would refuse or wrongly let through.

nbgrader refuses a notebook only when the assignment is given out, with a traceback. What it lets through is worse: a
solution region that ends before it begins is released, words in a string that look like a marker cut the cell there,
and a hidden region that fills a block leaves a cell that is not valid Python. (nbgrader 0.9, `nbgraderformat/v3.py`,
`preprocessors/clearsolutions.py` and `clearhiddentests.py`.)
"""

from __future__ import annotations

import ast
import copy
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.notebook.nbgrader import HIDDEN, SOLUTION, mark_in, release_cell
from autograder.authoring.source.near_markers import fault_in_text
from autograder.errors import BadInputError
from autograder.model.assignment import Stub
from autograder.model.graded_cells import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FORMAT, _SCHEMA = 4, 3
_FLAGS = ("grade", "solution", "locked")
_SHELL = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)  # lines that only a notebook's shell reads
_ANY_STUB = Stub(comment="# here", body="raise NotImplementedError")


@dataclass(frozen=True, kw_only=True)
class LintFinding:
    """Something that has to be changed in a source notebook."""

    cell: int  # counted from 1, cells of text included
    what: str  # the rest of a sentence: what is wrong, and what to do

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.what}"


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a source notebook, and join the lines of each cell.

    Raises:
        BadInputError: if it is not a notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(f"{path}: the notebook cannot be read ({error.strerror or error})") from None
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path}: this is no notebook, for it is not JSON in UTF-8 ({error})") from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != _FORMAT:
        raise BadInputError(f"{path}: this is no notebook of format {_FORMAT}; save it in Jupyter")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise BadInputError(
            f"{path}: the notebook has no list of cells with source and metadata; save it in Jupyter"
        )
    return {**notebook, "cells": [{**cell, "source": source_of(cell)} for cell in cells]}


def _is_cell(cell: object) -> bool:
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell.get("cell_type"), str)
        and source_of(cell) is not None
    )


def lint_notebook(notebook: Mapping[str, Any]) -> tuple[LintFinding, ...]:
    """Find what has to be changed before nbgrader gives a notebook out, in the order of its cells.

    Args:
        notebook: A notebook of format 4; the source of each cell is one text.
    """
    findings = []
    grade_ids: set[str] = set()
    for number, cell in enumerate(notebook["cells"], 1):
        about = cell["metadata"].get("nbgrader")
        sentences = [*_in_metadata(cell, about, grade_ids)] if about is not None else []
        roles = about if isinstance(about, dict) and not sentences else {}
        sentences += _in_source(cell, roles)
        if not sentences and any(roles.get(flag) for flag in _FLAGS):
            sentences += _in_release(cell)
        findings += [LintFinding(cell=number, what=sentence) for sentence in sentences]
    return tuple(findings)


def _in_metadata(cell: Mapping[str, Any], about: object, grade_ids: set[str]) -> Iterator[str]:
    """What is wrong with a cell's nbgrader metadata; adds the cell's grade id to those of the cells above."""
    if not isinstance(about, dict):
        yield "its nbgrader metadata is no table; make the cell anew in nbgrader's toolbar"
        return
    version = about.get("schema_version", 0)
    if version != _SCHEMA:
        old = isinstance(version, (int, float)) and version < _SCHEMA
        mend = "`nbgrader update` renews it" if old else "a newer nbgrader has it"
        yield f"its nbgrader metadata is of format {version}, not {_SCHEMA}; {mend}"
        return
    if any(type(about.get(flag)) is not bool for flag in _FLAGS):
        yield "its nbgrader metadata lacks grade, solution or locked; make the cell anew in nbgrader's toolbar"
        return
    if any(about[flag] for flag in _FLAGS) or about.get("task"):
        yield from _of_a_role(cell, about, grade_ids)


def _of_a_role(cell: Mapping[str, Any], about: Mapping[str, Any], grade_ids: set[str]) -> Iterator[str]:
    grade_id, task = about.get("grade_id"), about.get("task", False)
    if not isinstance(grade_id, str) or not re.fullmatch(r"[a-zA-Z0-9_\-]+", grade_id):
        yield "it has no grade id of letters, digits, - and _; give it one"
    elif grade_id in grade_ids:
        yield f"another cell has the grade id {grade_id} as well; rename one of the two"
    else:
        grade_ids.add(grade_id)
    points = about.get("points")
    has_points = isinstance(points, (int, float)) and not isinstance(points, bool) and points >= 0
    if (about["grade"] or task) and not has_points:
        yield "it is graded and has no number of points from 0 up; say how many"
    prose = cell["cell_type"] == "markdown"
    if task and not prose:
        yield "a task has to be a cell of text"
    elif prose and not task and about["grade"] != about["solution"]:
        yield "a cell of text is graded by hand or not at all: make it both a graded and a solution cell, or neither"


def _in_source(cell: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    """Words that nbgrader would take for a marker where no marker is right."""
    open_ = ""  # the BEGIN marker of the region that has not ended yet
    for line in cell["source"].split("\n"):
        mark = mark_in(line)
        if not mark:
            yield from _nearly_a_marker(cell, line)
            continue
        if line.strip() != f"### {mark}":
            yield f"nbgrader would act upon `{line.strip()}`; write `### {mark}` alone on its line, or reword it"
        else:
            yield from _misplaced(mark, open_, about)
        open_ = mark if mark == _region(mark)[0] else ""
    if open_:
        yield f"`### {open_}` has no `### {_region(open_)[1]}` below it; write it"


def _nearly_a_marker(cell: Mapping[str, Any], line: str) -> Iterator[str]:
    slip = fault_in_text(line) if cell["cell_type"] == "code" else ""
    if slip and "AUTOTEST" not in line.upper():
        yield slip


def _misplaced(mark: str, open_: str, about: Mapping[str, Any]) -> Iterator[str]:
    """Why a marker may not stand in this cell, or not after the open BEGIN marker."""
    begin, end = _region(mark)
    if begin == SOLUTION[0] and not about.get("solution"):
        yield f"`### {mark}` stands in a cell that is no solution cell; make it one, or take the marker out"
    elif begin == HIDDEN[0] and not about.get("grade"):
        yield f"`### {mark}` stands in a cell that is not graded; make it a cell of tests, or take the marker out"
    elif mark == begin and open_:
        yield f"`### {mark}` stands inside the region that `### {open_}` begins; end that one first"
    elif mark == end and open_ != begin:
        yield f"`### {mark}` ends nothing, and nbgrader would release what it was to hide; begin the region above"


def _region(mark: str) -> tuple[str, str]:
    """The two markers of the kind of region that this marker begins or ends."""
    return SOLUTION if mark in SOLUTION else HIDDEN


def _in_release(cell: Mapping[str, Any]) -> Iterator[str]:
    """Check that a cell that is valid Python stays so without its regions."""
    if cell["cell_type"] != "code" or not _parses(cell["source"]):
        return
    released = copy.deepcopy(dict(cell))
    release_cell(released, _ANY_STUB)
    if not _parses(released["source"]):
        yield "what nbgrader leaves of it is no Python: a hidden region fills a block; leave a line outside of it"


def _parses(source: str) -> bool:
    try:
        ast.parse(_SHELL.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError):  # also for NUL bytes and very many brackets
        return False
    return True
