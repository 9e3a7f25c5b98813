"""Take apart what is almost plain data: objects of classes that inherit from Python's containers, numbers and arrays.

A student may write `defaultdict`, `namedtuple` or `class Tensor(np.ndarray)` where others write `dict`, `tuple` and
`np.ndarray`. Such an object is what its base class says it is: the base class's own methods take it apart, and no
method of the student's runs. One of three things becomes of it.

* `COPIED`: its plain value travels, as if it had been of the base class itself.
* `LINKED`: the same, and the test can ask the object for what the base class lacks (`point.x`), and hand it back.
* `STAYS`: it stays an object, because its class has names of its own and its content changes (`class Stack(list)`),
  or because its operators mean something else (`np.matrix`). A check that needs plain data asks for its plain value.

A student's process loads this module, so it imports NumPy and the standard library alone.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections import ChainMap, OrderedDict, UserDict, UserList, deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING: Any = object()  # in place of the plain value of what has none
COPIED, LINKED, STAYS = "copied", "linked", "stays"
# What the test's side makes of linked values, and how to tell what goes back in their place; `linked.py` fills it.
GOES_BACK: dict[type, Any] = {}
MOST_KEY_PARTS, MOST_KEY_LEVELS = 32, 3  # of a tuple or a frozen set that is a key
DEAR_KEY = 4  # what a key that is a tuple, a frozen set or a date costs: it takes longer to compare
_KEY_CONTAINERS = frozenset({tuple, frozenset})
_KEY_KINDS = frozenset({str, bytes, float, bool, type(None)})
_DATES = frozenset({dt.date, dt.datetime, dt.time, dt.timedelta})
_SCALARS: dict[type, Callable[[Any], Any]] = {
    int: int.__int__,
    float: float.__float__,
    complex: complex.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}
_TABLES: tuple[dict[Any, Any], ...] = ({}, OrderedDict())
VIEWS = tuple(type(view) for one in _TABLES for view in (one.keys(), one.values(), one.items()))
_ITERATED: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (list, list),
    (tuple, tuple),
    (deque, list),
    *((view, list) for view in VIEWS),
)
_KNOWN = frozenset({"builtins", "collections", "collections.abc", "enum", "typing", "types", "abc", "numpy"})
# How a class is looked at without its metaclass, which may be the student's.
_MRO, _NAMES = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__


def opened_object(value: object) -> tuple[str, Any]:
    """What becomes of an object, and its plain value, which is of an exact type; `NOTHING` if it has none."""
    found = _base_value(value)
    kind = type(found)
    if found is NOTHING:
        return STAYS, NOTHING
    if kind is tuple:
        return LINKED, found
    own = type(value) is deque or _has_own_names(value)
    if kind is np.ndarray and np.matrix not in _MRO(type(value)):
        return (LINKED if own else COPIED), found
    if own or kind is np.ndarray:
        return STAYS, found
    return (LINKED if kind in (list, dict) and not _is_passing(type(value)) else COPIED), found


def base_of(value: object) -> str:
    """The name of the plain type that an object is beside its own names, `list`; "" if it is none."""
    way, found = opened_object(value)
    return "" if found is NOTHING or way != STAYS else type(found).__name__


def is_key(key: object) -> bool:
    """Whether this may be a key of a dictionary, or an element of a set, that travels.

    A student must not be able to choose the hashes of keys: a dictionary of keys with equal hashes would take the
    grader very long. Of tuples, frozen sets and dates, whose hashes can be chosen, fewer travel (`key_cost`).
    """
    return _key_parts(key, 0) <= MOST_KEY_PARTS


def _key_parts(key: object, depth: int) -> int:
    """How many parts a key has; too many if it is none."""
    kind = type(key)
    if kind is int:
        return 1 if -(1 << 63) <= key < 1 << 63 else MOST_KEY_PARTS + 1  # type: ignore[operator]  # it is an int
    if kind in _KEY_CONTAINERS:
        parts: tuple[object, ...] = key  # type: ignore[assignment]  # it is one, or a frozen set
        if len(parts) > MOST_KEY_PARTS or depth > MOST_KEY_LEVELS:
            return MOST_KEY_PARTS + 1
        return 1 + sum(_key_parts(part, depth + 1) for part in parts)
    return 1 if kind in _KEY_KINDS or kind in _DATES else MOST_KEY_PARTS + 1


def key_cost(key: object) -> int:
    """What a key takes to be compared, counted in keys that are words or numbers."""
    kind = type(key)
    if kind in _KEY_CONTAINERS:
        return DEAR_KEY + sum(key_cost(part) - 1 for part in key)  # type: ignore[attr-defined,misc]  # it has parts
    return DEAR_KEY if kind in _DATES else 1


def plain_key(key: object) -> object:
    """A key as it travels: a number of NumPy's, or of a subclass, as Python's own, which is equal to it."""
    return _plain_key(key, 0)


def _plain_key(key: object, depth: int) -> object:
    kind = type(key)
    if kind in _KEY_CONTAINERS and depth <= MOST_KEY_LEVELS:
        parts: tuple[object, ...] = key  # type: ignore[assignment]  # it is one, or a frozen set
        if len(parts) > MOST_KEY_PARTS:
            return key
        plain = (_plain_key(part, depth + 1) for part in parts)
        return tuple(plain) if kind is tuple else frozenset(plain)
    if issubclass(kind, (np.integer, np.floating, np.bool_)) and kind.__module__ == "numpy":
        return np.asarray(key).item()
    return key


def _is_passing(kind: type) -> bool:
    """Whether nobody keeps it to go on with it: a look into a dictionary."""
    return kind in VIEWS


def _base_value(value: Any) -> Any:  # noqa: ANN401 - whatever it is
    kind = type(value)
    if issubclass(kind, np.ndarray):
        masked = any(one.__name__ == "MaskedArray" for one in _MRO(kind))
        return NOTHING if masked else np.ndarray.view(value, np.ndarray)
    for base, plain in _SCALARS.items():
        if issubclass(kind, base):
            return plain(value) if kind not in (bool, base) else NOTHING
    return _base_container(value)


def _base_container(value: Any) -> Any:  # noqa: ANN401 - whatever it is
    """The content of a container, in an exact type."""
    kind = type(value)
    for base, exact in _ITERATED:
        if issubclass(kind, base):
            return exact(base.__iter__(value))
    if UserList in _MRO(kind):
        data = _attributes(value).get("data")
        return list(data) if type(data) is list else NOTHING
    if issubclass(kind, (set, frozenset)):
        base = set if issubclass(kind, set) else frozenset
        items = tuple(map(plain_key, base.__iter__(value)))
        return base(items) if all(map(is_key, items)) else NOTHING
    return _dictionary(_tables(value))


def _tables(value: Any) -> list[Any]:  # noqa: ANN401 - whatever it is
    """The dictionaries that an object consists of, the one on top first; none if it is no mapping."""
    kind = type(value)
    if issubclass(kind, dict):
        return [value]
    if (
        kind is MappingProxyType
    ):  # what it looks into may be a mapping of the student's, whose methods would run
        return gc.get_referents(value)[:1]
    if UserDict in _MRO(kind):
        return [_attributes(value).get("data")]
    if kind is ChainMap:
        maps = _attributes(value).get("maps")
        return maps if type(maps) is list else []
    return []


def _dictionary(tables: list[Any]) -> Any:  # noqa: ANN401 - a dictionary, or nothing
    if not tables or not all(issubclass(type(one), dict) for one in tables):
        return NOTHING
    pairs = [(plain_key(key), item) for one in reversed(tables) for key, item in tuple(dict.items(one))]
    return dict(pairs) if all(is_key(key) for key, _ in pairs) else NOTHING


def _has_own_names(value: object) -> bool:
    """Whether its class, or the object itself, has names of its own that a test could use.

    A method of the base class that its class overrides is one, too: `append` of a list that keeps its order.
    """
    kinds = _MRO(type(value))
    names = [
        name
        for one in kinds
        if _NAMES(one).get("__module__", "builtins") not in _KNOWN
        for name in _NAMES(one)
    ]
    if not {UserDict, UserList, ChainMap}.intersection(kinds):
        names += _attributes(value)
    return any(type(name) is str and not name.startswith("_") for name in names)


def _attributes(value: object) -> Mapping[Any, Any]:
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return found if type(found) is dict else {}
