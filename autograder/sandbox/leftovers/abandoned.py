"""Remove the folders of graders that were killed, which could remove nothing themselves.

A grader holds a lock on a file in its folder as long as it lives; the kernel releases the lock in whatever way it
ends. A number of a process would not do: numbers are used again, and differ between containers that share a folder.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from autograder.sandbox.leftovers.tree import remove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "lock"
_NOT_YET = "lock-to-be"


@contextlib.contextmanager
def marked_in_use(folder: Path) -> Iterator[None]:
    """Hold the lock of a new folder for the time of the block."""
    import fcntl  # noqa: PLC0415 - Linux only, and the command line is imported everywhere

    # The lock gets its name when it is held, since whoever found it free would remove the folder.
    descriptor = os.open(folder / _NOT_YET, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        with contextlib.suppress(OSError):  # a file system without locks; there nobody else gets one either
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / _NOT_YET).rename(folder / LOCK)
        yield
    finally:
        os.close(descriptor)


def remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove this user's folders of that prefix whose lock nobody holds."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # another grader removes it, or it belongs to somebody else
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
                _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    import fcntl  # noqa: PLC0415 - Linux only, as above

    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), (folder / LOCK).lstat()):  # nobody has removed it meanwhile
            remove(folder)
    finally:
        os.close(descriptor)
