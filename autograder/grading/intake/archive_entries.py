"""The entries of a zip or a folder that was handed in: listed, but not read yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from autograder.errors import SubmissionRefusedError
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ENTRIES = 2_000
LONGEST_NAME = 4_096  # characters; no system that students use makes a longer path


class EntryKind(Enum):
    """What an entry is."""

    FILE = "file"
    FOLDER = "folder"
    OTHER = "link, device or unreadable folder"  # never opened


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a submission; `read(limit)` gives at most `limit + 1` of its bytes."""

    parts: tuple[str, ...]  # its path, never empty
    kind: EntryKind
    read: Callable[[int], bytes]


def path_parts(name: str) -> tuple[str, ...]:
    r"""The parts of an entry's path.

    A backslash counts as a separator, because tools of Windows have written such zips. A path that leads out of the
    submission, or that programs read in different ways, is refused: no honest tool writes it.

    Raises:
        SubmissionRefusedError: for `..`, absolute and drive paths, NUL characters and names that are too long.
    """
    pieces = name.replace("\\", "/").split("/")
    if "\0" in name:
        raise SubmissionRefusedError(
            f"the name {safe_line(name)!r} holds a NUL character; zip the files again"
        )
    if len(name) > LONGEST_NAME:
        raise SubmissionRefusedError(
            f"a name is longer than {LONGEST_NAME:,} characters; zip only the files that are asked for"
        )
    if not pieces[0] or ".." in pieces or re.fullmatch("[A-Za-z]:", pieces[0]):
        raise SubmissionRefusedError(
            f"the path {safe_line(name)!r} points out of the submission; zip the files from their own folder"
        )
    return tuple(piece for piece in pieces if piece not in {"", "."})
