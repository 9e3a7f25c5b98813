"""The grader's end of the connection to one worker: send requests, wait within limits, and report faults."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakValueDictionary

from autograder.errors import ProtocolError, SandboxError
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError, plain_name
from autograder.sandbox.batch import Batch
from autograder.sandbox.exit_status import fault_of
from autograder.sandbox.remote import RemoteObject
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.transport import HungUpError, LateError
from autograder.sandbox.worker_process import MIB, GreedyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.model.assignment import Limits
    from autograder.sandbox.wire.protocol import Handle, Part
    from autograder.sandbox.wire.transport import Transport
    from autograder.sandbox.worker_process import WorkerProcess

GRACE_SECONDS = (
    0.2  # in which a worker that closed the connection may end by itself and leave its exit status
)
GREETING_SECONDS = 30.0
MAX_MESSAGE, MAX_LINE = 4000, 10_000_000
_CLAIMED = {
    fault.value for fault in (Fault.RAISED, Fault.IMPORT, Fault.MEMORY, Fault.REFUSED)
}  # by a worker itself


@dataclass
class Budget:
    """Seconds that may be spent on waiting."""

    seconds: float
    spent: float = 0.0

    @property
    def left(self) -> float:
        """What remains."""
        return self.seconds - self.spent


class Connection:
    """Sends requests to one worker; after a fault that ends the worker, every request gets the same fault.

    Args:
        process: The worker.
        transport: What carries frames to it and back.
        limits: What it may use.
        total: The seconds that the grader may wait for the submission, in all its tests together.
    """

    def __init__(self, process: WorkerProcess, transport: Transport, limits: Limits, total: Budget) -> None:
        self._process = process
        self._transport = transport
        self._limits = limits
        self._budget, self._total = Budget(limits.test_seconds), total
        self._number = 0
        self._proxies: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        self._chores: list[Callable[[], None]] = []
        self._failure: StudentError | None = None
        self.requests = Batch(self.send)

    def greeting(self) -> tuple[str, ...]:
        """The layers that confine the worker, which it names before any student code runs.

        Raises:
            SandboxError: if it is not confined.
        """
        try:
            body = self._transport.receive(protocol.MAX_GREETING, time.monotonic() + GREETING_SECONDS)
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
        started = time.monotonic()
        try:
            response = self._exchange(parts, started + min(self._budget.left, self._total.left))
        finally:
            spent = time.monotonic() - started
            self._budget.spent += spent
            self._total.spent += spent
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

    def _exchange(self, parts: list[Part], deadline: float) -> object:
        """The response to a frame; one trip there and back."""
        try:
            self._transport.send(parts, deadline)
            if self._chores:
                self._chores.pop(0)()
            body = self._transport.receive(self._limits.reply_mib * MIB, deadline)
            return decode(body, self._proxy)
        except LateError:
            self._fail(Fault.TIMEOUT, self._late())
        except GreedyError as error:
            self._fail(Fault.MEMORY, str(error))
        except ProtocolError as error:
            self._refuse(str(error))
        except HungUpError:
            exit_status, killed = self._process.wait(GRACE_SECONDS)
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
        return self._refuse("it is not an answer to the requests")

    def _refuse(self, why: str) -> NoReturn:
        """End a worker that sends an invalid response."""
        self._fail(Fault.REFUSED, f"the answer was refused: {why}")

    def _fail(self, fault: Fault, message: str) -> NoReturn:
        """End the worker; every later request raises this fault."""
        self._process.wait()
        self._transport.drain()
        self._failure = StudentError(fault, message=message)
        raise self._failure from None

    def _late(self) -> str:
        if self._total.left < self._budget.left:
            return total_used_up(self._total)
        return f"the program took too long: no answer within {self._budget.seconds:g} s"

    def _proxy(self, handle: Handle) -> RemoteObject:
        """The one proxy of this object; the worker is told when the proxy is deleted."""
        proxy = self._proxies.get(handle.number)
        if proxy is None:
            proxy = self._proxies[handle.number] = RemoteObject(self.requests, handle)
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
    return name if re.fullmatch(r"\w[\w.-]{0,99}", name, re.ASCII) else ""


def total_used_up(total: Budget) -> str:
    """The sentence for a submission that has used up its total time."""
    return f"the submission has used up its {total.seconds:g} s"
