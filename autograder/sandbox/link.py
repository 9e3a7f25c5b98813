"""The grader's end of the line to one worker: ask, wait no longer than allowed, and tell how it failed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakValueDictionary

from autograder.errors import ProtocolError, SandboxError
from autograder.harness.student import Fault, StudentError
from autograder.sandbox import linux, protocol
from autograder.sandbox.decode import decode
from autograder.sandbox.encode import encode
from autograder.sandbox.endings import ended, ended_by_itself
from autograder.sandbox.remote import RemoteObject
from autograder.sandbox.spawn import end_process
from autograder.sandbox.wire import HungUpError, LateError, Wire

if TYPE_CHECKING:
    from autograder.assignment import Limits
    from autograder.sandbox.protocol import Handle
    from autograder.sandbox.spawn import End, Zygote

MIB = 1 << 20
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / MIB
GRACE_SECONDS = 0.2  # for a worker that closed the line, so that its own exit status is seen
GREETING_SECONDS, GREETING_SIZE = 30.0, 1 << 16
REQUEST_SIZE = 1 << 30
_FAULTS = {fault.value: fault for fault in (Fault.RAISED, Fault.IMPORT, Fault.MEMORY, Fault.REFUSED)}


class Budget:
    """Seconds that may be spent on waiting."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self.left = seconds

    def spend(self, seconds: float) -> None:
        """Take from what is left."""
        self.left -= seconds


@dataclass(frozen=True, kw_only=True)
class WorkerReport:
    """What is known of a worker that has ended."""

    prints: str  # the beginning of what it printed
    prints_cut: bool
    cpu_seconds: float
    wall_seconds: float  # that the grader waited for it
    peak_mib: float
    ended: str  # how, in words


@dataclass(frozen=True, kw_only=True)
class Process:
    """A worker as the kernel knows it."""

    pid: int
    pidfd: int
    zygote: Zygote


class _GreedyError(Exception):
    """The worker has touched too much memory."""


class Link:
    """Asks one worker; after a fault that it cannot go on from, every question gets that same fault."""

    def __init__(self, process: Process, wire: Wire, limits: Limits, total: Budget) -> None:
        self._process = process
        self._wire = wire
        self._limits = limits
        self._budgets = (Budget(limits.test_seconds), total)
        self._number = 0
        self._forgotten: list[int] = []
        self._proxies: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        self._failure: StudentError | None = None
        self._end: End | None = None

    def greeting(self) -> tuple[str, ...]:
        """The layers that hold the worker, which it names before any student code runs.

        Raises:
            SandboxError: if they do not hold it.
        """
        try:
            body = self._wire.receive(GREETING_SIZE, time.monotonic() + GREETING_SECONDS)
            word, *rest = decode(body, self._no_object)  # type: ignore[misc]  # no student code has run: it is our tuple
        except (LateError, HungUpError) as error:
            raise SandboxError("a worker ended before it was confined") from error
        if word != "ready":
            raise SandboxError(f"a worker could not be confined: {' '.join(map(str, rest))}")
        return tuple(map(str, rest))

    def ask(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student's value may be anything
        """The worker's answer: plain data, with proxies for what is not.

        Raises:
            StudentError: if there is none.
            ProtocolError: if the test handed over what cannot travel.
        """
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        self._number += 1
        forgotten = self._forgotten[:]
        message = (self._number, forgotten, verb, *operands)
        parts = protocol.frame(encode(message, self._handle), REQUEST_SIZE)
        del self._forgotten[: len(forgotten)]
        started = time.monotonic()
        try:
            return self._converse(parts, started + min(budget.left for budget in self._budgets))
        finally:
            for budget in self._budgets:
                budget.spend(time.monotonic() - started)

    def forget(self, number: int) -> None:
        """Tell the worker, with the next question, that an object is no longer held."""
        self._forgotten.append(number)

    def close(self) -> WorkerReport:
        """End the worker and say what is known of it."""
        killed = self._finish(grace=0)
        self._wire.close()
        os.close(self._process.pidfd)
        end = self._end
        if end is None:
            raise SandboxError("a worker has no end")
        return WorkerReport(
            prints=self._wire.printed.decode("utf-8", "replace"),
            prints_cut=self._wire.cut,
            cpu_seconds=end.cpu_seconds,
            wall_seconds=self._budgets[0].seconds - self._budgets[0].left,
            peak_mib=end.peak_mib,
            ended=str(self._failure) if self._failure else "was ended by the grader" if killed else ended(end),
        )

    def watch(self) -> None:
        """Look at the worker's memory, above what it shares with the zygote.

        Raises:
            _GreedyError: if that is too much.
        """
        try:
            pages = linux.resident_pages(self._process.pid)
        except (OSError, IndexError):  # it is gone, which the wire will notice
            return
        if (pages - self._process.zygote.resident) * PAGE_MIB > self._limits.resident_mib:
            raise _GreedyError
