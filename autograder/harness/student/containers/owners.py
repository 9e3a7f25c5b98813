"""Know when a container that a student's object has may have changed since its content came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from weakref import ref

if TYPE_CHECKING:
    from collections.abc import Callable
    from weakref import ReferenceType

QUIET = frozenset({"plain", "part"})  # requests that run no code of the student's, and change nothing
MOST_PARTS = 1_000  # that are asked for at once; the others are found by their keys


class Part(Protocol):
    """A part of a container."""

    def _autograder_find(self) -> None:
        """Ask for the object that stands at its key now."""


class Owners:
    """Counts the requests of one test, and asks for the containers of its student.

    Args:
        ask: Makes a request of a verb about an object; the answer to `part` may be one that waits.
    """

    def __init__(self, ask: Callable[..., Any]) -> None:
        self.ask = ask
        self.count = 0  # of the requests that may have changed something
        self._parts: dict[int, ReferenceType[Part]] = {}

    def has_part(self, part: Part) -> None:
        """Note a part of a container that the test has in its hands, and of which no object is known yet."""
        self._parts[id(part)] = ref(part)

    def before(self, verb: str) -> None:
        """A request is about to be made: the parts are what stands at their keys now, whatever stands there later."""
        if verb in QUIET:
            return
        if self._parts:
            parts, self._parts = self._parts, {}
            held = [part for part in (one() for one in parts.values()) if part is not None]
            for part in held[:MOST_PARTS]:
                part._autograder_find()  # noqa: SLF001 - a student's names are others
        self.count += 1
