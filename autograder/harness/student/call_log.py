"""Remember what a test hands to a student's code: where a wrong answer may come from, and what a factor may be."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from .plain import is_plain_array
from .proxy import Proxy, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy as np

    Name = str | Callable[[], str]

_CALLS = 40  # the last ones; a training loop makes many
_LARGEST = 100_000  # entries
_MATRIX = 2


class Handed:
    """The last calls of one test."""

    def __init__(self) -> None:
        self._calls: deque[tuple[Name, bool, tuple[object, ...], Mapping[str, object]]] = deque(maxlen=_CALLS)
        self._overwriting: list[Name] = []

    def call(
        self, name: Name, arguments: tuple[object, ...], keywords: Mapping[str, object], *, method: bool
    ) -> None:
        """Note a call, which costs no more than keeping it; its name may be found out later."""
        self._calls.append((name, method, arguments, keywords))

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

    def sizes(self) -> dict[str, int]:
        """The numbers that a factor may come from, by name: rows and columns of a batch, and named arguments."""
        found: dict[str, int] = {}
        for _name, method, arguments, keywords in reversed(self._calls):
            for key, value in keywords.items():
                if type(value) is int and value > 0:
                    found.setdefault(f"`{key}`", value)
            if method and "the batch size" not in found:
                batches = (array for array in _arrays(arguments[:1], 0) if array.ndim == _MATRIX)
                for array in batches:
                    found["the batch size"], found["the number of its columns"] = array.shape
        return found

    def inputs(self, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """The arrays of this shape that were handed over, by what they were handed to."""
        found: dict[str, np.ndarray] = {}
        for name, _method, arguments, keywords in self._calls:
            for array in _arrays((*arguments, *keywords.values()), 2):
                if array.shape == shape:
                    found[f"what `{_known(name)}` was given"] = array
        return found


def name_of(owner: object, member: str) -> str:
    """What a call of something of an object's is called; of a promised one, once it has been answered."""
    owner = kept(owner)
    kind = owner._autograder_type() if isinstance(owner, Proxy) else ""  # noqa: SLF001 - our own kind
    return member if kind in ("", "module") else f"{kind}.{member}"


def _known(name: Name) -> str:
    return name if isinstance(name, str) else name()


def _arrays(values: Iterable[Any], depth: int) -> Iterator[np.ndarray]:
    for value in map(kept, values):
        if is_plain_array(value) and value.size <= _LARGEST:
            yield value
        elif depth and type(value) in (list, tuple) and len(value) <= _CALLS:
            yield from _arrays(value, depth - 1)
        elif depth and type(value) is dict:
            yield from _arrays(value.values(), depth - 1)
