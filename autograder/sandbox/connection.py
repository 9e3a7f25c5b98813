"""The grader's end of the connection to one worker: send requests, wait within limits, and report faults."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakValueDictionary

from autograder.errors import ProtocolError, SandboxError
from autograder.harness.crashes.ancestors import read_ancestors
from autograder.harness.crashes.frames import frames_in
from autograder.harness.student.linked import linked
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError, plain_name
from autograder.harness.student.time_limit import used_up
from autograder.sandbox.batch import Batch
from autograder.sandbox.exit_status import fault_of, is_from_outside
from autograder.sandbox.remote import RemoteObject, remote_object
from autograder.sandbox.timing.budget import Budget
from autograder.sandbox.timing.deadline import OutOfBudgetError, Until, WorkerDeadline
from autograder.sandbox.timing.hangs import culprit_of
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.transport import HungUpError, LateError
from autograder.sandbox.worker_process import MIB, GreedyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.harness.crashes.frames import Frame
    from autograder.harness.student.time_limit import Culprit
    from autograder.model.assignment import Limits
    from autograder.sandbox.timing.budget import TotalBudget
    from autograder.sandbox.timing.submission_hangs import SubmissionHangs
    from autograder.sandbox.wire.protocol import Handle, Part
    from autograder.sandbox.wire.transport import Transport
    from autograder.sandbox.worker_process import WorkerProcess

GRACE_SECONDS = (
    0.2  # in which a worker that closed the connection may end by itself and leave its exit status
)
GREETING_SECONDS = 30.0
LAST_WORDS_SECONDS = 0.5  # in which a worker that is about to be ended may say where it is
BUSY_SECONDS = (
    0.005  # of processor time, after which a worker is looked at once more when it has been stopped
)
MAX_MESSAGE, MAX_LINE = 4000, 10_000_000
_CLAIMED = {
    fault.value for fault in (Fault.RAISED, Fault.IMPORT, Fault.MEMORY, Fault.REFUSED, Fault.TIMEOUT)
}  # by a worker itself


class Connection:
    """Sends requests to one worker; after a fault that ends the worker, every request gets the same fault.

    Args:
        process: The worker.
        transport: What carries frames to it and back.
        limits: What it may use.
        total: The time of the submission in all its tests together.
        hangs: Where workers of the submission have used up their time.
    """

    def __init__(
        self,
        process: WorkerProcess,
        transport: Transport,
        limits: Limits,
        total: TotalBudget,
        hangs: SubmissionHangs,
    ) -> None:
        self._process = process
        self._transport = transport
        self._limits = limits
        self._budget, self._total, self._hangs = Budget(limits.test_seconds), total, hangs
        self._number = 0
        self._proxies: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        self._chores: list[Callable[[], None]] = []
        self._failure: StudentError | None = None
        self.requests = Batch(self.send)
        self.by_chance = False  # whether it was ended for something that another try may not meet again

    def greeting(self) -> tuple[str, ...]:
        """The layers that confine the worker, which it names before any student code runs.

        Raises:
            SandboxError: if it is not confined.
        """
        try:
            body = self._transport.receive(protocol.MAX_GREETING, Until(GREETING_SECONDS))
            greeting = decode(body, self._proxy)
        except (LateError, HungUpError) as error:
            raise SandboxError("a worker ended before it was confined") from error
        match greeting:  # trusted, because no student code has run
            case ("ready", *layers):
                return tuple(map(str, layers))
            case ("broken", str(reason)):
                raise SandboxError(f"a worker could not be confined: {reason}")
        raise SandboxError("a worker's greeting could not be understood")

    def is_watched(self) -> bool:
        """Whether the system shows how much memory the worker uses."""
        return self._process.resident_mib() is not None

    def meanwhile(self, *chores: Callable[[], None]) -> None:
        """Give work to do, one piece with each of the next frames, while the worker computes its response."""
        self._chores += chores

    def send(
        self,
        requests: Sequence[Part],
        count: int,
        *,
        forgotten: list[int],
        held: list[int],
        reused: list[int],
    ) -> tuple[list[Any], list[int]]:
        """Send requests and give the results that the test holds; other objects than data are proxies.

        Raises:
            StudentError: if one of the requests has no answer.
            ProtocolError: if they are too large to travel.
        """
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        self._number += 1
        opening = encode((self._number, forgotten, held, reused), _no_handle)
        parts = protocol.frame([*opening, *requests], protocol.MAX_FRAME)
        deadline = WorkerDeadline(self._process.clock, self._budget, self._total)
        try:
            response = self._exchange(parts, deadline)
        finally:
            deadline.settle()
        return self._results(response, len(held), count)

    @property
    def prints(self) -> str:
        """The beginning of what the worker has printed so far."""
        return self._transport.printed.decode("utf-8", "replace")

    def kill(self) -> None:
        """Kill the worker, if it has not ended; `close` waits for its end."""
        self._process.kill()
        self._transport.drain()

    def close(self) -> None:
        """Kill the worker, wait for its end, and close the descriptors."""
        try:
            self._process.wait()
            self._transport.drain()
        finally:
            self._transport.close()
            self._process.close()

    def _exchange(self, parts: list[Part], deadline: WorkerDeadline) -> object:
        """The response to a frame; one trip there and back. The worker runs meanwhile, and at no other time."""
        try:
            self._process.resume()
            self._transport.send(parts, deadline)
            if self._chores:
                self._chores.pop(0)()
            body = self._transport.receive(self._limits.reply_mib * MIB, deadline)
            self._process.stop()
            if deadline.used() > BUSY_SECONDS:
                self._process.watch()
            else:
                self._process.watch_scratch()
            return decode(body, self._proxy, linked)
        except OutOfBudgetError as error:
            deadline.settle()
            self._end_late(total=error.total, waited=error.waited)
        except GreedyError as error:
            self._fail(Fault.MEMORY, str(error))
        except ProtocolError as error:
            self._refuse(str(error))
        except HungUpError:
            exit_status, killed = self._process.wait(GRACE_SECONDS)
            self.by_chance = is_from_outside(exit_status, self._limits, killed=killed)
            self._fail(*fault_of(exit_status, self._limits, killed=killed))

    def _results(self, response: object, held: int, count: int) -> tuple[list[Any], list[int]]:
        """The results in a response; a fault in it is raised, and leaves the worker usable."""
        match (
            response
        ):  # types before values: comparing an array gives an array, which is neither true nor false
            case (int(number), str("values"), list(results), list(overwriting)) if (
                number == self._number and len(results) == held and _are_numbers(overwriting, count)
            ):
                return results, overwriting
            case (
                int(number),
                str("fault"),
                str(kind),
                str(name),
                str(text),
                str(file),
                int(line),
                list(facts),
                list(ancestors),
            ) if number == self._number and kind in _CLAIMED:
                where = _plain_file(file), min(max(line, 0), MAX_LINE)
                about = frames_in(facts), read_ancestors(ancestors)
                return self._refused(Fault(kind), name, text, where, about)
        return self._refuse("it is not an answer to the requests")

    def _refused(
        self,
        fault: Fault,
        name: str,
        text: str,
        where: tuple[str, int],
        about: tuple[tuple[Frame, ...], tuple[str, ...]],
    ) -> NoReturn:
        """Raise the fault that a worker names; it ends the worker if its time is used up."""
        file, line = where
        if fault is not Fault.TIMEOUT:
            raise StudentError(fault, plain_name(name), text[:MAX_MESSAGE], file, line, *about)
        if name == "SkippedError":
            raise StudentError(fault, message=self._hangs.log.sentence(text), file=file, line=line)
        self._end_hung(culprit_of(text, file, line), waited=False)

    def _end_late(self, *, total: bool, waited: bool) -> NoReturn:
        """End a worker that has used up its own time or the submission's."""
        if total:
            self._fail(Fault.TIMEOUT, self._total.used_up())
        self._process.ask_where()
        words = self._transport.last_words(LAST_WORDS_SECONDS)
        self._process.wait()
        self._end_hung(self._hangs.find(words), waited=waited)

    def _end_hung(self, culprit: Culprit | None, *, waited: bool) -> NoReturn:
        """End a worker that has used up its time, in this function if it is known."""
        self.by_chance = waited
        if culprit is not None:
            self._hangs.note(culprit, self._budget.seconds)
        words = used_up(self._budget.seconds, culprit, waited=waited)
        self._fail(Fault.TIMEOUT, words, culprit.file if culprit else "", culprit.line if culprit else 0)

    def _refuse(self, why: str) -> NoReturn:
        """End a worker that sends an invalid response."""
        self._fail(Fault.REFUSED, f"the answer was refused: {why}")

    def _fail(self, fault: Fault, message: str, file: str = "", line: int = 0) -> NoReturn:
        """End the worker; every later request raises this fault."""
        self._process.wait()
        self._transport.drain()
        self._failure = StudentError(fault, message=message, file=file, line=line)
        raise self._failure from None

    def _proxy(self, handle: Handle) -> RemoteObject:
        """The one proxy of this object; the worker is told when the proxy is deleted."""
        proxy = self._proxies.get(handle.number)
        if proxy is None:
            proxy = self._proxies[handle.number] = remote_object(self.requests, handle)
        return proxy


def _are_numbers(found: list[Any], count: int) -> bool:
    """Whether these are numbers of so many requests, each once and in order."""
    return (
        len(found) <= count
        and all(type(number) is int and 0 <= number < count for number in found)
        and all(one < next_ for one, next_ in pairwise(found))
    )


def _no_handle(value: object) -> Handle:
    raise ProtocolError(f"a {type(value).__name__} is no part of a frame's opening")


def _plain_file(name: str) -> str:
    """A file name that a submission may have; "" for anything else that a worker sends."""
    return name if re.fullmatch(r"(\w{1,99}/){0,4}\w[\w.-]{0,99}", name, re.ASCII) else ""
