"""Notes to the student about a notebook's cells: which stopped, and which lines were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.harness.student.batch import resolved
from autograder.sandbox.wire.module_files import CELL_REPORTS, LEFT_OUT, NOT_HERE
from autograder.text import listed, safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 8
_KINDS = (int, int, str, str)


def cell_notes(namespace: Any) -> Iterator[str]:  # noqa: ANN401 - a proxy of the notebook's namespace
    """Sentences to the student: cells that did not run through, and lines that were left out.

    Raises:
        StudentError: if the worker does not answer.
    """
    reports = resolved(getattr(namespace, CELL_REPORTS))
    if not issubclass(type(reports), list):  # an object of the student's own may say that it is one
        return
    found = [
        one for one in list.__iter__(reports) if issubclass(type(one), tuple)
    ]  # as they came, and no requests
    entries = [one for one in found if tuple(map(type, tuple.__iter__(one))) == _KINDS]
    left_out, not_here = ([one for one in entries if one[2] == kind] for kind in (LEFT_OUT, NOT_HERE))
    failed = [one for one in entries if one[2] not in {LEFT_OUT, NOT_HERE}]
    for number, line, _, text in not_here[:_MOST]:
        yield f"Cell {number} line {line} was left out: {_error(text)} The rest of the cell was run."
    for number, line, _, text in failed[:_MOST]:
        where = f" in line {line}" if line else ""
        yield f"Cell {number} stopped{where}: {_error(text)} The cells after it were run."
    if len(failed) > _MOST:
        yield f"{len(failed) - _MOST} more cells stopped with an error."
    if left_out:
        lines = [f"cell {one[0]} line {one[1]}: {safe_line(one[3])}" for one in left_out]
        yield f"Left out, because the grader has no notebook shell: {listed(lines, shown=_MOST, between='; ')}."


def _error(text: str) -> str:
    shown = safe_line(text, limit=200)
    return shown if shown.endswith((".", "?", "!")) else f"{shown}."
