"""The methods of containers by their kinds, and how keys and arguments are written so that they travel."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..batch import Deferred
from ..proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable

BOXES = frozenset({list, dict, set, np.ndarray})
METHODS: dict[type, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        list: "append clear extend insert pop remove reverse sort",
        dict: "clear pop popitem update",
        set: "add clear difference_update discard intersection_update pop remove symmetric_difference_update update",
        np.ndarray: "byteswap fill partition put resize setfield setflags sort",
        tuple: "",
    }.items()
}
CHANGING = "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift".split()  # noqa: SIM905 - a list of words
JOINING = "add mul or radd rmul ror".split()  # noqa: SIM905 - a list of words


def array_key(key: Any, dimensions: int) -> Any:  # noqa: ANN401 - a key of an array
    """The same key without an ellipsis, which does not travel."""
    keys = key if type(key) is tuple else (key,)
    if not any(one is Ellipsis for one in keys):
        return key
    index = next(number for number, one in enumerate(keys) if one is Ellipsis)
    used = sum(_used(one) for one in keys)
    return (*keys[:index], *[slice(None)] * (dimensions - used), *keys[index + 1 :])


def _used(key: Any) -> int:  # noqa: ANN401 - a part of a key of an array
    """How many axes a part of a key stands for."""
    if key is None or key is Ellipsis:
        return 0
    if isinstance(key, (bool, np.bool_)):
        return 0
    mask = isinstance(key, (list, np.ndarray)) and np.asarray(key).dtype == bool
    return np.ndim(key) if mask else 1


def is_view(found: object, content: np.ndarray) -> bool:
    """Whether an item of an array is a part of it, and not a number or a copy."""
    return isinstance(found, np.ndarray) and np.may_share_memory(found, content)


def iterators_listed(value: Any) -> Any:  # noqa: ANN401 - an argument of a method
    """An argument; what an iterator gives in a list, because iterators of a test's do not travel."""
    if issubclass(type(value), (Deferred, Proxy)) or not hasattr(value, "__next__"):
        return value
    return list(value)


def _get(own: Any, key: Any, default: object = None) -> Any:  # noqa: ANN401 - as of a dictionary
    return own[key] if operator.contains(own, key) else default


def _setdefault(own: Any, key: Any, default: object = None) -> Any:  # noqa: ANN401 - as of a dictionary
    if key not in own:
        own[key] = default
    return own[key]


OF_DICTIONARIES: dict[str, Callable[..., Any]] = {
    "get": _get,
    "items": lambda own: own.copy().items(),
    "setdefault": _setdefault,
    "values": lambda own: own.copy().values(),
}
"""What gives the parts of a dictionary, so that they can be changed."""
