"""Frames: what travels comes out as it went in, and whatever else arrives is a ProtocolError."""

from __future__ import annotations

import contextlib
import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import ProtocolError
from autograder.harness.student import plain
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import Handle

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary(max_size=50)
)
KEYS = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.text() | st.binary(max_size=9)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
SAMPLE = [
    1,
    (2.5, None, True),
    {"a": "text", 3: b"bytes"},
    1 << 80,
    1j,
    np.ones((2, 3)),
    np.float32(2),
    Ellipsis,
]


def stand_in(value: object) -> Handle:
    """A handle for anything."""
    return Handle(7, type(value).__name__)


def refuse(value: object) -> Handle:
    """Nothing is allowed but plain data."""
    raise AssertionError(value)


def packed(value: object) -> bytes:
    """The body of a frame."""
    return b"".join(bytes(part) for part in encode(value, stand_in))


def there_and_back(value: object) -> object:
    """What the other side gets."""
    return decode(packed(value), lambda handle: handle)


@given(VALUES)
def test_plain_data_comes_out_as_it_went_in(value: object) -> None:
    """In value and in type, all the way down."""
    assert repr(there_and_back(value)) == repr(value)


@pytest.mark.parametrize("dtype", [*plain.DTYPES, np.dtype(">f8"), np.dtype(">i2")], ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3), (1,) * 32])
def test_an_array_comes_out_as_it_went_in(dtype: np.dtype, shape: tuple[int, ...]) -> None:
    """Its shape, kind and values, as an array of its own."""
    array = np.arange(math.prod(shape)).astype(dtype).reshape(shape)

    found = there_and_back(array)

    assert type(found) is np.ndarray
    assert found.shape == shape
    assert found.dtype == dtype.newbyteorder("<")
    assert (found == array).all()
    assert found.flags.owndata
    assert found.flags.writeable


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4).T, np.arange(12)[::-3], np.asfortranarray(np.eye(3))]
)
def test_an_array_may_lie_in_memory_as_it_likes(array: np.ndarray) -> None:
    """Transposed, strided, in Fortran's order."""
    assert np.array_equal(there_and_back(array), array)


@pytest.mark.parametrize(
    "scalar", [np.float32(0.5), np.int64(-3), np.bool_(1), np.complex64(1j), np.float16(2)]
)
def test_a_numpy_scalar_stays_one(scalar: np.generic) -> None:
    """Of its own type."""
    found = there_and_back(scalar)

    assert type(found) is type(scalar)
    assert found == scalar


class _Stack(list):
    """A student's list with a method of its own."""

    def push(self, item: object) -> None:
        self.append(item)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (_Stack(), "_Stack"),
        (np.ma.masked_all(3), "MaskedArray"),
        (np.array([None]), "ndarray"),
        (np.zeros(2, "f8,i4"), "ndarray"),
        (np.datetime64("2020"), "datetime64"),
        ({(((((1,),),),), 2): 3}, "dict"),
        ({1 << 64: 3}, "dict"),
        ({1 << 64}, "set"),
        ({tuple(range(32))}, "set"),
        (len, "builtin_function_or_method"),
    ],
    ids=str,
)
def test_what_is_not_plain_data_stays_where_it_is(value: object, name: str) -> None:
    """A handle goes in its place, inside a container too."""
    (found,) = there_and_back([value])  # type: ignore[misc]

    assert (found.number, found.type_name.partition("[")[0]) == (7, name)


@pytest.mark.parametrize("value", [10**3000, "\ud800", [None] * 1_000_001, dict.fromkeys(range(20001), 0)])
def test_what_is_too_large_or_not_unicode_is_refused(value: object) -> None:
    """By the side that would send it."""
    with pytest.raises(ProtocolError):
        encode(value, refuse)


def test_a_frame_of_handles_alone_is_refused() -> None:
    """Each would become an object of the grader's."""
    count = 100_000
    body = b"l" + struct.pack("<Q", count) + (b"h" + struct.pack("<QQQ", 1, 0, 0)) * count

    with pytest.raises(ProtocolError):
        decode(body, stand_in)


