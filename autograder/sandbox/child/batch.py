"""Answer, in the student's process, the questions of a pipeline one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.errors import ProtocolError
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_PROMISE, Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def answers(
    bodies: list[bytes],
    wanted: list[int],
    handed_on: list[int],
    verbs: Mapping[str, Callable[..., object]],
    own: Callable[[Handle], object],
    given: Callable[[str, tuple[Any, ...]], Callable[[], bool]],
) -> tuple[list[object], list[int]]:
    """The results that the grader waits for, and the numbers of the calls that wrote into what they were given.

    Args:
        bodies: The questions, encoded; a handle from FIRST_PROMISE on stands for the result of an earlier one.
        wanted: The numbers of the results to give.
        handed_on: Those of other results that later questions are about.
        verbs: What a question may ask for.
        own: The object that a handle means.
        given: Looks at what a question hands over, and then tells whether it was changed.

    Raises:
        BaseException: whatever leaves the student's code; the questions after it are not asked.
    """
    results: list[object] = []

    def earlier(found: Handle) -> object:
        if found.number < FIRST_PROMISE:
            return own(found)
        if found.number - FIRST_PROMISE >= len(results):
            raise ProtocolError("a question is about a result that is still to come")
        return copied(results[found.number - FIRST_PROMISE])

    def copied(value: object) -> object:
        """As if it had gone to the grader and come back: plain data copied and no larger than may travel."""
        objects: list[object] = []

        def stand_in(obj: object) -> Handle:
            objects.append(obj)
            return Handle(len(objects) - 1, "")

        return decode(b"".join(encode(value, stand_in)), lambda found: objects[found.number])

    overwriting = []
    needed = {*wanted, *handed_on}
    for number, body in enumerate(bodies):
        question: Any = decode(body, earlier)
        was_changed = given(question[0], question[1:])
        result = verbs[question[0]](*question[1:])
        results.append(copied(result) if number in needed else None)  # as it is now: it may be changed later
        if was_changed():
            overwriting.append(number)
    return [results[number] for number in wanted], overwriting
