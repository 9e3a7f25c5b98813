"""Remember what a test hands to a student's code: where a wrong answer may come from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .batch import Deferred, if_resolved
from .plain import is_plain_array
from .proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy as np

    Name = str | Callable[[], str]

_CALLS = 40  # the last ones; a training loop makes many
_LARGEST = 100_000  # entries


@dataclass(frozen=True)
class Call:
    """One call of the student's code.

    Attributes:
        name: What was called: `sigmoid`, `Linear.forward`.
        arguments: What it was given.
        keywords: What it was given by name.
    """

    name: str
    arguments: tuple[object, ...]
    keywords: Mapping[str, object]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the first argument; () where that is no array, or a very large one."""
        first = (*self.arguments, *self.keywords.values())[:1]
        return next((array.shape for array in _arrays(first, 0)), ())


class CallLog:
    """The last calls of one test."""

    def __init__(self) -> None:
        self._calls: deque[tuple[Name, tuple[object, ...], Mapping[str, object]]] = deque(maxlen=_CALLS)
        self._overwriting: list[Name] = []

    def call(self, name: Name, arguments: tuple[object, ...], keywords: Mapping[str, object]) -> None:
        """Note a call, which costs no more than keeping it; its name may be found out later."""
        self._calls.append((name, arguments, keywords))

    @property
    def last(self) -> Name:
        """The name of the call that was noted last; "" before the first."""
        return self._calls[-1][0] if self._calls else ""

    def overwrote(self, name: Name = "") -> None:
        """The call of this name, or else the one that was noted last, has changed an array that it was given."""
        self._overwriting.append(name or self.last)

    @property
    def overwritten(self) -> set[str]:
        """What wrote into an array that it was given."""
        return {_known(name) for name in self._overwriting} - {""}

    def calls(self) -> Iterator[Call]:
        """The calls that were noted, the last one first."""
        for name, arguments, keywords in reversed(self._calls):
            yield Call(_known(name), arguments, keywords)

    def inputs(self, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """The arrays of this shape that were handed over, by what they were handed to."""
        found: dict[str, np.ndarray] = {}
        for name, arguments, keywords in self._calls:
            for array in _arrays((*arguments, *keywords.values()), 2):
                if array.shape == shape and _known(name):
                    found[f"what `{_known(name)}` was given"] = array
        return found


def name_of(owner: object, attribute: str) -> str:
    """What a call is called: `relu`, `Linear.forward`; without the owner's class while that is unknown."""
    owner = if_resolved(owner)
    if isinstance(owner, Deferred) or not isinstance(owner, Proxy):
        return attribute
    kind = owner._autograder_type()  # noqa: SLF001 - our own kind
    return attribute if kind in ("", "module") else f"{kind}.{attribute}"


def _known(name: Name) -> str:
    return name if isinstance(name, str) else name()


def _arrays(values: Iterable[Any], depth: int) -> Iterator[np.ndarray]:
    for value in map(if_resolved, values):
        if is_plain_array(value) and value.size <= _LARGEST:
            yield value
        elif depth and type(value) in (list, tuple) and len(value) <= _CALLS:
            yield from _arrays(value, depth - 1)
        elif depth and type(value) is dict:
            yield from _arrays(value.values(), depth - 1)
