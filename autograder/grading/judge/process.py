"""Run the judge of one submission as a forked process: receive its messages, watch what it uses, and end it.

The judge computes on what a student's code has answered. Whatever that does to it (gigabytes, minutes, a crash), it
does to this process alone: the grader only receives messages. They are pickled, which is safe because both processes
are the grader's own, and student code runs in neither.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
import sys
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakSet

from autograder.errors import AutograderError
from autograder.grading.judge.bounds import be_bound, be_quiet, cpu_seconds
from autograder.harness.checks.check import HarnessError
from autograder.sandbox.confinement import linux
from autograder.sandbox.exit_status import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.grading.judge.bounds import Bounds

WATCH_SECONDS = 0.02  # how often the judge's memory and time are looked at
LARGEST_MESSAGE = 16 << 20  # bytes
_LENGTH = struct.Struct("<Q")
_PIECE = 1 << 16
_SENT, _DONE, _RAISED, _BROKE = range(4)  # kinds of messages

# What ends the grading of all submissions, in the judge as it would in the grader: none is the doing of one student.
GRADERS_FAULTS = (AutograderError, HarnessError, KeyboardInterrupt, SystemExit)


class JudgeEndedError(Exception):
    """The judge has ended before its work was done.

    Args:
        reason: How, as the end of a sentence about it.
        certain: Whether it would end again; not if something else may have ended it, as a machine without memory.
        final: Whether it has used up all that the submission may use.
    """

    def __init__(self, reason: str, *, certain: bool, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certain = certain
        self.final = final


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a judge has used in all."""

    seconds: float = 0.0  # of processor time
    peak_mib: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(seconds=self.seconds + other.seconds, peak_mib=max(self.peak_mib, other.peak_mib))


