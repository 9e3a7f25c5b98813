"""Count the entries in which two nested values differ: how much a wrong answer says."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from .adapters import parts_of
from .description import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 10_000  # entries that are looked at
_NONE = object()


def differing_entries(got: Any, expected: Any) -> int:  # noqa: ANN401 - described plain data of any kind
    """In how many places two nested values differ, place by place; what one has more than the other counts too."""
    ours, theirs = islice(_entries(got), _MOST), islice(_entries(expected), _MOST)
    return sum(
        one is not other and not _equal(one, other)
        for one, other in zip_longest(ours, theirs, fillvalue=_NONE)
    )


def _equal(one: Any, other: Any) -> bool:  # noqa: ANN401 - described plain data of any kind
    return type(one) is type(other) and bool(one == other)


def _entries(value: Any) -> Iterator[Any]:  # noqa: ANN401 - described plain data of any kind
    if isinstance(value, Record):
        value = value.fields
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _entries(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _entries(one)
    elif isinstance(value, np.ndarray):
        yield from value.reshape(-1)[:_MOST].tolist()
    else:
        apart = parts_of(value)
        if apart is None:
            yield value
        else:
            yield from _entries(apart[1])
