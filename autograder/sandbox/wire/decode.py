"""Turn the body of a frame into a value, safely also for hostile bytes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import ProtocolError
from autograder.harness.student import plain
from autograder.harness.student.plain import DTYPES
from autograder.harness.values.adapters import MalformedPartsError, made
from autograder.harness.values.kinds import is_key, key_cost
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator


def _whole(whole: object, _plain: object) -> object:
    return whole


def decode(
    body: bytes | bytearray | memoryview,
    own: Callable[[Handle], object],
    link: Callable[[Any, Any], object] = _whole,
) -> object:
    """The value in a frame's body; arrays in it are copies.

    Args:
        body: What followed the header.
        own: Gives the object that a handle stands for, or its proxy; may raise ProtocolError.
        link: Joins such an object and its plain value, where both have travelled.

    Raises:
        ProtocolError: for whatever is wrong with the bytes.
    """
    decoder = _Decoder(memoryview(body), own, link)
    value = decoder.read()
    if decoder.position != len(body):
        raise ProtocolError("the frame is longer than its value")
    return value


def decode_each(body: memoryview, own: Callable[[Handle], object]) -> Iterator[object]:
    """The values in a frame's body, one after the other; each is read when it is asked for.

    Args:
        body: What followed the header.
        own: Gives the object that a handle stands for; may raise ProtocolError.

    Raises:
        ProtocolError: for whatever is wrong with the bytes.
    """
    while body:
        decoder = _Decoder(body, own, _whole)
        yield decoder.read()
        body = body[decoder.position :]


class _Decoder:
    """Reads tagged values one after the other; a count is checked against the bytes before it is used."""

    def __init__(
        self, body: memoryview, own: Callable[[Handle], object], link: Callable[[Any, Any], object]
    ) -> None:
        self._body, self._size = body, len(body)
        self._own = own
        self._link = link
        self.position = 0
        self._items = 0
        self._keys = 0

    def read(self) -> object:
        """The next value; hostile bytes raise a ProtocolError and no other exception."""
        try:
            return self.value(0)
        except ProtocolError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever hostile bytes lead to
            raise ProtocolError(f"the frame cannot be read ({type(error).__name__})") from None

    def value(self, depth: int) -> object:
        self._items += 1
        if depth > plain.MAX_DEPTH or self._items > plain.MAX_ITEMS:
            raise ProtocolError("the value in the frame is too deep or has too many items")
        if self.position >= self._size:
            raise ProtocolError("the frame ends in the middle of a value")
        read = _READERS.get(self._body[self.position])
        if read is None:
            raise ProtocolError("the frame has a tag that is not known")
        self.position += 1
        return read(self, depth)

    def _take(self, size: int) -> memoryview:
        end = self.position + size
        if end > len(self._body):
            raise ProtocolError("the frame ends in the middle of a value")
        piece = self._body[self.position : end]
        self.position = end
        return piece

    def _count(self, each: int = 1) -> int:
        if self.position + protocol.COUNT.size > self._size:
            raise ProtocolError("the frame ends in the middle of a value")
        (count,) = protocol.COUNT.unpack_from(self._body, self.position)
        self.position += protocol.COUNT.size
        if count * each > self._size - self.position:
            raise ProtocolError("the frame counts more items than it has bytes")
        return int(count)

    def _integer(self, _depth: int) -> int:
        return int(protocol.INT64.unpack(self._take(protocol.INT64.size))[0])

    def _long_integer(self, _depth: int) -> int:
        size = self._count()
        if size > plain.MAX_INT_BYTES:
            raise ProtocolError("the frame has too long an integer")
        return int.from_bytes(self._take(size), "little", signed=True)

    def _double(self, _depth: int) -> float:
        return float(protocol.DOUBLE.unpack(self._take(protocol.DOUBLE.size))[0])

    def _complex(self, _depth: int) -> complex:
        return complex(*protocol.COMPLEX.unpack(self._take(protocol.COMPLEX.size)))

    def _bytes(self, _depth: int) -> bytes:
        return bytes(self._take(self._count()))

    def _text(self, depth: int) -> str:
        return self._bytes(depth).decode("utf-8")

    def _list(self, depth: int) -> list[object]:
        return [self.value(depth + 1) for _ in range(self._count())]

    def _tuple(self, depth: int) -> tuple[object, ...]:
        return tuple(self._list(depth))

    def _dictionary(self, depth: int) -> dict[object, object]:
        found: dict[object, object] = {}
        for _ in range(self._count(each=2)):
            key = self._key(depth + 1, found)
            found[key] = self.value(depth + 1)
        return found

    def _set(self, depth: int) -> set[object]:
        found: set[object] = set()
        for _ in range(self._count()):
            found.add(self._key(depth + 1, found))
        return found

    def _key(self, depth: int, found: Container[object]) -> object:
        key = self.value(depth)
        if not is_key(key):
            raise ProtocolError("the frame has a dictionary key that may not be one")
        self._keys += key_cost(key)
        if self._keys > plain.MAX_KEYS:
            raise ProtocolError("the frame has too many dictionary keys")
        if key in found:
            raise ProtocolError("the frame has a dictionary key that stands twice")
        return key

    def _frozen_set(self, depth: int) -> frozenset[object]:
        return frozenset(self._set(depth))

    def _array(self, _depth: int) -> np.ndarray:
        self._items += plain.ARRAY_ITEMS
        code, dimensions = protocol.ARRAY.unpack(self._take(protocol.ARRAY.size))
        if code >= len(DTYPES) or dimensions > plain.MAX_DIMENSIONS:
            raise ProtocolError("the frame has an array of an unknown type or of too many dimensions")
        shape = struct.unpack(f"<{dimensions}Q", self._take(8 * dimensions))
        size = DTYPES[code].itemsize
        for length in shape:
            size *= length
        flat = np.frombuffer(self._take(size), DTYPES[code])
        if (
            DTYPES[code].kind == "b"
        ):  # a bool of another byte than 0 or 1 would be true and yet not equal to true
            flat = flat.view(np.uint8) != 0
        return np.array(flat.reshape(shape))

    def _scalar(self, depth: int) -> object:
        array = self._array(depth)
        if array.ndim:
            raise ProtocolError("the frame has a scalar with dimensions")
        return array[()]

    def _linked(self, depth: int) -> object:
        if bytes(self._take(1)) != b"h":
            raise ProtocolError("the frame links a value to what is no object")
        whole = self._handle(depth)
        plain_value = self.value(depth)
        if type(plain_value) not in (list, tuple, dict, set, np.ndarray):
            raise ProtocolError("the frame links an object to what is neither a container nor an array")
        return self._link(whole, plain_value)

    def _made(self, depth: int) -> object:
        name = self._text(depth)
        parts = self.value(depth + 1)
        try:
            return made(name, parts)
        except MalformedPartsError as error:
            raise ProtocolError(f"the frame has parts that make no value: {error}") from None

    def _handle(self, depth: int) -> object:
        self._items += plain.HANDLE_ITEMS
        number = int(protocol.COUNT.unpack(self._take(protocol.COUNT.size))[0])
        name, callable_names, base = self._text(depth), self._text(depth), self._text(depth)
        if base not in plain.BASES:
            raise ProtocolError("the frame has an object of a plain type that is not known")
        if len(name) > protocol.MAX_NAME or len(callable_names) > protocol.MAX_CALLABLE_NAMES:
            raise ProtocolError("the frame has too long a name of a type, or too many names with it")
        self._items += len(callable_names) // 2  # a name has at least one letter, and a blank behind it
        return self._own(Handle(number, name, callable_names, base))


_READERS_BY_TAG: dict[bytes, Callable[[_Decoder, int], object]] = {
    b"N": lambda _decoder, _depth: None,
    b"T": lambda _decoder, _depth: True,
    b"F": lambda _decoder, _depth: False,
    b"i": _Decoder._integer,  # noqa: SLF001 - the table of the class's own methods
    b"I": _Decoder._long_integer,  # noqa: SLF001 - the table of the class's own methods
    b"d": _Decoder._double,  # noqa: SLF001 - the table of the class's own methods
    b"c": _Decoder._complex,  # noqa: SLF001 - the table of the class's own methods
    b"s": _Decoder._text,  # noqa: SLF001 - the table of the class's own methods
    b"b": _Decoder._bytes,  # noqa: SLF001 - the table of the class's own methods
    b"l": _Decoder._list,  # noqa: SLF001 - the table of the class's own methods
    b"t": _Decoder._tuple,  # noqa: SLF001 - the table of the class's own methods
    b"m": _Decoder._dictionary,  # noqa: SLF001 - the table of the class's own methods
    b"z": _Decoder._set,  # noqa: SLF001 - the table of the class's own methods
    b"Z": _Decoder._frozen_set,  # noqa: SLF001 - the table of the class's own methods
    b"o": _Decoder._linked,  # noqa: SLF001 - the table of the class's own methods
    b"a": _Decoder._array,  # noqa: SLF001 - the table of the class's own methods
    b"g": _Decoder._scalar,  # noqa: SLF001 - the table of the class's own methods
    b"k": _Decoder._made,  # noqa: SLF001 - the table of the class's own methods
    b"h": _Decoder._handle,  # noqa: SLF001 - the table of the class's own methods
}
_READERS = {tag[0]: read for tag, read in _READERS_BY_TAG.items()}  # a byte of a frame is a number
