"""Print to whatever terminal, pipe or file there is, also if a student's code closes it or turns it elsewhere."""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import os
import sys
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


def shown_crashes() -> None:
    """Where code crashes Python itself, its line is all that can be said."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # there may be no stderr
        if sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)


def ended_in_words(run: Callable[[], int]) -> int:
    """What the function gives; 1 where nobody reads its prints any more, 2 where a disk cannot be written."""
    try:
        with own_terminal():
            return run()
    except BrokenPipeError:  # as by `| head`
        return 1
    except OSError as error:
        if error.errno not in (*_FULL, *_CLOSED):
            raise
        with contextlib.suppress(OSError, ValueError):
            print(f"The tests cannot go on: {in_words(error)}.", file=sys.stderr)
        return 2


def in_words(error: OSError) -> str:
    """What is wrong with a disk, and what to do."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return f"the disk is full{where}; make room on it"
    if error.errno in _CLOSED:
        return f"nothing may be written there{where}; copy the handout's folder to where you may write"
    return f"{error.strerror or error}{where}"
