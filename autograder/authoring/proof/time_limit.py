"""Limit the processor time of code that runs in this process, as far as the system can."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, NoReturn

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let the block have so much processor time; then a StudentError is raised in it, again and again.

    Only the main thread of a process on Unix can be limited; elsewhere the block has all the time.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: object) -> NoReturn:
        raise StudentError(Fault.TIMEOUT, message=f"it ran for more than {seconds:.0f} s")

    before = signal.signal(signal.SIGPROF, late)
    # The signal repeats, because an `except` in the code may swallow the first exception.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
