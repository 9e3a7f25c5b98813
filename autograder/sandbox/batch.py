"""Ask a worker many things in one go: a loop of questions then costs one trip over the wire instead of hundreds.

The questions are encoded as they are put, so that what a test changes afterwards does not reach them, and are
answered in their order over there (`questions.py`), when the first answer is needed. A result that a later question
is about never leaves the worker, but is copied as if it had. Only results that the test still holds by then travel.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from weakref import ref

from autograder.harness.student.call_log import name_of
from autograder.harness.student.proxy import NOT_KEPT, PipelineError, Promise, answer_of, keep, kept
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_PROMISE, Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from weakref import ReferenceType

    from autograder.harness.student.call_log import Handed, Name


MAX_QUESTIONS = 100_000
_AT_ONCE = frozenset({"length", "iterate", "next"})  # what a test goes on with
_CALLS = frozenset({"call", "invoke"})
_TAKEN_BACK = -1  # in place of a promise's number: its attribute was called in one question, and never fetched


class Line(Protocol):
    """The way to the worker that answers."""

    handed: Handed

    def ask_now(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student's value may be anything
        """The worker's answer, in a trip of its own."""

    def refuse(self, why: str) -> NoReturn:
        """End a worker that answers what it should not."""

    def handle(self, value: object) -> Handle:
        """The handle of a proxy."""


class Pipelines:
    """The blocks of one line to a worker, and the questions that wait in them.

    Args:
        line: The way to the worker.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self._blocks = 0  # that the test is in
        self._waiting: _Pipeline | None = None
        self._promised = False  # whether there are promises that a test may hand on

    @contextmanager
    def block(self) -> Iterator[None]:
        """Put the questions of the block together and ask them in one go: at its end, or when an answer is needed.

        Raises:
            StudentError: at the end, if one of them has no answer.
        """
        self._promised = True
        self._blocks += 1
        try:
            yield
            self.ask_all()
        finally:
            self._blocks -= 1
            self._waiting = None

    def ask(self, verb: str, operands: tuple[object, ...]) -> Any:  # noqa: ANN401 - a student's value may be anything
        """The worker's answer; inside a block, a promise of it."""
        if verb in _AT_ONCE or (self._waiting and self._waiting.is_full()):
            self.ask_all()
        if verb in _AT_ONCE or verb == "import" or not self._blocks:  # an import is no matter of the other questions
            return self.line.ask_now(verb, *kept(operands) if self._promised else operands)
        while True:
            waiting = self._waiting = self._waiting or _Pipeline(self)
            body = waiting.body(verb, operands)
            if self._waiting is waiting:
                return waiting.put(body, verb, operands)
            # A member among the operands had to be fetched, and all that stood before it was answered first.

    def take_back(self, promise: _Numbered) -> bool:
        """Whether an attribute can be called by its name, since it was not fetched, or that was asked for last."""
        if promise._number == _TAKEN_BACK:  # noqa: SLF001 - other names are the student's
            return True
        return self._waiting is not None and self._waiting.take_back(promise)

    def ask_all(self) -> None:
        """Have all waiting questions answered."""
        asked, self._waiting = self._waiting, None
        if asked is None:
            return
        wanted = asked.wanted()
        match self.line.ask_now("pipeline", asked.bodies, wanted, sorted(asked.handed_on.difference(wanted))):
            case (list(values), list(overwriting)) if len(values) == len(wanted) and {int} >= set(
                map(type, overwriting)
            ):
                asked.keep(dict(zip(wanted, values, strict=True)), overwriting)
            case _:
                self.line.refuse("it is not an answer to the questions")


