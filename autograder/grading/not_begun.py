"""Read what a submission is made of, to find what is not begun; nothing of it runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.harness.reading.definitions import Source, file_source
from autograder.harness.reading.import_trouble import syntax_trouble
from autograder.harness.reading.not_begun import NotBegun, not_begun
from autograder.sandbox.wire.module_files import HEADER
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.grading.intake.submission import Submission
    from autograder.model.bundle import Bundle


def not_begun_in(bundle: Bundle, submission: Submission) -> NotBegun | None:
    """The functions that the submission has left as they were given out; None if they cannot be found."""
    try:
        return _not_begun_in(bundle, submission)
    except Exception:  # noqa: BLE001 - the texts are the student's: whatever they lead to costs a remark and no grade
        return None


def explained(notes: Sequence[str], submission: Submission) -> tuple[str, ...]:
    """The notes on imports, with what is wrong with a line that Python cannot read."""
    try:
        return tuple(_explained(note, submission) for note in notes)
    except Exception:  # noqa: BLE001 - as above
        return tuple(notes)


def _explained(note: str, submission: Submission) -> str:
    for name, data in submission.files.items():
        trouble = None
        if not submission.notebook and note.startswith(f"{name} cannot be imported in line "):
            trouble = syntax_trouble(name, data)
        if trouble is not None and f" in line {trouble.line}: " in note and trouble.meaning:
            return f"{note} {trouble.meaning} The line is: {safe_line(trouble.source, limit=200)}"
    return note


def _not_begun_in(bundle: Bundle, submission: Submission) -> NotBegun:
    files, spellings = bundle.assignment.modules, bundle.assignment.spellings
    alone = not (bundle.assignment.beside or any(name.endswith(".py") for name in bundle.assignment.given))
    if not submission.notebook:
        texts = {name: submission.files[name] for name in files if name in submission.files}
        sources = {name: [file_source(name, data)] for name, data in texts.items()}
        return not_begun(bundle.stubs, sources, spellings, alone=alone)
    cells = _cells(submission.files.get(files[0], b""))
    return not_begun(bundle.stubs, dict.fromkeys(files, cells), spellings, alone=alone)


def _cells(module: bytes) -> Sequence[Source]:
    """The cells of a notebook, which is handed in as one module."""
    if not module.startswith(HEADER):
        return ()
    cells: Sequence[tuple[int, str]] = ast.literal_eval(module[len(HEADER) :].decode("ascii"))
    return [Source(text, f"cell {number} ", is_cell=True) for number, text in cells if number]
