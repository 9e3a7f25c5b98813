"""Measure what importing a file takes, in processor time and in waiting, and interrupt what takes too long.

The processor time does not depend on how busy the machine is. That a program waits (it sleeps, or reads what does not
come) is seen by its using hardly any processor time for a while; a program that only competes with others uses some.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

    from typing_extensions import Self

    from .ticking import Ticking

TICK = 0.05  # seconds between two looks
_WINDOW = 0.25  # seconds over which a program either works or waits
_WAITING = 0.08  # of a window: a program that uses less processor time than this waits
GRACE = 0.5  # seconds in which code that is interrupted may end by itself
LONGER = 0.1  # how much a second counts where a package is imported
_NOTHING = 1e-9
_IMPORT_SYSTEM = "<frozen importlib"  # how the names of its files begin
_OPTIMIZED = 0x1  # flag of a function's code; the body of a file or a class lacks it


class TooLongError(BaseException):
    """Raised in the student's code to interrupt it; no `except Exception` catches it."""


class Stopwatch:
    """Measures and limits what runs in a block. In other threads than the main one it only measures.

    Args:
        limit: The seconds of processor time, or of waiting, after which the code is interrupted.
        folder: The folder of the student's files.
        file: The file whose lines are noted, or "".
        packages: How much a second counts in which a package is imported.
        end: The seconds of processor time after which the system ends the process, since some code cannot be
            interrupted; 0 for never.
    """

    def __init__(
        self, limit: float, *, folder: str, file: str = "", packages: float = LONGER, end: float = 0.0
    ) -> None:
        self._limit, self._folder, self._file = limit, folder, file
        self._packages, self._end = packages, end
        self._can_interrupt = threading.current_thread() is threading.main_thread()
        self._has_timers = hasattr(signal, "setitimer")
        self._ticking: Ticking | None = None  # where there are no timers
        self.seconds_at: dict[int, float] = defaultdict(float)  # line of the file -> seconds
        self.interrupted_at: int | None = None  # a line; 0 where none is known
        self.work = 0.0
        self.waited = 0.0
        self._stopped = False
        self._counted = [0.0, 0.0]  # seconds of work and of waiting that count towards the limit

    @property
    def seconds(self) -> float:
        """Processor time and waiting together."""
        return self.work + self.waited

    def __enter__(self) -> Self:
        """Start measuring."""
        self._start = self._looked = self._window = (time.process_time(), time.perf_counter())
        if self._can_interrupt and not self._has_timers:
            from .ticking import Ticking, can_tick  # noqa: PLC0415 - a worker has timers, and no use for it

            if can_tick():
                self._ticking = Ticking(self._look, TICK)
                self._ticking.switch(on=True)
        elif self._can_interrupt:
            self._before = {one: signal.getsignal(one) for one in (signal.SIGALRM, signal.SIGVTALRM)}
            signal.signal(signal.SIGALRM, self._look)
            if self._end:
                signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
                signal.setitimer(signal.ITIMER_VIRTUAL, self._end)
            signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop measuring."""
        self.stop()

    def stop(self) -> None:
        """Stop measuring; once more does no harm, where an interruption came while it stopped."""
        if self._stopped:
            return
        if self._ticking is not None:
            self._stopped = True
            self._ticking.close()
        elif self._can_interrupt and self._has_timers:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._stopped = True
            for number, handler in self._before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._stopped = True
        self.work = time.process_time() - self._start[0]
        self._end_window(time.process_time(), time.perf_counter())

    def _look(self, _number: int, frame: FrameType | None) -> None:
        """What happens at each tick: note the line, and interrupt if it takes too long."""
        if self._stopped:
            return
        now = (time.process_time(), time.perf_counter())
        line, weight = self._where(frame)
        waited = self._end_window(*now) if now[1] - self._window[1] >= _WINDOW else 0.0
        for index, seconds in enumerate((now[0] - self._looked[0], waited)):
            self.seconds_at[line] += seconds
            self._counted[index] += weight * seconds
        self._looked = now
        if max(self._counted) > self._limit:
            self._interrupt(line)

    def _interrupt(self, line: int) -> None:
        """Raise the exception in the student's code; again at the next tick, if it goes on."""
        if self.interrupted_at is None:
            self.interrupted_at = line
            if self._end:
                signal.setitimer(signal.ITIMER_VIRTUAL, GRACE)
        raise TooLongError

    def _end_window(self, work: float, elapsed: float) -> float:
        """Count the time since the last window as waiting, if the program hardly worked; the seconds counted."""
        worked, passed = work - self._window[0], elapsed - self._window[1]
        self._window = (work, elapsed)
        if passed < _WINDOW / 2 or worked > _WAITING * passed:
            return 0.0
        self.waited += passed - worked
        return passed - worked

    def _where(self, frame: FrameType | None) -> tuple[int, float]:
        """The line of the file's own body, or of a class's in it, that is being run, and how much a second counts."""
        line, weight = 0, 0.0
        while frame is not None:
            code = frame.f_code
            if code.co_filename.startswith(_IMPORT_SYSTEM):
                weight = weight or self._packages or _NOTHING
            elif code.co_filename.startswith(self._folder):
                weight = weight or 1.0
            if code.co_filename == self._file and not code.co_flags & _OPTIMIZED:
                line = line or frame.f_lineno
            frame = frame.f_back
        return line, weight or 1.0
