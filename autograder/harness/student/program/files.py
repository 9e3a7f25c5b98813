"""Files of a student's code in its own folder: bounded, and never by way of a link.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import os
import stat
from typing import Union

MOST_FILES = 100
MOST_BYTES = 1_000_000  # of all files together that one request asks for
_MOST_ENTRIES = 5_000
_DEEPEST = 4
_LONGEST_PATH = 200
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NOT_THEIRS = "__pycache__"

Content = Union[str, bytes]


class FilesRefusedError(Exception):
    """Files that are not read; its text is one of the words that the other side knows."""


def is_plain_path(path: object) -> bool:
    """Whether it names a file in the folder: `out.txt`, `results/out.txt`."""
    if type(path) is not str or not path or len(path) > _LONGEST_PATH or "\0" in path or "\\" in path:
        return False
    parts = path.split("/")
    return (
        len(parts) <= _DEEPEST and all(part not in ("", ".", "..") for part in parts) and ":" not in parts[0]
    )


def write_file(folder: str, path: str, content: Content) -> None:
    """Write a file that a test hands over."""
    *folders, name = path.split("/")
    whole = os.path.join(folder, *folders)  # noqa: PTH118 - a student's process loads no pathlib for this
    os.makedirs(whole, exist_ok=True)  # noqa: PTH103 - a process without pathlib
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK
    descriptor = os.open(os.path.join(whole, name), flags, 0o600)  # noqa: PTH118 - a process without pathlib
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.encode("utf-8") if type(content) is str else content)  # type: ignore[arg-type]  # bytes


def read_file(folder: str, path: str, most: int = MOST_BYTES) -> Content:
    """What a file holds: text where it is text.

    Raises:
        FilesRefusedError: if it is not there, is no file, or is too large.
    """
    try:
        descriptor = os.open(os.path.join(folder, *path.split("/")), os.O_RDONLY | _NO_LINK)  # noqa: PTH118 - a process without pathlib
    except FileNotFoundError:
        raise FilesRefusedError("absent") from None
    except OSError:  # a link, a folder on the way that is none
        raise FilesRefusedError("no file") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FilesRefusedError("no file")
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise FilesRefusedError("large")
    try:
        return content.decode("utf-8").replace(os.linesep, "\n")
    except UnicodeDecodeError:
        return content


def listed(folder: str) -> dict[str, tuple[int, int, int]]:
    """The files in the folder, by path, with what shows that one was changed; links and pipes are none.

    Raises:
        FilesRefusedError: if they are too many to look at.
    """
    found: dict[str, tuple[int, int, int]] = {}
    count = 0
    waiting = [("", 1)]
    while waiting:
        path, depth = waiting.pop()
        with os.scandir(os.path.join(folder, path)) as entries:  # noqa: PTH118 - a process without pathlib
            for entry in entries:
                count += 1
                if count > _MOST_ENTRIES:
                    raise FilesRefusedError("many")
                about = entry.stat(follow_symlinks=False)
                own = f"{path}{entry.name}"
                if stat.S_ISREG(about.st_mode):
                    found[own] = about.st_mtime_ns, about.st_size, about.st_ino
                elif stat.S_ISDIR(about.st_mode) and depth < _DEEPEST and entry.name != _NOT_THEIRS:
                    waiting.append((f"{own}/", depth + 1))
    return found


def changed(
    folder: str, before: dict[str, tuple[int, int, int]], given: dict[str, Content]
) -> dict[str, Content]:
    """The files that were written or changed since `before` was listed.

    Raises:
        FilesRefusedError: if they are too many or too large.
    """
    found: dict[str, Content] = {}
    left = MOST_BYTES
    for path, stamp in sorted(listed(folder).items()):
        if stamp == before.get(path) and path not in given:
            continue
        if len(found) >= MOST_FILES:
            raise FilesRefusedError("many")
        content = read_file(folder, path, left)
        if path not in given or content != given[path]:
            found[path] = content
            left -= stamp[1]
    return found