class JudgeProcess:
    """A forked process that works and sends messages.

    Args:
        work: What it does; it is given a function that sends one message, and never returns to the caller.
        bounds: What it may use.
    """

    def __init__(self, work: Callable[[Callable[[object], None]], None], bounds: Bounds) -> None:
        self._bounds = bounds
        self._pipe, writing = os.pipe()
        self.pid = _forked(work, writing, bounds)
        os.close(writing)
        os.set_blocking(self._pipe, False)
        self._pidfd = os.pidfd_open(self.pid)
        self._received = bytearray()
        self._resident_before = linux.resident_mib(os.getpid())
        self._step_began = 0.0, time.monotonic()
        self._next_look = 0.0
        self.finished = False  # whether it has done its work
        _running.add(self)

    def messages(self) -> Iterator[Any]:
        """Its messages, as they come, until its work is done; each message ends a step.

        Raises:
            JudgeEndedError: if it ends before, or uses more than it may.
            AutograderError, HarnessError, KeyboardInterrupt: if it met a fault of the grader's own.
        """
        while not self.finished:
            kind, content = self._next()
            if kind == _RAISED:
                raise content
            if kind == _BROKE:
                raise JudgeEndedError(content, certain=True)
            self.finished = kind == _DONE
            if kind == _SENT:
                self._step_began = self._cpu_seconds(), time.monotonic()
                yield content

    def close(self) -> Usage:
        """End it, if it still runs, and say what it has used."""
        self.kill()
        _running.discard(self)
        os.close(self._pidfd)
        os.close(self._pipe)
        _, self._status, used = os.wait4(self.pid, 0)
        return Usage(seconds=used.ru_utime + used.ru_stime, peak_mib=used.ru_maxrss / 1024)

    def kill(self) -> None:
        """End it at once, and leave what it has used to `close`."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED | os.WNOWAIT)

    def _next(self) -> tuple[int, Any]:
        """The next message and its kind."""
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        poll.register(self._pidfd, select.POLLIN)
        while True:
            message = self._complete()
            if message is not None:
                return message
            ready = {descriptor for descriptor, _ in poll.poll(WATCH_SECONDS * 1000)}
            if not self._read() and self._pidfd in ready:
                raise self._end()
            if time.monotonic() >= self._next_look:
                self._look()

    def _complete(self) -> tuple[int, Any] | None:
        """The first message, if all of it has come."""
        if len(self._received) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._received)
        if length > LARGEST_MESSAGE:
            raise JudgeEndedError("what is to be said about your answer is too long", certain=True)
        end = _LENGTH.size + length
        if len(self._received) < end:
            return None
        message: tuple[int, Any] = pickle.loads(self._received[_LENGTH.size : end])  # noqa: S301 - of our own process
        del self._received[:end]
        return message

    def _read(self) -> bool:
        """Read what has come; whether that was anything."""
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self._pipe, _PIECE)
            self._received += piece
            return bool(piece)
        return False

    def _look(self) -> None:
        """Look at what it uses.

        Raises:
            JudgeEndedError: if that is more than it may.
        """
        self._next_look = time.monotonic() + WATCH_SECONDS
        cpu_before, began = self._step_began
        cpu = self._cpu_seconds()
        if cpu - cpu_before > self._bounds.step_seconds:
            raise JudgeEndedError(
                f"it took more than {self._bounds.step_seconds:g} s of the grader's processor time",
                certain=True,
            )
        if cpu > self._bounds.total_seconds:
            raise JudgeEndedError(
                "all answers together took more of the grader's processor time than a submission may use",
                certain=True,
                final=True,
            )
        if time.monotonic() - began > self._bounds.silent_seconds:
            raise JudgeEndedError(f"it took more than {self._bounds.silent_seconds:g} s", certain=True)
        if self._resident_mib() - self._resident_before > self._bounds.resident_mib:
            raise JudgeEndedError(
                f"it took more than {self._bounds.resident_mib} MiB of the grader's memory", certain=True
            )

    def _cpu_seconds(self) -> float:
        try:
            return cpu_seconds(self.pid)
        except OSError:  # it has ended; its messages say more
            return 0.0

    def _resident_mib(self) -> float:
        try:
            return linux.resident_mib(self.pid)
        except (OSError, IndexError):  # it has ended, or /proc hides it
            return 0.0

    def _end(self) -> JudgeEndedError:
        """Why it ended by itself; it stays a zombie until `close`."""
        info = os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED | os.WNOWAIT)
        code = 0 if info is None else info.si_status
        ended = in_words(code if info is not None and info.si_code == os.CLD_EXITED else -code)
        return JudgeEndedError(f"the grader's own program {ended}", certain=False)


_running: WeakSet[JudgeProcess] = WeakSet()


def end_running() -> None:
    """End the judges of this process that still run, because this process has to end."""
    for judge in [*_running]:
        judge.kill()


def _forked(work: Callable[[Callable[[object], None]], None], writing: int, bounds: Bounds) -> int:
    """Fork; give the number of the new process, which works and ends."""
    parent = os.getpid()
    with warnings.catch_warnings():
        # Python warns of a fork while other threads run. The judge uses none of what they may have locked.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    try:
        be_quiet()
        if os.getppid() == parent:
            be_bound(bounds)
            _work(work, writing)
    finally:
        os._exit(1)  # also where an exception came on the way


def _work(work: Callable[[Callable[[object], None]], None], writing: int) -> NoReturn:
    warnings.simplefilter("ignore")  # NumPy's about the student's numbers: nobody reads them
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to its end
    try:
        work(lambda message: _write(writing, _SENT, message))
        _write(writing, _DONE, None)
    except GRADERS_FAULTS as error:
        _write(writing, _RAISED, _portable(error))
    except BaseException as error:  # noqa: BLE001 - the student's answers are in it: it must not end the session
        _write(writing, _BROKE, f"the grader's own program met a {type(error).__name__}")
    os._exit(0)  # nothing of the grader's is to be closed or written twice


def _write(descriptor: int, kind: int, content: object) -> None:
    body = pickle.dumps((kind, content))
    pending = memoryview(_LENGTH.pack(len(body)) + body)
    while pending:
        pending = pending[os.write(descriptor, pending) :]


def _portable(error: BaseException) -> BaseException:
    """The exception, or one of its base classes with the same sentence if it cannot be pickled as it is."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just pickled
    except Exception:  # noqa: BLE001 - whatever its class does
        base = next(kind for kind in type(error).__mro__[1:] if "__init__" not in vars(kind))
        return base(str(error)) if issubclass(base, GRADERS_FAULTS) else AutograderError(str(error))
    return error
