"""Look at a student's values without running any of the student's code: of what kind they are, and how large.

Classes are looked at without their metaclass, and objects through the base class's own descriptors: whatever a class
says of itself (`__class__`, `__dict__`, `shape`) is the student's code.

A student's process loads this module, so it imports NumPy and the standard library alone.
"""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, GetSetDescriptorType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    Observed = tuple[str, str, tuple[int, ...], str]

LONGEST = 60  # characters of a name or a text
MOST_AXES = 8
MOST_KEYS = 12
_LARGEST = 10**12  # a larger number is not written out
_MRO, _NAMES = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
_MODULE_NAMES = vars(ModuleType)["__dict__"].__get__
_NAME = type.__dict__["__name__"].__get__
_SHAPE, _DTYPE = np.ndarray.__dict__["shape"].__get__, np.ndarray.__dict__["dtype"].__get__
_SCALARS = frozenset(np.sctypeDict.values())
_FUNCTIONS = frozenset({FunctionType, BuiltinFunctionType, MethodType, np.ufunc, type(np.sum)})
_LENGTHS: dict[type, Any] = {
    str: str.__len__,
    list: list.__len__,
    tuple: tuple.__len__,
    dict: dict.__len__,
    set: set.__len__,
}


def observed(value: object) -> Observed:
    """The kind of a value, its class's name, its shape or length, and a few words of what it holds."""
    kind = type(value)
    if value is None:
        return "none", "NoneType", (), ""
    if kind in _LENGTHS:
        return kind.__name__, kind.__name__, (_LENGTHS[kind](value),), _holds(value)
    number = _number(value)
    if number is not None:
        return "number", _class_name(kind), (), number
    mro = _MRO(kind)
    if np.ndarray in mro:
        return "array", _class_name(kind), _SHAPE(value)[:MOST_AXES], _DTYPE(value).kind
    if kind in _FUNCTIONS:
        return "function", _class_name(kind), (), _name_of_function(value)
    if type in mro:
        return "class", "type", (), _class_name(value)
    if ModuleType in mro:
        return "module", "module", (), _known(dict.get(_own_names(value) or {}, "__name__"))
    return "object", _class_name(kind), (), ""


def attributes(value: object) -> Iterator[tuple[str, object]]:
    """The names in an object's own dictionary, and their values."""
    names = _own_names(value)
    if names is not None:
        yield from [(name, names[name]) for name in list(names) if type(name) is str]


def _own_names(value: object) -> dict[Any, Any] | None:
    """The real dictionary of an object; None if it has none."""
    for kind in _MRO(type(value)):
        found = _NAMES(kind).get("__dict__")
        if type(found) is GetSetDescriptorType:
            names = found.__get__(value)
            return names if type(names) is dict else None
    if type(value) is ModuleType:
        return _MODULE_NAMES(value)  # type: ignore[no-any-return]  # a dictionary
    return None


def _number(value: Any) -> str | None:  # noqa: ANN401 - any value of a student's
    """A small number as it is written; "" for a large one; None for what is no number."""
    kind = type(value)
    if kind in _SCALARS and np.number in _MRO(kind):
        value = value.item()
        kind = type(value)
    if kind is bool or (kind is int and -_LARGEST < value < _LARGEST):
        return str(value)
    if kind is float:
        return f"{value:.6g}"
    return "" if kind in (int, complex) else None


def _holds(value: Any) -> str:  # noqa: ANN401 - any value of a student's
    """The first keys of a dictionary, or the entries of a short tuple of numbers."""
    kind = type(value)
    if kind is tuple and len(value) <= MOST_AXES and all(type(one) is int for one in value):
        return str(value)[:LONGEST]
    if kind is not dict:
        return ""
    keys = [key for _, key in zip(range(MOST_KEYS), value)]
    whole = len(keys) == len(value) and all(type(key) in (str, int) for key in keys)
    words = ", ".join(repr(key) if type(key) is int else repr(key[:LONGEST]) for key in keys) if whole else ""
    return words if len(words) <= 3 * LONGEST else ""


def _name_of_function(value: Any) -> str:  # noqa: ANN401 - a function of one of our kinds
    function = value.__func__ if type(value) is MethodType else value
    return _known(function.__name__) if type(function) in _FUNCTIONS else ""


def _class_name(kind: object) -> str:
    return _known(_NAME(kind))


def _known(name: object) -> str:
    return name[:LONGEST] if type(name) is str else ""
