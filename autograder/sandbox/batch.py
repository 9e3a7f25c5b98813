"""Collect the requests to one worker and send them: each alone or, in a test that is marked `batch`, several at once.

A request is encoded when it is made, so later changes to its arguments do not matter. The worker answers in the same
order (`child/batch.py`). A result that a later request uses stays in the worker, as a copy. Of the other results,
only those travel that the test still holds when the requests are sent.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from weakref import ref

from autograder.errors import ProtocolError, TooLargeError
from autograder.harness.spelling.spellings import Spellings
from autograder.harness.student.arguments import not_plain, too_large_to_pass_on
from autograder.harness.student.batch import (
    Deferred,
    NoAnswerError,
    answer_of,
    attribute_of,
    is_resolved,
    resolve,
    resolved,
)
from autograder.harness.student.call_log import CallLog, name_of
from autograder.harness.student.containers.owned import owned_of
from autograder.harness.student.containers.owners import QUIET, Owners
from autograder.harness.student.proxy import NotPlainError, Proxy, StudentError
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_RESULT, LAST_RAISED, Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from weakref import ReferenceType

    from autograder.harness.student.call_log import Name
    from autograder.sandbox.wire.protocol import Part

MAX_REQUESTS = 100_000  # that wait; a test that makes more has some of them answered earlier
_CALLS = frozenset({"call", "invoke"})
_READING = frozenset({"copy", "get", "items", "ravel", "reshape", "setdefault", "squeeze", "values", "view"})
_OWNED = frozenset({"get", "item"})  # what they give belongs to an object of the student's
_OF_NAMES = frozenset({"get", "set", "invoke"})  # requests for an attribute by its name


class Send(Protocol):
    """Sends requests to the worker."""

    def __call__(
        self,
        requests: Sequence[Part],
        count: int,
        *,
        forgotten: list[int],
        held: list[int],
        reused: list[int],
    ) -> tuple[list[Any], list[int]]:
        """Send requests; give the results that the test holds, and the numbers of calls that changed an argument.

        Args:
            requests: The requests, encoded, in order; their numbers begin with 0.
            count: How many they are.
            forgotten: The numbers of objects that the test no longer holds.
            held: The numbers of the requests with results that the test still holds; these results have to travel.
            reused: The numbers of other requests with results that later requests use.
        """


class Reference(Proxy):
    """A proxy that a request can name."""

    __slots__ = ()

    def _autograder_reference(self, batch: Batch) -> Handle | Deferred:
        """The handle that stands for the object in a request.

        Raises:
            NotPlainError: if the object belongs to another worker.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class _Request:
    """A request that waits to be sent."""

    parts: list[Part]
    verb: str
    count: int  # of the requests before it that may have changed something, and of this one
    deferred: ReferenceType[Deferred]  # dead as soon as the test no longer holds it
    called: Name  # the name of what it calls; "" if it is not a call


