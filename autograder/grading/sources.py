"""Give the text of what was handed in, to say at which line of it a test has stopped."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TYPE_CHECKING

from autograder.sandbox.wire.module_files import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.grading.intake.submission import Submission

_LARGEST = 600_000  # bytes; of a larger file nothing is shown


def texts_of(submission: Submission, modules: Iterable[str]) -> dict[str, str]:
    """The files that were handed in, by name; of a notebook each cell, by the name that it has in tracebacks."""
    found: dict[str, str] = {}
    for name in modules:
        body = submission.files.get(name, b"")
        if len(body) <= _LARGEST:
            found.update(_cells(body) if submission.notebook else {name: _decoded(body)})
    return found


def _decoded(body: bytes) -> str:
    """The text of a module; "" if it is none."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(body).readline)
        return io.TextIOWrapper(io.BytesIO(body), encoding).read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return ""


def _cells(body: bytes) -> dict[str, str]:
    """The cells that `packed` has put into the text of a module, which no student wrote."""
    if not body.startswith(HEADER):
        return {}
    return {
        f"cell-{number}": source
        for number, source in ast.literal_eval(body[len(HEADER) :].decode("ascii"))
        if number  # the first is ours: it gives the notebook its names as a module
    }
