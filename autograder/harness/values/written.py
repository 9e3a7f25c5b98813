"""Write a described value as text, for the records, and read it again: the same value has the same text."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from .adapters import made, parts_of
from .description import Member, Other, Record

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK = "autograder value: "  # how such a text begins; no word of a student's code is taken for one
_NOTHING = frozenset({"null", "[]", '""'})
_KIND, _CONTENT = "kind", "content"
LONGEST = 4_000_000  # characters


def written(value: object) -> str:
    """The text of a value.

    Raises:
        TypeError: if something in it is not described, such as a student's object.
        ValueError: if the text is too long.
    """
    text = _MARK + json.dumps(_written(value), ensure_ascii=True, separators=(",", ":"))
    if len(text) > LONGEST:
        raise ValueError(f"the value takes more than {LONGEST:,} characters to write")
    return text


def is_written(text: str) -> bool:
    """Whether a text is one that `written` made."""
    return text.startswith(_MARK)


def is_written_none(text: str) -> bool:
    """Whether a text is the one that `written` makes of None."""
    return text == f"{_MARK}null"


def is_written_nothing(text: str) -> bool:
    """Whether a text is one that `written` makes of None, of an empty list or of an empty word."""
    return text.removeprefix(_MARK) in _NOTHING and is_written(text)


def read_written(text: str) -> Any:  # noqa: ANN401 - whatever was written
    """The value that `written` made the text of."""
    return _read(json.loads(text.removeprefix(_MARK)))


def _written(value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    if isinstance(value, np.generic):
        return _written(value.item() if value.dtype.kind in "biufcU" else np.asarray(value))
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _of("float", float.hex(value))
    if isinstance(value, complex):
        return _of("complex", [float.hex(value.real), float.hex(value.imag)])
    if isinstance(value, bytes):
        return _of("bytes", value.hex())
    if isinstance(value, list):
        return [_written(one) for one in value]
    return _structure(value)


def _structure(value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        array = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
        content = [array.dtype.str, list(value.shape), base64.b64encode(array.tobytes()).decode()]
        return _of("array", content)
    apart = parts_of(value)
    if apart is None:
        raise TypeError(f"an object of type {type(value).__name__}")
    return _of("parts", [apart[0], _written(apart[1])])


def _other(value: Other) -> Any:  # noqa: ANN401 - it never gives anything
    raise TypeError(f"an object of type {value.kind}")


def _set_of(name: str) -> Callable[[Any], Any]:
    # In the order of their texts: the order of a set is another in each process.
    return lambda value: _of(name, sorted((_written(one) for one in value), key=json.dumps))


_WRITERS: dict[type, Callable[[Any], Any]] = {  # tuples with a name of their own come before tuples
    Member: lambda value: _of("member", [value.kind, value.name]),
    Record: lambda value: _of(
        "record", [value.kind, [[name, _written(one)] for name, one in value.fields.items()]]
    ),
    Other: _other,
    tuple: lambda value: _of("tuple", [_written(one) for one in value]),
    dict: lambda value: _of("dict", [[_written(key), _written(one)] for key, one in value.items()]),
    set: _set_of("set"),
    frozenset: _set_of("frozenset"),
}


def _of(kind: str, content: object) -> dict[str, object]:
    return {_KIND: kind, _CONTENT: content}


def _read(found: Any) -> Any:  # noqa: ANN401 - whatever was written
    if isinstance(found, list):
        return [_read(one) for one in found]
    if not isinstance(found, dict):
        return found
    return _READERS[found[_KIND]](found[_CONTENT])


def _array(content: Any) -> np.ndarray:  # noqa: ANN401 - what JSON gives
    kind, shape, text = content
    array: np.ndarray = np.frombuffer(base64.b64decode(text), kind).reshape(shape).copy()
    return array


_READERS: dict[str, Any] = {
    "float": float.fromhex,
    "complex": lambda content: complex(*map(float.fromhex, content)),
    "bytes": bytes.fromhex,
    "member": lambda content: Member(*content),
    "record": lambda content: Record(content[0], {name: _read(one) for name, one in content[1]}),
    "tuple": lambda content: tuple(map(_read, content)),
    "dict": lambda content: {_read(key): _read(one) for key, one in content},
    "set": lambda content: set(map(_read, content)),
    "frozenset": lambda content: frozenset(map(_read, content)),
    "array": _array,
    "parts": lambda content: made(content[0], _read(content[1])),
}