class Batch:
    """The requests that wait to be sent to one worker.

    Args:
        send: Sends them.
    """

    def __init__(self, send: Send) -> None:
        self.call_log = CallLog()
        self._owners = Owners(self._ask_of_container)
        self.spellings = Spellings()  # what is accepted in place of names that tests ask for
        self.submodule: Callable[[object, str], Any] = lambda _owner, _name: None
        self._send = send
        self._deferring = False  # whether requests wait, or are sent at once
        self._waiting: list[_Request] = []
        self._number_of: dict[int, int] = {}  # of a waiting request, by the id() of the deferred answer
        self._reused: set[int] = set()  # the numbers of results that later requests use
        self._named: list[Proxy] = []  # proxies in waiting requests, kept so that they are not forgotten
        self._forgotten: list[int] = []

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let requests wait until an answer is needed, or the block ends; after an exception they are dropped.

        Raises:
            StudentError: at the end, if one of them has no answer.
        """
        self._deferring = True
        try:
            yield
            self.resolve()
        finally:
            self._deferring = False
            self._take_waiting()

    def request(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer to a request; deferred in a test that is marked `batch`.

        Raises:
            StudentError: if there is no answer.
            NotPlainError: if an argument cannot travel.
            NoAnswerError: if the request uses an answer that never came.
        """
        if len(self._waiting) >= MAX_REQUESTS:
            self.resolve()
        deferred = self._add(verb, *operands)
        return deferred if self._deferring else answer_of(deferred)

    def attribute(self, owner: Proxy, name: str) -> Deferred:
        """An attribute of an object, fetched with the requests that are sent next."""
        return self._add("get", owner, name)

    def call(self, deferred: Deferred, arguments: tuple[object, ...], keywords: dict[str, object]) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer to a call of what is deferred."""
        owner, attribute = attribute_of(deferred)
        if isinstance(owner, Deferred) and (
            not _travels(arguments, keywords) or self._reads_container(owner, attribute)
        ):
            answer = answer_of(owner)
            if not issubclass(
                type(answer), Proxy
            ):  # a method of plain data, such as `astype(int)`, is called here
                return getattr(answer, attribute)(*resolved(arguments), **resolved(keywords))
        # The name is found when it is needed: it has the owner's class, which a deferred owner does not show yet.
        name = partial(self.name_of, owner, attribute)
        self.call_log.call(name, arguments, keywords, id(owner))
        return self.request("call", deferred, arguments, keywords)

    def _reads_container(self, owner: Deferred, attribute: str) -> bool:
        """Whether this may be a method of a container that gives parts of it, which the test can change."""
        is_part = self.waits(owner) and self._waiting[self._number_of[id(owner)]].verb in _OWNED
        return is_part and attribute in _READING

    def name_of(self, owner: object, attribute: str) -> str:
        """The name of a call as the tests spell it: `relu`, `Linear.forward`."""
        return self.spellings.asked(name_of(owner, attribute))

    def forget(self, number: int) -> None:
        """Tell the worker, with the next request that is sent, that an object is no longer held."""
        self._forgotten.append(number)

    def resolve(self) -> None:
        """Send the waiting requests, and give the answers to the deferred objects that still exist.

        Raises:
            StudentError: if one of them has no answer.
        """
        requests, reused, named = self._take_waiting()
        if not requests:
            return
        forgotten, self._forgotten = self._forgotten, []
        held = [number for number, request in enumerate(requests) if request.deferred() is not None]
        try:
            results, overwriting = self._send(
                [part for request in requests for part in request.parts],
                len(requests),
                forgotten=forgotten,
                held=held,
                reused=sorted(reused.difference(held)),
            )
        except StudentError as error:
            self.call_log.noted(error)
            error.thrown = lambda: resolved(self.request("itself", Handle(LAST_RAISED, "")))
            raise
        except ProtocolError as error:  # an author's own values fit; answers that are passed on may not
            raise self.call_log.noted(too_large_to_pass_on(str(error))) from None
        named.clear()  # by now the worker has looked the objects up
        for number, result in zip(held, results, strict=True):
            deferred = requests[number].deferred()
            if deferred is not None:
                self._give(requests[number], deferred, result)
        for number in overwriting:
            if requests[number].called:
                self.call_log.overwrote(requests[number].called)

    def _give(self, request: _Request, deferred: Deferred, result: object) -> None:
        answer = owned_of(self._owners, result, request.count) if request.verb in _OWNED else result
        resolve(deferred, answer)
        if request.verb not in QUIET:
            self.call_log.answered(answer)

    def _ask_of_container(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """A request about a container of the student's; parts are asked for together with what comes next."""
        return self._add(verb, *operands) if verb == "part" else self.request(verb, *operands)

    def drop(self) -> None:
        """Forget the waiting requests; their answers never come."""
        self._take_waiting()

    def _take_waiting(self) -> tuple[list[_Request], set[int], list[Proxy]]:
        """Take all waiting requests, and what belongs to them, off the lists."""
        waiting = self._waiting, self._reused, self._named
        self._waiting, self._reused, self._named = [], set(), []
        self._number_of.clear()
        return waiting

    def _add(self, verb: str, *operands: object) -> Deferred:
        """Add a request to those that wait."""
        self.call_log.asked = True
        self._owners.before(verb)
        spelled = operands
        if verb in _OF_NAMES:
            spelled = (operands[0], self.spellings.spelled(str(operands[1])), *operands[2:])
        parts = self._encoded((verb, *spelled))
        if self._deferring:
            parts = [b"".join(parts)]  # a copy: the test may change an array before the request is sent
        owner, attribute = operands[:2] if verb == "get" else (None, "")
        deferred = Deferred(self, owner=owner, attribute=str(attribute))
        called = self.call_log.last if verb in _CALLS else ""
        self._number_of[id(deferred)] = len(self._waiting)
        self._waiting.append(_Request(parts, verb, self._owners.count, ref(deferred), called))
        return deferred

    def _encoded(self, request: tuple[object, ...]) -> list[Part]:
        """The request as it travels."""
        try:
            return encode(request, self._stand_in)
        except NotPlainError as error:
            self.call_log.noted(error)
            raise
        except TooLargeError as error:
            raise self.call_log.noted(too_large_to_pass_on(str(error))) from None
        except ProtocolError as error:
            raise self.call_log.noted(NotPlainError(str(error))) from None

    def _stand_in(self, value: object) -> object:
        """The handle that travels in place of a proxy or of a deferred answer."""
        if isinstance(value, Deferred):
            return answer_of(value) if is_resolved(value) else self._result(value)
        if isinstance(value, Reference):
            self._named.append(value)
            reference = value._autograder_reference(self)  # noqa: SLF001 - names that students cannot have
            return self._stand_in(reference) if isinstance(reference, Deferred) else reference
        if type(value) is Handle:
            return value
        raise not_plain(value)

    def _result(self, deferred: Deferred) -> Handle:
        """The handle for the result of an earlier request that still waits."""
        if not self.waits(deferred):
            raise NoAnswerError("a request is about an answer that never came")
        number = self._number_of[id(deferred)]
        self._reused.add(number)
        return Handle(FIRST_RESULT + number, "")

    def waits(self, deferred: Deferred) -> bool:
        """Whether the request for this answer still waits to be sent."""
        number = self._number_of.get(id(deferred), len(self._waiting))
        return number < len(self._waiting) and self._waiting[number].deferred() is deferred


def _travels(arguments: tuple[object, ...], keywords: dict[str, object]) -> bool:
    """Whether nothing that was passed is a type or a function: these cannot travel."""
    passed = (value for value in (*arguments, *keywords.values()) if type(value) is not Deferred)
    return not any(
        (callable(value) or hasattr(value, "__next__")) and not isinstance(value, Proxy) for value in passed
    )
