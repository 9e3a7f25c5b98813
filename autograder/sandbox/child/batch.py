"""Answer, in the student's process, the requests of one frame one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.errors import ProtocolError
from autograder.harness.student.plain import Both
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_RESULT, Handle

if TYPE_CHECKING:
    from collections.abc import Callable


class Results:
    """What the requests of one frame have given so far.

    Args:
        own: Gives the object for a handle that does not mean a result.
    """

    def __init__(self, own: Callable[[Handle], object]) -> None:
        self._own = own
        self._needed: set[int] = set()
        self._results: list[object] = []

    def need(self, numbers: list[int]) -> None:
        """Keep the results of these requests, and of no others."""
        self._needed = set(numbers)

    def settle(self) -> None:
        """Copy the last result as it is now, because the next request may change it."""
        if len(self._results) - 1 in self._needed:
            self._results[-1] = copied(self._results[-1], Both)

    def add(self, result: object) -> None:
        """The result of the next request."""
        self._results.append(result if len(self._results) in self._needed else None)

    def among(self, numbers: list[int]) -> list[object]:
        """The results of these requests."""
        return [self._results[number] for number in numbers]

    def meant(self, handle: Handle) -> object:
        """What a handle in a request stands for: an object of the student's, or a copy of an earlier result.

        Raises:
            ProtocolError: if there is no such object or result.
        """
        number = handle.number - FIRST_RESULT
        if number < 0:
            return self._own(handle)
        if number >= len(self._results):
            raise ProtocolError("a request is about a result that is still to come")
        return copied(self._results[number], lambda whole, _plain: whole)


def copied(value: object, link: Callable[[Any, Any], object]) -> object:
    """A copy of the value, as if it had gone to the grader and come back.

    Args:
        value: What a request has given.
        link: Joins an object of the student's that is plain data too with a copy of this data.

    Raises:
        ProtocolError: if it is too large to travel.
    """
    objects: list[object] = []

    def stand_in(obj: object) -> Handle:
        objects.append(obj)
        return Handle(len(objects) - 1, "")

    body = b"".join(encode(value, stand_in, linking=True))
    return decode(body, lambda handle: objects[handle.number], link)
