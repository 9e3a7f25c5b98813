"""Read a notebook: its code cells become the assignment's modules, which are one namespace under several names.

A notebook is read as plain JSON, within bounds. Its outputs, tags, locks and points do not matter. Of a cell's
metadata only the grade id is used; a false one can at most keep the student's own code from running, or name the
question that a text answers. Cells are
counted as code cells, from 1.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.released_notebook import ReleasedNotebook, grade_id_of, table_of
from autograder.grading.intake.written_cells import written_cells
from autograder.harness.importing.module_names import module_name
from autograder.model.graded_cells import WRITTEN_CELLS, is_solution, source_of
from autograder.sandbox.wire.module_files import packed
from autograder.text import listed, safe_line

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from autograder.model.assignment import Assignment

LARGEST_NOTEBOOK = 16 * 2**20  # bytes, with the pictures in its outputs
MOST_CELLS = 2_000
LARGEST_CODE = 4 * 2**20  # characters of all code cells
_MOST_BRACKETS = 500_000  # each may become an object of some hundred bytes
_MOST_NAMED = 6
_FORMAT = 4


@dataclass(frozen=True, kw_only=True)
class NotebookCell:
    """A code cell as it was handed in."""

    number: int
    source: str
    grade_id: str  # "" if it has none that the build gives


def modules_of(
    notebook: bytes, assignment: Assignment, *, as_given: Container[str] = ()
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The assignment's module files, for the sandbox, with the written answers; and notes to the student.

    Args:
        notebook: What was handed in.
        assignment: The assignment, whose folder is its bundle.
        as_given: The grade ids of cells that are as they were given out, whatever their text is now.

    Raises:
        SubmissionRefusedError: with a sentence for the student, if this is not a notebook that can be read.
    """
    book = _read(notebook)
    notes: list[str] = [*_kernel_note(book)]
    cells = _code_cells(book, notes)
    released = ReleasedNotebook(assignment.folder)
    own = [cell for cell in cells if not released.is_graders(cell.source, cell.grade_id)]
    notes += _oddities([cell for cell in cells if cell.grade_id not in as_given], released)
    written = written_cells(book["cells"], released)
    files = _modules([(cell.number, cell.source) for cell in own], assignment.modules)
    return files | ({WRITTEN_CELLS: written} if written else {}), tuple(notes)


def _modules(cells: list[tuple[int, str]], files: Sequence[str]) -> dict[str, bytes]:
    """The files: the first module holds the cells, the others are further names of it."""
    first, *others = map(module_name, files)
    names = f"__import__('sys').modules.update(dict.fromkeys({others}, __import__('sys').modules[__name__]))"
    alias = f"import {first}\n".encode()
    return {files[0]: packed([(0, names), *cells]), **dict.fromkeys(files[1:], alias)}


def _read(notebook: bytes) -> dict[str, Any]:
    if len(notebook) > LARGEST_NOTEBOOK:
        raise SubmissionRefusedError(
            f"the notebook is larger than {LARGEST_NOTEBOOK // 2**20} MiB; clear its outputs and hand in the new file"
        )
    if notebook.count(b"[") + notebook.count(b"{") > _MOST_BRACKETS:
        raise SubmissionRefusedError(
            "the notebook has too many parts; clear its outputs, and hand in the new file"
        )
    try:
        # Whole numbers are read as floats: none is needed exactly, and a long one would cost much time.
        book = json.loads(notebook, parse_int=float)
    except (ValueError, RecursionError):
        raise SubmissionRefusedError(
            "the notebook is damaged or incomplete: it is not JSON; save it again and hand in the new file"
        ) from None
    if not isinstance(book, dict) or "nbformat" not in book:
        raise SubmissionRefusedError(
            "this is not a notebook, whatever its name says; hand in the .ipynb file itself"
        )
    if book["nbformat"] != _FORMAT:
        raise SubmissionRefusedError(
            "the notebook is not of format 4; open it in Jupyter, save it and hand in the new file"
        )
    cells = book.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise SubmissionRefusedError(
            "the notebook has no list of cells; save it again and hand in the new file"
        )
    if len(cells) > MOST_CELLS:
        raise SubmissionRefusedError(f"the notebook has more than {MOST_CELLS:,} cells; hand in fewer")
    return book


