"""List a folder's entries and read its files without following a link, even if its owner changes it meanwhile.

Where the system allows it, the folder is opened once, and everything in it is opened from there, one part of a path
after the other and no link among them. So another folder that is put in place of one that was listed gives nothing
away. Files are opened one at a time, so that a large folder does not use up the descriptors.
"""

from __future__ import annotations

import contextlib
import os
from functools import partial
from typing import TYPE_CHECKING, Protocol

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.archive_entries import MOST_ENTRIES, Entry, EntryKind, path_parts
from autograder.grading.intake.opening import FOLDER, open_unlinked, read_open
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Names = tuple[str, ...]

DEEPEST = 64  # folders in folders that are looked into; no student's files lie deeper
BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd


class Tree(Protocol):
    """An open folder."""

    def children(self, folder: Names) -> list[tuple[str, EntryKind]]:
        """Name and kind of the entries of a folder in it, at most one more than a submission may have.

        Raises:
            OSError: if it cannot be read, or is no folder any more.
        """

    def read(self, file: Names, limit: int) -> bytes:
        """At most `limit + 1` bytes of a regular file in it.

        Raises:
            OSError: if it cannot be read, or is no regular file any more.
        """


class DescriptorTree:
    """A folder that stays the same one whatever is put in its place; every path in it begins at its descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def children(self, folder: Names) -> list[tuple[str, EntryKind]]:
        """What lies in a folder of it."""
        with self._opened(folder) as descriptor, os.scandir(descriptor) as found:
            return _first(found)

    def read(self, file: Names, limit: int) -> bytes:
        """The beginning of a file of it."""
        with self._opened(file[:-1]) as folder:
            return read_open(open_unlinked(file[-1], folder=folder), limit)

    @contextlib.contextmanager
    def _opened(self, folder: Names) -> Iterator[int]:
        descriptor = os.dup(self._descriptor)
        try:
            for name in folder:
                inner = open_unlinked(name, FOLDER, folder=descriptor)
                os.close(descriptor)
                descriptor = inner
            # A descriptor of its own, whose position among the entries no other one shares.
            own = open_unlinked(".", FOLDER, folder=descriptor)
        finally:
            os.close(descriptor)
        try:
            yield own
        finally:
            os.close(own)


class PathTree:
    """The same by paths, for systems that cannot open a file from a folder's descriptor (Windows)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def children(self, folder: Names) -> list[tuple[str, EntryKind]]:
        """What lies in a folder of it."""
        with os.scandir(self._unlinked(folder)) as found:
            return _first(found)

    def read(self, file: Names, limit: int) -> bytes:
        """The beginning of a file of it."""
        return read_open(open_unlinked(self._unlinked(file)), limit)

    def _unlinked(self, names: Names) -> Path:
        path = self._folder
        for name in names:
            path /= name
            if path.is_symlink():
                raise OSError("it is a link")
        return path


def folder_entries(tree: Tree) -> list[Entry]:
    """The entries of a folder, in the order of their paths.

    Raises:
        SubmissionRefusedError: for a name that points out of the folder, or more than MOST_ENTRIES entries.
    """
    entries: list[Entry] = []
    waiting: list[Names] = [()]
    while waiting:
        folder = waiting.pop()
        for name, kind in _children(tree, folder):
            names = (*folder, name)
            parts = path_parts("/".join(names))
            if parts:
                entries.append(Entry(parts=parts, kind=kind, read=partial(_read, tree, names)))
            if kind is EntryKind.FOLDER and len(names) <= DEEPEST:
                waiting.append(names)
            if len(entries) > MOST_ENTRIES:
                raise SubmissionRefusedError(
                    f"the folder holds more than {MOST_ENTRIES:,} files; hand in only those that are asked for"
                )
    return sorted(entries, key=lambda entry: entry.parts)


def _children(tree: Tree, folder: Names) -> list[tuple[str, EntryKind]]:
    """The entries of one folder; none if it cannot be read, and a note then names the files that are missing."""
    try:
        return tree.children(folder)
    except OSError:
        return []


def _first(found: Iterator[os.DirEntry[str]]) -> list[tuple[str, EntryKind]]:
    return [(entry.name, _kind(entry)) for entry, _ in zip(found, range(MOST_ENTRIES + 1), strict=False)]


def _kind(found: os.DirEntry[str]) -> EntryKind:
    if found.is_dir(follow_symlinks=False):
        return EntryKind.FOLDER
    return EntryKind.FILE if found.is_file(follow_symlinks=False) else EntryKind.OTHER


def _read(tree: Tree, file: Names, limit: int) -> bytes:
    try:
        return tree.read(file, limit)
    except OSError as error:
        raise SubmissionRefusedError(
            f"{safe_line(file[-1])} cannot be read ({error.strerror or error}); hand in a readable file"
        ) from None
