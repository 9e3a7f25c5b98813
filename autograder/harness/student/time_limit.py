"""End student code that has used up its time, and find out in which function it was.

A timer that counts processor time interrupts the student's code every now and then and looks at the frames on the
stack. A frame that is still there at the next look has not ended in between. In an endless loop, the innermost frame
that stays is the loop's own function: whatever it calls again and again has another frame each time.

This module runs at home and in a sandboxed worker, so it imports Python's standard library alone.
"""

from __future__ import annotations

import dis
import os
import signal
import sys
import threading
from collections import Counter
from dataclasses import dataclass, replace
from time import perf_counter, process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

    from ..importing.ticking import Ticking

LOOKS = 50  # at the frames, until the time is used up
WAITING = 6  # times as long as the processor time may pass on the clock before code counts as asleep
ASLEEP = 0.05  # of the time on the clock: code that uses less than this has slept
SHARE = 0.5  # of the looks that have to agree on a function before it is named
PARTS_OF_FUNCTIONS = frozenset({"<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>"})
_MOST_FRAMES = 10_000  # that are walked through; a deeper recursion is ended without a look at it
_SHORTEST = 0.005  # seconds between two looks; the kernel's own clock ticks about as often


class OutOfTimeError(BaseException):
    """Leaves student code that has used up its time; no `except Exception` of a student catches it."""


@dataclass(frozen=True)
class Culprit:
    """The function in which student code used up its time.

    Attributes:
        file: The name of its file.
        function: Its name, with the class or the functions around it: `Linear.forward`.
        first_line: The first line of its definition, decorators included.
        line: The line of the loop that it was in, or else the line that it was at.
    """

    file: str
    function: str
    first_line: int
    line: int