class _Pipeline:
    """Questions that wait together, and the promises that were given for them."""

    def __init__(self, pipelines: Pipelines) -> None:
        self.bodies: list[bytes] = []
        self.handed_on: set[int] = set()  # the numbers of results that later questions are about
        self._pipelines = pipelines
        self._line = pipelines.line
        self._names: dict[int, Name] = {}  # of calls
        self._promises: list[ReferenceType[Promise]] = []
        self._held: list[object] = []  # proxies, so that the worker is not told to forget what a question is about

    def body(self, verb: str, operands: tuple[object, ...]) -> bytes:
        """A question as it travels.

        Raises:
            PipelineError: if it is about a promise that was never kept.
        """
        return b"".join(encode((verb, *kept(operands)), self._stand_in))

    def put(self, body: bytes, verb: str, operands: tuple[object, ...]) -> Promise:
        """Add a question."""
        number = len(self.bodies)
        self.bodies.append(body)
        promise = _Numbered(self._ask_on, number, operands if verb == "get" else (None, ""))
        self._promises.append(ref(promise))
        if verb in _CALLS:
            self._names[number] = self._line.handed.last
        return promise

    def is_full(self) -> bool:
        """Whether no more questions should wait."""
        return len(self.bodies) >= MAX_QUESTIONS

    def wanted(self) -> list[int]:
        """The numbers of the results that somebody still waits for."""
        return [number for number, promise in enumerate(self._promises) if promise() is not None]

    def keep(self, values: Mapping[int, object], overwriting: Iterable[int]) -> None:
        """Keep the promises, and note which calls wrote into what they were given."""
        for number, value in values.items():
            promise = self._promises[number]()
            if promise is not None:
                keep(promise, value)
        for number in overwriting:
            if number in self._names:
                self._line.handed.overwrote(self._names[number])

    def take_back(self, promise: _Numbered) -> bool:
        """Ask no longer for an attribute that is called at once; whether that was its only question so far."""
        number = len(self.bodies) - 1
        if promise._number != number or self._promises[number]() is not promise:  # noqa: SLF001 - other names are the student's
            return False
        self.bodies.pop()
        self._promises.pop()
        promise._is_taken_back()  # noqa: SLF001 - likewise
        return True

    def _ask_on(self, verb: str, promise: _Numbered, *operands: Any) -> Any:  # noqa: ANN401 - a promise, of any data
        """What a promise of ours is asked, which may have outlived us."""
        if verb == "call" and promise._is[1]:  # noqa: SLF001 - likewise
            arguments, keywords = operands
            self._line.handed.call(promise._name, arguments, keywords)  # noqa: SLF001 - likewise
            if self._pipelines.take_back(promise):
                return self._pipelines.ask("invoke", (*promise._is, arguments, keywords))  # noqa: SLF001 - likewise
        asked = self._again(promise)
        if verb != "value":
            return self._pipelines.ask(verb, (asked, *operands))
        if asked is promise:
            self._pipelines.ask_all()
        else:
            keep(promise, answer_of(asked))
        return None

    def _again(self, promise: _Numbered) -> Any:  # noqa: ANN401 - a promise, or outside of a block a value
        """The promise, or another for one whose question was taken back."""
        taken_back = promise._number == _TAKEN_BACK  # noqa: SLF001 - likewise
        return self._pipelines.ask("get", promise._is) if taken_back else promise  # noqa: SLF001 - likewise

    def _stand_in(self, value: object) -> Handle:
        if not isinstance(value, Promise):
            self._held.append(value)
            return self._line.handle(value)
        asked = self._again(value) if isinstance(value, _Numbered) else value
        number = asked._number if isinstance(asked, _Numbered) else len(self._promises)  # noqa: SLF001 - likewise
        if number < len(self._promises) and self._promises[number]() is asked:
            self.handed_on.add(number)
            return Handle(FIRST_PROMISE + number, "")
        raise PipelineError(NOT_KEPT)


class _Numbered(Promise):
    """A promise that knows which question of its pipeline it belongs to, and what it is called."""

    __slots__ = ("_is", "_number")
    _is: tuple[Any, ...]  # the object, or a promise of it, whose attribute it is, and the attribute's name
    _number: int

    def __init__(self, ask_on: Callable[..., Any], number: int, is_: tuple[Any, ...]) -> None:
        super().__init__(ask_on)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_is", is_)

    def _name(self) -> str:
        return name_of(*self._is)

    def _is_taken_back(self) -> None:
        object.__setattr__(self, "_number", _TAKEN_BACK)
