"""Values of all kinds for property tests: plain data, what inherits from it, and objects that lie of themselves."""

from __future__ import annotations

import collections
import enum
import types
from typing import Any

import numpy as np
from hypothesis import strategies as st

Point = collections.namedtuple("Point", "x y")  # noqa: PYI024 - what a student writes


class Digit(enum.IntEnum):
    """A number with a name."""

    ONE = 1


class Word(str):
    """Text of a class of its own."""

    __slots__ = ()


class Count(int):
    """A number of a class of its own."""


class Real(float):
    """A number with a method."""

    def half(self) -> float:
        """What a test may ask for."""
        return self / 2


class Tensor(np.ndarray):
    """An array of a class of its own."""


class Named(np.ndarray):
    """An array that remembers something."""

    origin = "here"


class Stack(list):  # type: ignore[type-arg]  # it holds anything
    """A list with a method of its own."""

    def push(self, item: object) -> None:
        """What a test may ask for."""
        self.append(item)


class History(dict):  # type: ignore[type-arg]  # it holds anything
    """A dictionary with a method of its own."""

    def best(self) -> object:
        """What a test may ask for."""
        return max(self)


class LyingDict(dict):  # type: ignore[type-arg]  # it holds anything
    """Whoever asks it gets lies, or makes it change."""

    def __len__(self) -> int:
        return 10**9

    def __iter__(self) -> Any:  # noqa: ANN401 - it lies
        self.clear()
        return iter("abc")

    def __getitem__(self, key: object) -> str:
        return f"a lie about {key}"

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]  # as a dictionary's

    def items(self) -> Any:  # noqa: ANN401 - it lies
        """Something else."""
        return [("a", 10**9)] * 3

    keys = values = items


class LyingList(list):  # type: ignore[type-arg]  # it holds anything
    """Whoever asks it gets lies, or makes it change."""

    def __len__(self) -> int:
        return -1  # noqa: PLE0303 - it lies

    def __iter__(self) -> Any:  # noqa: ANN401 - it lies
        list.append(self, object())
        return iter(())

    def __getitem__(self, _key: object) -> Any:  # noqa: ANN401 - it lies
        raise SystemExit

    @property
    def __class__(self) -> Any:  # noqa: ANN401 - it lies
        return dict

    @__class__.setter
    def __class__(self, _kind: type) -> None:
        raise SystemExit


class LyingArray(np.ndarray):
    """Whoever asks it gets lies."""

    def __array__(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - it lies
        return np.zeros(5)

    def __array_finalize__(self, _obj: object) -> None:
        if type(self) is not LyingArray:
            raise SystemExit

    def __len__(self) -> int:
        return 10**6


class LyingNumber(float):
    """Whoever asks it gets lies."""

    def __float__(self) -> float:
        return 99.0

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
    st.sampled_from([1 << 8183, 1 << 8190, 1 << 8191, 1 << 8192, -(1 << 8183), -(1 << 8191)]),
    st.builds(Word, st.text(max_size=3)),
    st.builds(Count, st.integers()),
    st.builds(Real, st.floats()),
    st.builds(LyingNumber, st.floats()),
    st.builds(np.longdouble, st.floats()),
    st.builds(np.float32, st.floats(width=32)),
    st.sampled_from([Digit.ONE, np.str_("a"), np.int64(3), np.clongdouble(1j), np.longdouble("1e400")]),
)
ARRAYS = st.sampled_from(
    [
        np.zeros((2, 3)),
        np.zeros(0),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(6)[::-2],
        np.arange(4, dtype=">i4"),
        np.array(["a", "b"]),
        np.array([None, 1]),
        np.ones(2, np.longdouble) / 3,
        np.array(np.longdouble(1)),
        np.ones(2, np.clongdouble),
        np.zeros(2, "datetime64[s]"),
        np.zeros((1,) * 32),
        np.ma.masked_all(3),
        np.zeros(2, [("a", float)]),
        np.array([[1, 2]]).view(np.matrix),
        np.arange(3.0).view(Tensor),
        np.array(2.0).view(Tensor),
        np.array([None]).view(Tensor),
        np.arange(3.0).view(Named),
        np.arange(3.0).view(LyingArray),
    ]
)
KEYS = st.one_of(
    st.text(max_size=2),
    st.integers(),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.sampled_from([(), ((1,),), np.int64(3), np.float32(0.5), Digit.ONE, Word("b"), frozenset(), 1 << 70]),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Containers of all kinds with such values in them."""
    lists = st.lists(inner, max_size=3)
    tables = st.dictionaries(KEYS, inner, max_size=3)
    return st.one_of(
        lists,
        lists.map(tuple),
        lists.map(Stack),
        lists.map(LyingList),
        lists.map(collections.deque),
        lists.map(collections.UserList),
        st.builds(Point, inner, inner),
        tables,
        tables.map(collections.OrderedDict),
        tables.map(lambda table: collections.defaultdict(list, table)),
        tables.map(History),
        tables.map(LyingDict),
        tables.map(types.MappingProxyType),
        tables.map(lambda table: collections.ChainMap(table, {"a": 1})),
        tables.map(lambda table: table.items()),
        tables.map(lambda table: table.keys()),
        st.sets(KEYS, max_size=3),
        st.frozensets(KEYS, max_size=3),
        st.text(max_size=3).map(collections.Counter),
        st.integers(0, 5).map(range),
    )


OBJECTS = st.sampled_from(
    [object(), len, float, ..., slice(1), bytearray(b"a"), range(10**6), ValueError("a")]
)
VALUES = st.recursive(st.one_of(SCALARS, ARRAYS, OBJECTS), containers, max_leaves=6)