class TimeLimit:
    """The time that the student's code of one test may use.

    Args:
        seconds: Of processor time of this process.
        folder: The folder of the student's files.
        give_up: Called when the student's code has caught the exception that was to end it; None to raise it again.
        asleep: Whether to end code that sleeps, too; in the sandbox the grader does that.
        stuck: Called with the frame of code that nothing interrupts, where the system has no timers; None to wait.
        still: Called at each look with the innermost frame of the student's code; None to look only.
    """

    def __init__(
        self,
        seconds: float,
        folder: str,
        *,
        give_up: Callable[[], None] | None = None,
        asleep: bool = False,
        stuck: Callable[[FrameType], None] | None = None,
        still: Callable[[FrameType], None] | None = None,
    ) -> None:
        self.seconds = seconds
        self.is_over = False
        self.waited = False  # whether it ended because the code slept
        self.culprit: Culprit | None = None  # None also where no function can be named with certainty
        self._often = max(seconds / LOOKS, _SHORTEST)  # between two looks
        self._prefix = folder.rstrip(os.sep) + os.sep
        self._give_up = give_up
        self._asleep = asleep
        self._used = self._waited = self._started = self._met = 0.0
        self._floor: FrameType | None = None
        self._stack: list[int] | None = None  # the ids of the frames that have stayed since the call began
        self._innermost: CodeType | None = None  # the code of the last of them
        self._extent = (0, 0)  # the first and the last instruction at which it was found
        self._looks = 0  # in this call
        self._credit: Counter[CodeType] = Counter()  # how many looks found each function at work
        self._looking = False
        self._before: dict[int, Any] = {}
        self._timers: tuple[int, ...] = ()
        self._ticking: Ticking | None = None  # where there are no timers
        self._stuck, self._still = stuck, still

    def install(self) -> bool:
        """Take over the signals; False where that cannot be done: outside the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return False
        if not hasattr(signal, "setitimer"):
            return self._install_ticking()
        self._timers = (signal.ITIMER_PROF, signal.ITIMER_REAL)[: 1 + self._asleep]
        for number in (signal.SIGPROF, signal.SIGALRM)[: 1 + self._asleep]:
            self._before[number] = signal.signal(number, self._tick)
        return True

    def _install_ticking(self) -> bool:
        from ..importing.ticking import NUMBER, Ticking, can_tick  # noqa: PLC0415 - a worker has timers, and no use for it

        if not can_tick():
            return False
        self._ticking = Ticking(self._tick, self._often, (WAITING + 1) * self.seconds, self._stuck)
        self._before[NUMBER] = self._ticking.before
        return True

    def remove(self) -> None:
        """Give the signals back."""
        if self._ticking is not None:
            self._ticking.close()
        for number, before in self._before.items():
            signal.signal(number, before if before is not None else signal.SIG_DFL)
        self._before.clear()

    def begin(self) -> None:
        """Count from now on; the caller's frame is the outermost that is looked at."""
        self.next_call()
        self._floor = sys._getframe(1)  # noqa: SLF001 - the frame of the caller, which has no other name
        self._started, self._met = process_time(), perf_counter()
        if self._ticking is not None:
            self._ticking.switch(on=True)
            return
        signal.setitimer(signal.ITIMER_PROF, self._often, self._often)
        if self._asleep:
            left = max(WAITING * self.seconds - self._waited, self._often)
            signal.setitimer(signal.ITIMER_REAL, left, self._often)

    def next_call(self) -> None:
        """Another call of the student's code begins; what the last one used up stays used up."""
        if self._innermost is not None:
            self._credit[self._innermost] += self._looks
        self._stack, self._innermost, self._looks = None, None, 0

    def end(self) -> None:
        """Stop counting: no student code runs any more."""
        if self._ticking is not None:
            self._ticking.switch(on=False)
        for timer in self._timers:
            signal.setitimer(timer, 0)
        self._floor = None
        self._used += process_time() - self._started
        self._waited += perf_counter() - self._met

    def _tick(self, number: int, frame: FrameType | None) -> None:
        if self._floor is None and callable(outer := self._before.get(number)):  # the limit around this one
            outer(number, frame)
        if self._looking or self._floor is None or self._floor is frame:
            return
        self._looking = True
        try:
            stack = self._stack_of(frame)
            if len(stack) < _MOST_FRAMES:
                self._look(stack)
            self._end_if_over(stack, asleep=self._asleep and self._has_waited(number))
        finally:
            self._looking = False

    def _has_waited(self, number: int) -> bool:
        """Whether so much time has passed on the clock that code has slept if it did not compute."""
        if self._ticking is None:
            return number == signal.SIGALRM
        return self._waited + perf_counter() - self._met >= WAITING * self.seconds

    def _stack_of(self, frame: FrameType | None) -> list[FrameType]:
        """The frames of the student's functions, the outermost first."""
        stack: list[FrameType] = []
        while frame is not None and frame is not self._floor and len(stack) < _MOST_FRAMES:
            path = frame.f_code.co_filename
            if path.startswith(self._prefix) and os.sep not in path[len(self._prefix) :]:
                stack.append(frame)
            frame = frame.f_back
        stack.reverse()
        return stack

    def _end_if_over(self, stack: list[FrameType], *, asleep: bool) -> None:
        used = self._used + process_time() - self._started
        over = used >= self.seconds
        if asleep:  # unless it computes, and the machine has other things to do
            asleep = used < ASLEEP * (self._waited + perf_counter() - self._met)
        if not stack or not (over or asleep or self.is_over):
            return
        if not self.is_over:
            self.is_over, self.waited = True, asleep and not over
            self.culprit = self._found(stack)
        elif self._give_up is not None:
            self._give_up()
        raise OutOfTimeError

    def _look(self, stack: list[FrameType]) -> None:
        """Keep the frames that were there at each look since the call began.

        A frame is marked, which has a meaning to debuggers alone, so that another one at the same address is not
        mistaken for it. To hold the frames themselves would keep the student's arrays alive.
        """
        if stack and self._still is not None:
            self._still(stack[-1])
        if not stack or sys.gettrace() is not None:
            return
        stays = len(stack) if self._stack is None else 0
        for known, frame in zip(self._stack or (), stack):
            if known != id(frame) or not frame.f_trace_opcodes:
                break
            stays += 1
        self._looks += 1
        self._stack = [id(frame) for frame in stack[:stays]]
        named = stays
        while named and stack[named - 1].f_code.co_name in PARTS_OF_FUNCTIONS:
            named -= 1
        self._extend(stack[named - 1] if named else None)
        for frame in stack[:stays]:
            frame.f_trace_opcodes = True

    def _extend(self, innermost: FrameType | None) -> None:
        """Keep the part of the innermost function in which it was found at each look."""
        code, at = (None, 0) if innermost is None else (innermost.f_code, innermost.f_lasti)
        known = self._extent if code is self._innermost else (at, at)
        self._innermost, self._extent = code, (min(at, known[0]), max(at, known[1]))

    def _found(self, stack: list[FrameType]) -> Culprit | None:
        """The function that was at work at most of the looks, if there is one."""
        if self.waited:  # the timer of processor time has not ticked: there is this look alone
            return culprit_of(stack[-1].f_code, stack[-1], self._prefix)
        credit = self._credit.copy()
        if self._innermost is not None:
            credit[self._innermost] += self._looks
        if not credit:
            return None
        (code, looks), *_ = credit.most_common(1)
        if looks < SHARE * sum(credit.values()):
            return None
        frame = next((frame for frame in reversed(stack) if frame.f_code is code), None)
        found = culprit_of(code, frame, self._prefix)
        loop = _loop(code, *self._extent) if code is self._innermost else 0
        return replace(found, line=loop or found.line)


