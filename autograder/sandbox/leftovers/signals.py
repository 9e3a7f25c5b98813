"""Clean up when a signal asks the grader to end, as `kill`, a batch system and a closed terminal do."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType, TracebackType

    from typing_extensions import Self  # of the type checker; Python has it from 3.11

_NAMES = ("SIGTERM", "SIGHUP")  # Windows has one of them


class EndingSignals:
    """Calls a function when the block ends, and before a SIGTERM or SIGHUP ends this process.

    Python ends at once by these signals unless somebody handles them: no `finally` runs. Where somebody does, or in
    another thread than the main one, nothing is changed. The clean-up runs in the handler, since an exception that is
    raised from there could be caught by whoever is asked just then.

    Args:
        close: The clean-up; it may be called twice.
    """

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close
        self._owner = os.getpid()
        self._handled: list[signal.Signals] = []
        self._deferring = False
        self._pending: signal.Signals | None = None

    def __enter__(self) -> Self:
        """Handle the signals that nobody handles yet."""
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
                if signal.getsignal(number) is signal.SIG_DFL:
                    signal.signal(number, self._end)
                    self._handled.append(number)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clean up, and leave the signals as they were."""
        try:
            with self.deferred():
                self._close()
        finally:
            for number in self._handled:
                signal.signal(number, signal.SIG_DFL)

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Let a signal wait until the end of the block: what is half made or half removed cannot be cleaned up."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
            if self._pending is not None:
                self._end(self._pending, None)

    def _end(self, number: int, _frame: FrameType | None) -> None:
        if self._deferring:
            self._pending = signal.Signals(number)
            return
        try:
            if os.getpid() == self._owner:  # not in a process that was forked from it
                self._deferring = True  # a second signal changes nothing
                self._close()
        finally:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)  # so that the parent sees by what this process has ended
