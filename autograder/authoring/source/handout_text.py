"""Read a handout's text in its two forms: beside the files, and in the notebook.

Some sentences are true for one of the two only, such as how to run the tests and what to hand in. Such lines of
`handout.md` stand between `<!-- BEGIN FILES -->` and `<!-- END FILES -->`, or between the same with NOTEBOOK. All
other lines stand in both.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class HandoutForm(Enum):
    """Where students read the text; the value is the word in the markers."""

    FILES = "FILES"
    NOTEBOOK = "NOTEBOOK"


_MARKER = re.compile(r"<!-- (BEGIN|END) (FILES|NOTEBOOK) -->")
_NEAR = re.compile(r"<!--\W*(begin|end)\b.*(-->)?", re.IGNORECASE)


def handout_in(form: HandoutForm, text: str) -> str:
    """The lines of a handout that students read in this form; no more than one empty line remains at a place.

    Args:
        form: The form.
        text: The text of a handout that `check_handout` has accepted.
    """
    kept = "\n".join(line for line, only in _lines(text) if only in {None, form})
    return re.sub(r"\n{3,}", "\n\n", kept) if kept != text else text


def check_handout(path: Path, text: str) -> None:
    """Refuse markers that do not come in pairs, or that only look like markers.

    Raises:
        SourceError: at the first of them.
    """
    opened: tuple[str, int] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        marker = _MARKER.fullmatch(line.strip())
        if marker is None:
            if _NEAR.fullmatch(line.strip()):
                raise SourceError(
                    path,
                    number,
                    "this is no marker: write <!-- BEGIN FILES -->, <!-- BEGIN NOTEBOOK --> or the same with END",
                )
            continue
        opened = _after(marker, opened, path, number)
    if opened:
        raise SourceError(
            path, opened[1], f"<!-- BEGIN {opened[0]} --> has no <!-- END {opened[0]} --> below it"
        )


def _after(
    marker: re.Match[str], opened: tuple[str, int] | None, path: Path, number: int
) -> tuple[str, int] | None:
    """The part that is open below a marker: its word and the line of its beginning."""
    word, form = marker.groups()
    if word == "BEGIN" and opened:
        raise SourceError(path, number, f"the part that begins in line {opened[1]} has not ended yet")
    if word == "END" and (opened is None or opened[0] != form):
        raise SourceError(path, number, f"<!-- END {form} --> has no <!-- BEGIN {form} --> above it")
    return (form, number) if word == "BEGIN" else None


def _lines(text: str) -> Iterator[tuple[str, HandoutForm | None]]:
    """The lines but the markers, and the form that each is for; None for both."""
    only: HandoutForm | None = None
    for line in text.split("\n"):
        marker = _MARKER.fullmatch(line.strip())
        if marker is None:
            yield line, only
        else:
            only = HandoutForm(marker[2]) if marker[1] == "BEGIN" else None
