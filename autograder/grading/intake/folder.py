"""List a folder's entries without following a link out of it, or opening anything but a regular file."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.archive_entries import MOST_ENTRIES, Entry, EntryKind, path_parts, read_regular
from autograder.text import safe_line


def folder_entries(folder: Path) -> list[Entry]:
    """The entries below `folder`, in the order of their paths.

    Raises:
        SubmissionRefusedError: for a name that points out of the folder, or more than MOST_ENTRIES entries.
    """
    entries: list[Entry] = []
    waiting = [folder]
    while waiting:
        for found in _children(waiting.pop()):
            kind = _kind(found)
            path = Path(found.path)
            parts = path_parts(path.relative_to(folder).as_posix())
            if parts:
                entries.append(Entry(parts=parts, kind=kind, read=partial(_read, path)))
            if kind is EntryKind.FOLDER:
                waiting.append(path)
            if len(entries) > MOST_ENTRIES:
                raise SubmissionRefusedError(
                    f"the folder holds more than {MOST_ENTRIES:,} files; hand in only those that are asked for"
                )
    return sorted(entries, key=lambda entry: entry.parts)


def _children(folder: Path) -> list[os.DirEntry[str]]:
    """The entries of one folder, at most one more than a submission may have; none if it cannot be read."""
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as children:
            for child in children:
                found.append(child)
                if len(found) > MOST_ENTRIES:
                    break
    except OSError:  # its files then count as missing, and a note names them
        return []
    return found


def _kind(found: os.DirEntry[str]) -> EntryKind:
    if found.is_dir(follow_symlinks=False):
        return EntryKind.FOLDER
    return EntryKind.FILE if found.is_file(follow_symlinks=False) else EntryKind.OTHER


def _read(path: Path, limit: int) -> bytes:
    try:
        return read_regular(path, limit)
    except OSError as error:
        raise SubmissionRefusedError(
            f"{safe_line(path.name)} cannot be read ({error.strerror or error}); hand in a readable file"
        ) from None
