"""Print to whatever terminal, pipe or file there is, also if a student's code closes it or turns it elsewhere."""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Errors of the machine, about which a student can do something.
_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Within the block, print line by line by a descriptor of our own; what it cannot show becomes a `?`."""
    before = sys.stdout
    try:
        descriptor = os.dup(before.fileno())
    except (AttributeError, OSError, ValueError):  # a window of an editor, or a test's own stream
        if hasattr(before, "reconfigure"):
            before.reconfigure(errors="replace")
        yield
        return
    stream = open(descriptor, "w", buffering=1, encoding=before.encoding, errors="replace")  # noqa: PTH123, SIM115 - it is a number, and closed below
    sys.stdout = stream
    try:
        yield
    finally:
        sys.stdout = before
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more
            stream.close()


@contextlib.contextmanager
def own_descriptors() -> Iterator[Callable[[], None]]:
    """Restore the process's first three files after the block, and when the function is called that the block gets.

    A student's code may close them or turn them elsewhere. In the grade each test has a process of its own.
    """
    kept = {}
    for number in range(3):
        with contextlib.suppress(OSError):  # it is closed
            kept[number] = os.dup(number)

    def restore() -> None:
        for number, copy in kept.items():
            os.dup2(copy, number)

    try:
        yield restore
    finally:
        restore()
        for copy in kept.values():
            os.close(copy)


def shown_crashes() -> None:
    """Where code crashes Python itself, its line is all that can be said."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # there may be no stderr
        if sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)


def ended_in_words(run: Callable[[], int]) -> int:
    """What the function gives; 1 where nobody reads its prints any more, 2 where a disk cannot be written."""
    try:
        with own_terminal():
            code = run()
            _leave_threads(code)
            return code
    except BrokenPipeError:  # as by `| head`
        return 1
    except OSError as error:
        if error.errno not in (*_FULL, *_CLOSED):
            raise
        with contextlib.suppress(OSError, ValueError):
            print(f"The tests cannot go on: {in_words(error)}.", file=sys.stderr)
        return 2


def _leave_threads(code: int) -> None:
    """End the process, where a thread of the student's would keep it."""
    if any(not one.daemon and one is not threading.current_thread() for one in threading.enumerate()):
        for stream in (sys.stdout, sys.__stdout__, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                stream.flush()  # type: ignore[union-attr]  # there may be none
        os._exit(code)


def in_words(error: OSError) -> str:
    """What is wrong with a disk, and what to do."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return f"the disk is full{where}; make room on it"
    if error.errno in _CLOSED:
        return f"nothing may be written there{where}; copy the handout's folder to where you may write"
    return f"{error.strerror or error}{where}"
