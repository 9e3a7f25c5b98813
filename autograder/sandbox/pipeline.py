"""Ask a worker many things in one go: a loop of questions then costs one trip over the wire instead of hundreds.

The questions are encoded as they are put, so that what a test changes afterwards does not reach them, and are
answered in their order over there (`questions.py`). A result that a later question is about never leaves the worker,
but is copied as if it had. Only results that the test still holds at the end travel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import ref

from autograder.harness.student import CANNOT_WAIT, PipelineError, Promise
from autograder.sandbox.encode import encode
from autograder.sandbox.protocol import FIRST_PROMISE, Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from weakref import ReferenceType

INSTANT = frozenset({"length", "iterate", "next"})  # what a test goes on with at once
MAX_QUESTIONS = 100_000


class Pipeline:
    """The grader's end: the questions of one block, and the promises that were given for them.

    Args:
        handle: The handle of a proxy.
    """

    def __init__(self, handle: Callable[[object], Handle]) -> None:
        self.bodies: list[bytes] = []
        self._handle = handle
        self._promises: list[ReferenceType[Promise]] = []
        self._held: list[object] = []  # proxies, so that the worker is not told to forget what a question is about

    def put(self, verb: str, *operands: object) -> Promise:
        """Add a question.

        Raises:
            PipelineError: if it cannot wait for its answer.
        """
        if verb in INSTANT:
            raise PipelineError(CANNOT_WAIT)
        if len(self.bodies) >= MAX_QUESTIONS:
            raise PipelineError(f"a pipeline holds at most {MAX_QUESTIONS:,} questions")
        self.bodies.append(b"".join(encode((verb, *operands), self._stand_in)))
        promise = _Numbered(self.put, len(self.bodies) - 1)
        self._promises.append(ref(promise))
        return promise

    def wanted(self) -> list[int]:
        """The numbers of the results that somebody still waits for."""
        return [number for number, promise in enumerate(self._promises) if promise() is not None]

    def keep(self, values: Mapping[int, object]) -> None:
        """Keep the promises."""
        for number, value in values.items():
            promise = self._promises[number]()
            if promise is not None:
                promise.keep(value)

    def _stand_in(self, value: object) -> Handle:
        if not isinstance(value, Promise):
            self._held.append(value)
            return self._handle(value)
        if isinstance(value, _Numbered) and any(value is promise() for promise in self._promises[value.number :][:1]):
            return Handle(FIRST_PROMISE + value.number, "")
        raise PipelineError("a promise of a pipeline that has ended cannot be handed on; hand on its value")


class _Numbered(Promise):
    """A promise that knows which question of its pipeline it belongs to."""

    __slots__ = ("number",)
    number: int

    def __init__(self, ask_on: Callable[..., Any], number: int) -> None:
        super().__init__(ask_on)
        object.__setattr__(self, "number", number)
