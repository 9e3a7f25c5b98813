"""The grader's end of the line to one worker: ask, wait no longer than allowed, and tell how it failed."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakValueDictionary

from autograder.errors import ProtocolError, SandboxError
from autograder.harness.student.call_log import Handed
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import NOT_KEPT, PipelineError, Promise, StudentError, plain_name
from autograder.sandbox.batch import Pipelines
from autograder.sandbox.confinement import linux
from autograder.sandbox.exit_status import End, fault_of
from autograder.sandbox.folders import bytes_in
from autograder.sandbox.remote import RemoteObject, handle_of
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.transport import HungUpError, LateError, Wire
from autograder.sandbox.zygote_client import end_process

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.wire.protocol import Handle
    from autograder.sandbox.zygote_client import Zygote

MIB = 1 << 20
GRACE_SECONDS = 0.2  # for a worker that hung up, so that its own exit status is seen
GREETING_SECONDS, GREETING_SIZE = 30.0, 1 << 16
MAX_MESSAGE, MAX_LINE = 4000, 10_000_000
PAIR = b"t" + protocol.COUNT.pack(2)
_CLAIMED = {fault.value for fault in (Fault.RAISED, Fault.IMPORT, Fault.MEMORY, Fault.REFUSED)}  # by a worker itself


@dataclass
class Budget:
    """Seconds that may be spent on waiting."""

    seconds: float
    spent: float = 0.0

    @property
    def left(self) -> float:
        """What remains."""
        return self.seconds - self.spent


@dataclass(frozen=True, kw_only=True)
class Process:
    """A worker that was forked, and the descriptors that lead to it."""

    zygote: Zygote
    pid: int
    pidfd: int
    connection: socket.socket
    prints: int
    scratch: Path | None


class _GreedyError(Exception):
    """The worker has touched too much memory, written too much or started too many threads."""


class Link:
    """Asks one worker; after a fault that it cannot go on from, every question gets that same fault."""

    def __init__(self, process: Process, limits: Limits, total: Budget) -> None:
        self._process = process
        self._limits = limits
        self._budget, self._total = Budget(limits.test_seconds), total
        self._wire = Wire(process.connection, process.prints, limits.output_kib * 1024, self._watch)
        self.handed = Handed()
        self._number = 0
        self._forgotten: list[int] = []
        self._proxies: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        self._pipelines = Pipelines(self)
        self.pipeline = self._pipelines.block
        self._chores: list[Callable[[], None]] = []
        self._failure: StudentError | None = None
        self._end: End | None = None
        self._killed = False

    def greeting(self) -> tuple[str, ...]:
        """The layers that hold the worker, which it names before any student code runs.

        Raises:
            SandboxError: if they do not hold it.
        """
        try:
            body = self._wire.receive(GREETING_SIZE, time.monotonic() + GREETING_SECONDS)
            greeting = decode(body, self._proxy)
        except (LateError, HungUpError) as error:
            raise SandboxError("a worker ended before it was confined") from error
        match greeting:  # in our own words, since no student code has run
            case ("ready", *layers):
                return tuple(map(str, layers))
            case ("broken", str(reason)):
                raise SandboxError(f"a worker could not be confined: {reason}")
        raise SandboxError("a worker's greeting could not be understood")

    def is_watched(self) -> bool:
        """Whether the system tells how much memory the worker uses."""
        return self._resident() is not None

    def meanwhile(self, *chores: Callable[[], None]) -> None:
        """Have these done, one with each of the next questions, while the worker thinks about it."""
        self._chores += chores

    def ask(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student's value may be anything
        """The worker's answer: plain data, with proxies for what is not; inside a pipeline a promise of it.

        Raises:
            StudentError: if there is none.
            ProtocolError: if the test handed over what cannot travel.
        """
        return self._pipelines.ask(verb, operands)

    def ask_now(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - likewise
        """The worker's answer, in a trip of its own.

        Raises:
            StudentError: if there is none.
            ProtocolError: if the test handed over what cannot travel.
        """
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        # What is asked goes first: a member among the operands may have to be fetched by a question of its own.
        question = encode(operands, self.handle)
        self._number += 1
        forgotten = self._forgotten[:]
        opening = encode((self._number, forgotten, verb), self.handle)
        parts = protocol.frame([PAIR, *opening, *question], protocol.MAX_FRAME)
        del self._forgotten[: len(forgotten)]
        started = time.monotonic()
        try:
            return self._converse(parts, started + min(self._budget.left, self._total.left))
        finally:
            spent = time.monotonic() - started
            self._budget.spent += spent
            self._total.spent += spent

    def forget(self, number: int) -> None:
        """Tell the worker, with the next question, that an object is no longer held."""
        self._forgotten.append(number)

    @property
    def prints(self) -> str:
        """The beginning of what the worker has printed so far."""
        return self._wire.printed.decode("utf-8", "replace")

    def kill(self) -> None:
        """End the worker, if it has not ended, without waiting for its end; `close` does."""
        if self._end is None:
            self._killed = end_process(self._process.pidfd, grace=0)
            self._wire.drain()

    def close(self) -> None:
        """End the worker, wait for its end, and let go of what led to it."""
        try:
            self._finish(grace=0)
        finally:
            self._wire.close()
            os.close(self._process.pidfd)

    def _converse(self, parts: list[protocol.Part], deadline: float) -> object:
        try:
            self._wire.send(parts, deadline)
            if self._chores:
                self._chores.pop(0)()
            body = self._wire.receive(self._limits.reply_mib * MIB, deadline)
            answer = decode(body, self._proxy)
        except LateError:
            self._fail(Fault.TIMEOUT, self._late())
        except _GreedyError as error:
            self._fail(Fault.MEMORY, str(error))
        except ProtocolError as error:
            self.refuse(str(error))
        except HungUpError:
            end, killed = self._finish(GRACE_SECONDS)
            self._fail(*fault_of(end, self._limits, killed=killed))
        return self._opened(answer)

    def _opened(self, answer: object) -> object:
        """The value in an answer; a fault in it is raised, and leaves the worker usable."""
        match answer:  # kinds before values: an array compared with anything is an array, and no truth
            case (int(number), str("value"), value) if number == self._number:
                return value
            case (int(number), str("value"), value, True) if number == self._number:
                self.handed.overwrote()
                return value
            case (int(number), str("fault"), str(kind), str(name), str(text), str(file), int(line)) if (
                number == self._number and kind in _CLAIMED
            ):
                raise StudentError(
                    Fault(kind),
                    plain_name(name),
                    text[:MAX_MESSAGE],
                    _plain_file(file),
                    min(max(line, 0), MAX_LINE),
                )
        return self.refuse("it is not an answer to the question")

    def refuse(self, why: str) -> NoReturn:
        """End a worker that answers what it should not."""
        self._fail(Fault.REFUSED, f"the answer was refused: {why}")

    def _fail(self, fault: Fault, message: str) -> NoReturn:
        """End the worker; from now on there is only this fault."""
        self._finish(grace=0)
        self._failure = StudentError(fault, message=message)
        raise self._failure from None

    def _finish(self, grace: float) -> tuple[End, bool]:
        """End the worker if it has not ended, and whether it had to be killed."""
        if self._end is not None:
            return self._end, False
        killed = end_process(self._process.pidfd, grace) or self._killed
        self._end = self._process.zygote.end_of(self._process.pid)
        self._wire.drain()
        return self._end, killed

    def _late(self) -> str:
        if self._total.left < self._budget.left:
            return total_used_up(self._total)
        return f"the program took too long: no answer within {self._budget.seconds:g} s"

    def _watch(self) -> None:
        """Look at the worker's memory, above what it shares with the zygote, its threads and what it has written."""
        resident = self._resident()
        if resident is not None and resident - self._process.zygote.resident_mib > self._limits.resident_mib:
            raise _GreedyError(f"the program used more than {self._limits.resident_mib} MiB of memory")
        if self._threads() > self._limits.processes:
            raise _GreedyError(f"the program started more than {self._limits.processes} threads")
        if self._process.scratch and bytes_in(self._process.scratch) > self._limits.scratch_mib * MIB:
            raise _GreedyError(f"the program wrote more than {self._limits.scratch_mib} MiB into its scratch folder")

    def _threads(self) -> int:
        """How many there are: the kernel's own limit counts over all of a user's, so it holds only a user apart."""
        try:
            return linux.thread_count(self._process.pid)
        except OSError:  # it is gone, which the wire will notice
            return 0

    def _resident(self) -> float | None:
        try:
            return linux.resident_mib(self._process.pid)
        except (OSError, IndexError):  # it is gone, which the wire will notice; or /proc hides it
            return None

    def handle(self, value: object) -> Handle:
        """The handle of a proxy of this line's.

        Raises:
            ProtocolError: if it is none.
            PipelineError: if it is a promise that was never kept.
        """
        handle = handle_of(value, self)
        if isinstance(value, Promise):
            raise PipelineError(NOT_KEPT)
        if handle is None:
            raise ProtocolError(f"a test handed a {type(value).__name__} to student code; only plain data may travel")
        return handle

    def _proxy(self, handle: Handle) -> RemoteObject:
        """The one proxy of this object; the worker is told when it goes."""
        proxy = self._proxies.get(handle.number)
        if proxy is None:
            proxy = self._proxies[handle.number] = RemoteObject(self, handle)
        return proxy


def _plain_file(name: str) -> str:
    """A file name as a submission may have it; "" for anything else that a worker says."""
    return name if re.fullmatch(r"\w[\w.-]{0,99}", name, re.ASCII) else ""


def total_used_up(total: Budget) -> str:
    """The sentence for a submission that has had all its time."""
    return f"the submission has used up its {total.seconds:g} s"
