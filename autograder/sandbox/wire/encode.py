"""Turn a value into the body of a frame, with handles for objects that are not plain data."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import ProtocolError, TooLargeError
from autograder.harness.student import plain
from autograder.harness.student.plain import CODE_OF, is_key, plain_array
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.wire.protocol import Part


def encode(value: object, stand_in: Callable[[object], object]) -> list[Part]:
    """The body of a frame with this value.

    Args:
        value: Plain data, and in it other objects.
        stand_in: Gives the handle of an object that is not plain data, or what travels in its place, or raises.

    Raises:
        ProtocolError: if the value is too deep, too large or holds text that is not Unicode.
    """
    encoder = _Encoder(stand_in)
    encoder.add(value, 0)
    return encoder.parts


def type_name_of(value: object) -> str:
    """The name of an object's type, for messages, if the object is not plain data."""
    name = type(value).__name__
    if type(value) is np.ndarray:
        name = f"{name}[{value.dtype.name}]"
    return name[: protocol.MAX_NAME]


class _Encoder:
    """Appends tagged pieces to `parts`; only exact built-in types are taken apart, never a student's subclass."""

    def __init__(self, stand_in: Callable[[object], object]) -> None:
        self.parts: list[Part] = []
        self._stand_in = stand_in
        self._items = 0
        self._keys = 0

    def add(self, value: Any, depth: int) -> None:  # noqa: ANN401 - any value may be asked to travel
        self._items += 1
        if depth > plain.MAX_DEPTH:
            raise TooLargeError(f"the value is nested more than {plain.MAX_DEPTH} deep")
        if self._items > plain.MAX_ITEMS:
            raise TooLargeError(f"the value has more than {plain.MAX_ITEMS:,} items")
        kind = type(value)
        if kind in _WRITERS:
            _WRITERS[kind](self, value)
        elif kind is list or kind is tuple:
            self._sequence(b"l" if kind is list else b"t", tuple(value), depth)
        elif kind is dict and all(is_key(key) for key in tuple(value)):
            self._dictionary(tuple(value.items()), depth)
        elif (array := plain_array(value)) is not None:
            self._array(b"a" if kind is np.ndarray else b"g", array)
        else:
            self._other(self._stand_in(value), depth)

    def _other(self, stand_in: object, depth: int) -> None:
        if type(stand_in) is Handle:
            self._handle(stand_in)
        else:
            self.add(stand_in, depth)

    def _constant(self, value: bool | None) -> None:  # noqa: FBT001 - the value is what travels
        self.parts.append(b"N" if value is None else b"T" if value else b"F")

    def _double(self, value: float) -> None:
        self.parts.append(b"d" + protocol.DOUBLE.pack(value))

    def _complex(self, value: complex) -> None:
        self.parts.append(b"c" + protocol.COMPLEX.pack(value.real, value.imag))

    def _integer(self, value: int) -> None:
        if -(1 << 63) <= value < 1 << 63:
            self.parts.append(b"i" + protocol.INT64.pack(value))
            return
        size = value.bit_length() // 8 + 1
        if size > plain.MAX_INT_BYTES:
            raise TooLargeError(f"the integer has more than {plain.MAX_INT_BYTES} bytes")
        self._sized(b"I", value.to_bytes(size, "little", signed=True))

    def _text(self, value: str) -> None:
        try:
            self._sized(b"s", value.encode("utf-8"))
        except UnicodeEncodeError as error:
            raise ProtocolError(f"the text is not Unicode ({error.reason})") from None

    def _bytes(self, value: bytes) -> None:
        self._sized(b"b", value)

    def _sized(self, tag: bytes, value: bytes) -> None:
        self.parts.append(tag + protocol.COUNT.pack(len(value)) + value)

    def _sequence(self, tag: bytes, items: tuple[object, ...], depth: int) -> None:
        self.parts.append(tag + protocol.COUNT.pack(len(items)))
        for item in items:
            self.add(item, depth + 1)

    def _dictionary(self, items: tuple[tuple[object, object], ...], depth: int) -> None:
        self._keys += len(items)
        if self._keys > plain.MAX_KEYS:
            raise TooLargeError(f"the value has more than {plain.MAX_KEYS:,} dictionary keys")
        self.parts.append(b"m" + protocol.COUNT.pack(len(items)))
        for key, item in items:
            self.add(key, depth + 1)
            self.add(item, depth + 1)

    def _array(self, tag: bytes, array: np.ndarray) -> None:
        self._items += plain.ARRAY_ITEMS
        if array.ndim > plain.MAX_DIMENSIONS:
            raise TooLargeError(f"the array has more than {plain.MAX_DIMENSIONS} dimensions")
        shape = struct.pack(f"<{array.ndim}Q", *array.shape)
        self.parts.append(tag + protocol.ARRAY.pack(CODE_OF[array.dtype.str], array.ndim) + shape)
        if array.size:
            self.parts.append(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)

    def _handle(self, handle: Handle) -> None:
        self._items += plain.HANDLE_ITEMS
        self.parts.append(b"h" + protocol.COUNT.pack(handle.number))
        self._shortened(handle.type_name, protocol.MAX_NAME)
        self._shortened(handle.callable_names, protocol.MAX_CALLABLE_NAMES)

    def _shortened(self, text: str, most: int) -> None:
        whole = text.encode("utf-8", "replace")[:most]
        self._sized(b"", whole.decode("utf-8", "ignore").encode())


_WRITERS: dict[type, Callable[[_Encoder, Any], None]] = {
    type(None): _Encoder._constant,  # noqa: SLF001 - the table of the class's own methods
    bool: _Encoder._constant,  # noqa: SLF001 - the table of the class's own methods
    int: _Encoder._integer,  # noqa: SLF001 - the table of the class's own methods
    float: _Encoder._double,  # noqa: SLF001 - the table of the class's own methods
    complex: _Encoder._complex,  # noqa: SLF001 - the table of the class's own methods
    str: _Encoder._text,  # noqa: SLF001 - the table of the class's own methods
    bytes: _Encoder._bytes,  # noqa: SLF001 - the table of the class's own methods
}