def culprit_of(code: CodeType, frame: FrameType | None, prefix: str = "") -> Culprit:
    """A function by its code; its line is the first one if it has no frame any more, its file below the prefix."""
    path = code.co_filename
    file = path[len(prefix) :] if prefix and path.startswith(prefix) else path.rpartition(os.sep)[2]
    line = (frame and frame.f_lineno) or code.co_firstlineno
    name = getattr(code, "co_qualname", "") or _older_name(code, frame)
    return Culprit(file.replace(os.sep, "/"), name, code.co_firstlineno, line)


def _loop(code: CodeType, first: int, last: int) -> int:
    """The line at which the smallest loop begins that holds these instructions; 0 if none holds them.

    Which line of a loop is found by a look depends on chance; the loop does not.
    """
    jumps = [
        (int(one.argval), one.offset)
        for one in dis.get_instructions(code)
        if "JUMP" in one.opname and isinstance(one.argval, int) and one.argval <= one.offset
    ]
    loops = [(end - start, start) for start, end in jumps if start <= first and last <= end]
    if not loops:
        return 0
    start = min(loops)[1]
    return [0, *(line or 0 for offset, line in dis.findlinestarts(code) if offset <= start)][-1]


def _older_name(code: CodeType, frame: FrameType | None) -> str:
    """The name with its class where Python does not keep it (before 3.11): found by the argument `self`."""
    if frame is not None and code.co_argcount:
        owner = type(frame.f_locals.get(code.co_varnames[0]))
        for one in type.mro(owner) if owner is not type else ():
            function = vars(one).get(code.co_name)
            if getattr(function, "__code__", None) is code:
                return f"{one.__qualname__}.{code.co_name}"
    return code.co_name


def used_up(seconds: float, culprit: Culprit | None, *, waited: bool = False) -> str:
    """The words for a time limit that was reached: `more than 10 s of processor time in Linear.forward`."""
    where = f" in {culprit.function}" if culprit is not None and culprit.function != "<module>" else ""
    if waited:
        return f"it waited for {WAITING * seconds:g} s{where}"
    return f"more than {seconds:g} s of processor time{where}"


def not_called_again(function: str) -> str:
    """The words for a call of a function that has reached its time limit twice."""
    return f"{function} has used up its time twice, so it is not called again"
