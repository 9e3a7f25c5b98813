"""Look through a folder that a student's process writes into, and remove what is in it, however hostile it is.

Nothing is reached by a path of several parts: each folder is opened from the folder around it, and a link is never
followed. To empty a deep tree needs neither many open folders nor recursion, since each folder that lies in another
is first moved to the top.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_DEPTH = 32  # folders in each other
_BLOCK = 512  # the unit in which the system counts what a file takes
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_ITSELF = getattr(os, "O_PATH", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass
class Contents:
    """What lies in a folder and in those below it, as far as it was counted."""

    entries: int = 0
    size: int = 0
    counted: bool = True  # whether everything is in these numbers


def contents_of(folder: Path, most: int) -> Contents:
    """Count the files and folders below a folder, and the bytes that they take on the disk or seem to take.

    Args:
        folder: The folder.
        most: The number of files and folders after which no more are counted.
    """
    contents = Contents()
    with _opened(os.fspath(folder), None) as descriptor:
        _count(descriptor, contents, most, MOST_DEPTH)
    return contents


def _count(descriptor: int, contents: Contents, most: int, depth: int) -> None:
    with os.scandir(descriptor) as entries:
        for entry in entries:
            contents.entries += 1
            if contents.entries > most:
                contents.counted = False
                return
            with contextlib.suppress(FileNotFoundError):  # a process may remove it meanwhile
                status = entry.stat(follow_symlinks=False)
                contents.size += max(status.st_size, _BLOCK * status.st_blocks)
                if stat.S_ISDIR(status.st_mode):
                    _count_below(descriptor, entry.name, contents, most, depth)


def _count_below(descriptor: int, name: str, contents: Contents, most: int, depth: int) -> None:
    if not depth:
        contents.counted = False
        return
    try:
        _make_passable(name, descriptor)  # what is written into a folder that nobody can list counts, too
        with _opened(name, descriptor) as below:
            _count(below, contents, most, depth - 1)
    except (PermissionError, NotADirectoryError):  # it is another one by now
        contents.counted = False


def empty(
    folder: Path, keeps: Callable[[str, os.stat_result], bool] = lambda _name, _state: False
) -> set[str]:
    """Remove all that is in a folder, and give the names of what stays; no process may be left that writes into it.

    Args:
        folder: The folder.
        keeps: Whether an entry of it, of this name and state, stays.

    Raises:
        OSError: if something cannot be removed.
    """
    prefix, number = f".{secrets.token_hex(8)}-", 0
    with _opened(os.fspath(folder), None) as top:
        found = set(_names(top))
        kept = {name for name in found if keeps(name, _state(name, top))}
        names = [*(found - kept)]
        while names:
            name = names.pop()
            if not _is_folder(name, top):
                os.unlink(name, dir_fd=top)
                continue
            for below, around in _folders_in(name, top):
                names.append(f"{prefix}{number}")
                os.rename(below, names[-1], src_dir_fd=around, dst_dir_fd=top)
                number += 1
            os.rmdir(name, dir_fd=top)
    return kept


def _folders_in(name: str, top: int) -> Iterator[tuple[str, int]]:
    """Remove the files of a folder; give the name of each folder in it, and the descriptor around that."""
    _make_passable(name, top)
    with _opened(name, top) as descriptor:
        for below in _names(descriptor):
            if _is_folder(below, descriptor):
                _make_passable(below, descriptor)  # whoever moves a folder has to be allowed to write into it
                yield below, descriptor
            else:
                os.unlink(below, dir_fd=descriptor)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it.

    Raises:
        OSError: if something cannot be removed.
    """
    empty(folder)
    folder.rmdir()


def _names(descriptor: int) -> list[str]:
    return os.listdir(descriptor)


def _state(name: str, descriptor: int) -> os.stat_result:
    return os.stat(name, dir_fd=descriptor, follow_symlinks=False)


def _is_folder(name: str, descriptor: int) -> bool:
    return stat.S_ISDIR(_state(name, descriptor).st_mode)


def _make_passable(name: str, descriptor: int) -> None:
    """Let this process read and change a folder whose owner it is; by its descriptor, so never another folder."""
    if stat.S_IMODE(_state(name, descriptor).st_mode) & stat.S_IRWXU == stat.S_IRWXU or os.geteuid() == 0:
        return
    itself = os.open(name, _ITSELF, dir_fd=descriptor)
    try:
        os.chmod(f"/proc/self/fd/{itself}", stat.S_IRWXU)  # noqa: PTH101 - as above
    finally:
        os.close(itself)


@contextlib.contextmanager
def _opened(name: str, around: int | None) -> Iterator[int]:
    descriptor = os.open(name, _FOLDER, dir_fd=around)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