def test_what_is_too_deep_is_refused_on_both_sides() -> None:
    """Long before Python's own stack ends."""
    value: list[object] = []
    for _ in range(40):
        value = [value]
    body = (b"l" + struct.pack("<Q", 1)) * 40 + b"N"

    with pytest.raises(ProtocolError):
        encode(value, refuse)
    with pytest.raises(ProtocolError):
        decode(body, stand_in)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"?",
        b"NN",
        b"i123",
        b"s" + struct.pack("<Q", 1 << 40) + b"x",
        b"s" + struct.pack("<Q", 1) + b"\xff",
        b"l" + struct.pack("<Q", 1 << 63),
        b"m" + struct.pack("<Q", 2) + b"TN" + b"TN",
        b"m" + struct.pack("<Q", 1) + b"l" + struct.pack("<Q", 0) + b"N",
        b"I" + struct.pack("<Q", 2000) + bytes(2000),
        b"a" + bytes([99, 0]),
        b"a" + bytes([11, 33]),
        b"a" + bytes([11, 2]) + struct.pack("<QQ", 1 << 63, 0),
        b"a" + bytes([11, 1]) + struct.pack("<Q", 745 << 27),
        b"g" + bytes([11, 1]) + struct.pack("<Q", 1) + bytes(8),
        b"h" + struct.pack("<Q", 1) + b"s",
    ],
)
def test_a_broken_body_is_refused(body: bytes) -> None:
    """Truncated, too long, counted too high, named twice, of no known type."""
    with pytest.raises(ProtocolError):
        decode(body, stand_in)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_frame_gives_a_value_or_a_protocol_error(data: st.DataObject) -> None:
    """Never another exception, whatever bytes are put, left out or added."""
    body = bytearray(packed(SAMPLE))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body)))
        kind = data.draw(st.sampled_from(["put", "drop", "add"]))
        body[place : place + (kind != "add")] = (
            b"" if kind == "drop" else data.draw(st.binary(min_size=1, max_size=1))
        )

    with contextlib.suppress(ProtocolError):
        decode(body, lambda handle: handle)


@given(st.binary(max_size=300))
def test_noise_gives_a_value_or_a_protocol_error(body: bytes) -> None:
    """Never another exception."""
    with contextlib.suppress(ProtocolError):
        decode(body, lambda handle: handle)


@given(st.binary(min_size=protocol.HEADER_SIZE, max_size=protocol.HEADER_SIZE))
def test_a_header_promises_no_more_than_allowed(header: bytes) -> None:
    """Or is refused."""
    with contextlib.suppress(ProtocolError):
        assert protocol.body_length(header, 1000) <= 1000


def test_a_frame_carries_its_body() -> None:
    """Behind a header that says how long it is."""
    array = np.ones(20_000)
    frame = b"".join(map(bytes, protocol.frame(encode(["text", array], refuse), 1 << 20)))
    header, body = frame[: protocol.HEADER_SIZE], frame[protocol.HEADER_SIZE :]

    assert protocol.body_length(header, 1 << 20) == len(body)
    assert np.array_equal(decode(body, stand_in)[1], array)  # type: ignore[index]


def test_a_long_list_makes_few_pieces() -> None:
    """Each piece costs when it is sent."""
    assert len(protocol.frame(encode([0.5] * 10_000, refuse), 1 << 20)) == 1


def test_a_frame_beyond_the_limit_is_not_sent() -> None:
    """The sender's own limit."""
    with pytest.raises(ProtocolError, match="more than the 10 that may travel"):
        protocol.frame(encode("a longer text", refuse), 10)


def test_a_boolean_is_true_or_false() -> None:
    """A byte of 2 would compare unequal to both."""
    found = decode(b"a" + bytes([0, 1]) + struct.pack("<Q", 3) + b"\x00\x01\x02", stand_in)

    assert isinstance(found, np.ndarray)
    assert found.tobytes() == b"\x00\x01\x01"
