"""Turn a value into the body of a frame, with handles for objects that are not plain data."""

from __future__ import annotations

import itertools
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import ProtocolError, TooLargeError
from autograder.harness.student import plain
from autograder.harness.student.plain import CODE_OF, Form
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.wire.protocol import Part


def encode(value: object, stand_in: Callable[[object], object], *, linking: bool = False) -> list[Part]:
    """The body of a frame with this value.

    Args:
        value: Plain data, and in it other objects.
        stand_in: Gives the handle of an object that is not plain data, or what travels in its place, or raises.
        linking: Whether the handles of linked objects go along with their plain values, as they do to the test.

    Raises:
        ProtocolError: if the value is too deep, too large or holds text that is not Unicode.
    """
    encoder = _Encoder(stand_in, linking=linking)
    encoder.add(value, 0)
    return encoder.parts


class _Encoder:
    """Appends tagged pieces to `parts`; no method of a student's class runs."""

    def __init__(self, stand_in: Callable[[object], object], *, linking: bool) -> None:
        self.parts: list[Part] = []
        self._stand_in = stand_in
        self._linking = linking
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
            return
        if kind is list or kind is tuple:  # the commonest, and a million of them may come
            self._sequence(b"l" if kind is list else b"t", tuple(value), depth)
            return
        form, content, linked, whole = plain.opened(value)
        if linked and self._linking:
            self.parts.append(b"o")
            self._items += 1
            self._other(self._stand_in(whole), depth)
        if form is Form.OBJECT:
            self._other(self._stand_in(content), depth)
        elif form is Form.SCALAR:
            _WRITERS[type(content)](self, content)
        elif form in (Form.ARRAY, Form.NUMBER):
            self._array(b"a" if form is Form.ARRAY else b"g", content)
        elif form is Form.PARTS:
            name, parts = content
            self.parts.append(b"k")
            self._sized(b"", name.encode())
            self.add(parts, depth + 1)
        else:
            self._parts(form, content, depth)

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

    def _parts(self, form: Form, content: Any, depth: int) -> None:  # noqa: ANN401 - as opened
        if form in plain.KEYED:
            self._keys += plain.keys_of(form, content)
            if self._keys > plain.MAX_KEYS:
                raise TooLargeError(f"the value has more than {plain.MAX_KEYS:,} dictionary keys")
        self.parts.append(_TAGS[form] + protocol.COUNT.pack(len(content)))
        for part in itertools.chain.from_iterable(content) if form is Form.DICT else content:
            self.add(part, depth + 1)

    def _sequence(self, tag: bytes, items: tuple[object, ...], depth: int) -> None:
        self.parts.append(tag + protocol.COUNT.pack(len(items)))
        for item in items:
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
        self._shortened(handle.base, protocol.MAX_NAME)

    def _shortened(self, text: str, most: int) -> None:
        whole = text.encode("utf-8", "replace")[:most]
        self._sized(b"", whole.decode("utf-8", "ignore").encode())


_TAGS = {
    Form.LIST: b"l",
    Form.TUPLE: b"t",
    Form.DICT: b"m",
    Form.SET: b"z",
    Form.FROZEN_SET: b"Z",
}
_WRITERS: dict[type, Callable[[_Encoder, Any], None]] = {
    type(None): _Encoder._constant,  # noqa: SLF001 - the table of the class's own methods
    bool: _Encoder._constant,  # noqa: SLF001 - the table of the class's own methods
    int: _Encoder._integer,  # noqa: SLF001 - the table of the class's own methods
    float: _Encoder._double,  # noqa: SLF001 - the table of the class's own methods
    complex: _Encoder._complex,  # noqa: SLF001 - the table of the class's own methods
    str: _Encoder._text,  # noqa: SLF001 - the table of the class's own methods
    bytes: _Encoder._bytes,  # noqa: SLF001 - the table of the class's own methods
}