def _kernel_note(book: Mapping[str, Any]) -> Iterator[str]:
    """A note about the kernel that the notebook names, which does not change how the notebook is run."""
    spec = table_of(table_of(book, "metadata"), "kernelspec")
    info = table_of(table_of(book, "metadata"), "language_info")
    named = [
        value
        for value in (info.get("name"), spec.get("language"), spec.get("name"))
        if isinstance(value, str)
    ]
    if not named:
        yield "The notebook names no kernel: its cells are run as Python."
    elif not any("python" in name.lower() for name in named):
        yield f"The notebook's kernel is {safe_line(named[0], limit=40)!r}: its cells are run as Python all the same."


def _code_cells(book: Mapping[str, Any], notes: list[str]) -> list[NotebookCell]:
    cells: list[NotebookCell] = []
    unreadable: list[int] = []
    changed: list[int] = []
    code = [cell for cell in book["cells"] if cell.get("cell_type") == "code"]
    left = LARGEST_CODE
    for number, cell in enumerate(code, 1):
        source = source_of(cell)
        if source is None:
            unreadable.append(number)
            continue
        text = source.encode("utf-8", "replace").decode("utf-8")
        if text != source:
            changed.append(number)
        left -= len(text)
        if left < 0:
            raise SubmissionRefusedError(
                f"the notebook's code is larger than {LARGEST_CODE // 2**20} MiB; hand in only what is asked for"
            )
        cells.append(NotebookCell(number=number, source=text, grade_id=grade_id_of(cell)))
    if unreadable:
        notes.append(f"{_named(unreadable)} cannot be read: the source is no text.")
    if changed:
        notes.append(f"{_named(changed)} held half characters (surrogates), which were replaced by `?`.")
    if not cells:
        notes.append("The notebook has no code cell: all tests fail.")
    return cells


def _oddities(cells: Sequence[NotebookCell], released: ReleasedNotebook) -> Iterator[str]:
    """Notes about cells that differ from those handed out, where that may surprise the student."""
    by_id: dict[str, list[NotebookCell]] = defaultdict(list)
    for cell in cells:
        if cell.grade_id:
            by_id[cell.grade_id].append(cell)
    for grade_id, same in list(by_id.items())[:_MOST_NAMED]:
        if len(same) > 1:
            ran = (
                "all are run, in order"
                if is_solution(grade_id)
                else "none is run: the grader has its own tests"
            )
            yield f"{_named([cell.number for cell in same])} are all named {safe_line(grade_id)!r}: {ran}."
    own = released.solutions()
    deleted = [grade_id for grade_id in own if grade_id not in by_id]
    if own and deleted == own and any(map(is_solution, by_id)):
        yield (
            "This seems to be the notebook of another assignment: it has none of the cells that are to be filled in "
            "here. Its code was run all the same."
        )
        return
    edited = [cell.number for cell in cells if released.is_edited(cell.source, cell.grade_id)]
    if edited:
        was = "was edited: it is" if len(edited) == 1 else "were edited: they are"
        yield f"{_named(edited)} held tests and {was} not run, the grader has its own tests."
    if deleted and by_id:
        yield f"Cells to be filled in were deleted, or lost their names: {listed(deleted)}."


def _named(numbers: Sequence[int]) -> str:
    """`Cell 3`, or `Cells 3, 5 and 9`."""
    shown = listed([str(number) for number in numbers], last=" and ")
    return f"Cells {shown}" if len(numbers) > 1 else f"Cell {shown}"
