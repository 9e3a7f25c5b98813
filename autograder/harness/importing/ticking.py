"""Interrupt the main thread every so often where the system has no timers, as on Windows.

A second thread asks Python to do what it does at a signal: the handler runs in the main thread, between two steps of
whatever runs there, and may raise an exception in it. What Python itself waits for, such as the end of a `sleep`, is
not cut short by this.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    Handler = Callable[[int, "FrameType | None"], object]

# The system sends it to no process of a student's on Windows, and on other systems there are timers.
NUMBER = signal.SIGTERM


def can_tick() -> bool:
    """Whether this is possible: before 3.10, Python knows no other interruption than that of Ctrl-C."""
    return sys.version_info >= (3, 10) and threading.current_thread() is threading.main_thread()


class Ticking:
    """Calls a handler in the main thread every so often, while it is on.

    Args:
        handler: What is called, with the number of a signal and the frame that was interrupted.
        seconds: Between two calls.
        patience: Seconds without an answer to a call after which `stuck` is called.
        stuck: Called in the other thread, with the frame in which the main thread waits; None to wait on.
    """

    def __init__(
        self,
        handler: Handler,
        seconds: float,
        patience: float = 0.0,
        stuck: Callable[[FrameType], None] | None = None,
    ) -> None:
        self._handler, self._seconds = handler, seconds
        self._patience, self._stuck = patience, stuck
        self._ended = threading.Event()
        self._answered = 0.0
        self._on = False
        self._main = threading.main_thread().ident or 0
        self._thread = threading.Thread(target=self._run, name="ticking", daemon=True)
        self.before: Any = signal.signal(NUMBER, self._tick)
        self._thread.start()

    def switch(self, *, on: bool) -> None:
        """Begin or stop to call the handler."""
        self._answered = perf_counter()
        self._on = on

    def close(self) -> None:
        """End the thread, and give the signal back; a call that is under way comes before that."""
        self._on = False
        self._ended.set()
        self._thread.join()
        signal.signal(NUMBER, self.before if self.before is not None else signal.SIG_DFL)

    def _tick(self, number: int, frame: FrameType | None) -> None:
        self._answered = perf_counter()
        self._handler(number, frame)

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            if not self._on:
                continue
            _thread.interrupt_main(NUMBER)
            if self._stuck is not None and perf_counter() - self._answered > self._patience:
                frame = sys._current_frames().get(self._main)  # noqa: SLF001 - the only way to another thread's frame
                if frame is not None and self._on:
                    self._stuck(frame)
