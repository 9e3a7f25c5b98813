"""Open what was handed in: no link is followed, no FIFO or device is waited for."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Windows lacks these flags, and also the kinds of files that they guard against.
_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY")
FOLDER = getattr(os, "O_DIRECTORY", 0)  # opens folders alone


def open_unlinked(path: str | Path, flags: int = 0, *, folder: int | None = None) -> int:
    """A descriptor for reading; what it stands for cannot be exchanged any more.

    Args:
        path: What to open.
        flags: Further flags, such as FOLDER.
        folder: The descriptor of the folder in which it lies, if the path is a name in it.

    Raises:
        OSError: if it is a link, or cannot be opened.
    """
    return os.open(path, os.O_RDONLY | flags | sum(getattr(os, flag, 0) for flag in _FLAGS), dir_fd=folder)


def read_open(descriptor: int, limit: int) -> bytes:
    """The first `limit + 1` bytes of a regular file, or all of it; the descriptor is closed afterwards.

    Raises:
        OSError: if it is not a regular file or cannot be read.
    """
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a regular file")
        file.seek(0)
        return file.read(limit + 1)
