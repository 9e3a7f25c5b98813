"""Carry plain values between the grader and a student's process: bounded, typed, and never a pickle.

A frame is a magic word, the length of its body, and the body: one value, with a tag before each part. An object that
is not plain data travels as a `Handle`, a number by which its own process finds it again. Whatever is wrong with a
frame raises a `ProtocolError` and nothing else, because the bytes come from a student's process.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from autograder.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Part: TypeAlias = "bytes | memoryview"

MAX_NAME = 200
CALLABLE = "()"  # stands before these names where the object itself can be called
MAX_CALLABLE_NAMES = 4000  # characters of the names that a handle carries
FIRST_RESULT = (
    1 << 62
)  # from here on, a handle's number means the result of an earlier request of the same frame
LAST_RAISED = 0  # the number of the exception that was raised last; objects are counted from 1

MAX_GREETING = 1 << 16  # bytes of the first frame, which a worker sends before any student code runs
MAX_FRAME = 1 << 30  # bytes of a frame that the grader sends; the assignment limits those of a worker
PIECES_AT_ONCE = 512  # the kernel takes up to 1024
END_WORKERS = b"end workers"  # what the grader sends to the zygote, in place of the request for a worker
_LARGE = 1 << 16
WHERE = 12  # SIGUSR2: asks a worker that is about to be ended which line it is at
_MAGIC = b"AGF1"
_HEADER = struct.Struct("<4sQ")
HEADER_SIZE = _HEADER.size
INT64 = struct.Struct("<q")
DOUBLE = struct.Struct("<d")
COMPLEX = struct.Struct("<dd")
COUNT = struct.Struct("<Q")
ARRAY = struct.Struct("<BB")


@dataclass(frozen=True)
class Handle:
    """Stands in a frame for an object that stays where it is.

    Attributes:
        number: The number by which the object's own process finds it.
        type_name: The name of its class, for messages.
        callable_names: The names that can be called on it without being fetched first, separated by blanks; `()` is
            the first where it can be called itself.
        base: The name of the plain type that it inherits from, or "".
    """

    number: int
    type_name: str
    callable_names: str = ""
    base: str = ""


def frame(parts: Sequence[Part], limit: int) -> list[Part]:
    """The frame around an encoded value, in pieces to be sent one after the other.

    Raises:
        ProtocolError: if its body has more than `limit` bytes.
    """
    length = sum(len(part) for part in parts)
    if length > limit:
        raise ProtocolError(f"the value takes {length:,} bytes, more than the {limit:,} that may travel")
    pieces: list[Part] = []
    small = bytearray(_HEADER.pack(_MAGIC, length))
    for part in parts:
        if len(part) < _LARGE:
            small += part
        else:
            pieces += [bytes(small), part]  # large parts are not copied
            small.clear()
    return [*pieces, bytes(small)]


def send_all(parts: Sequence[Part], send: Callable[[list[memoryview]], int]) -> None:
    """Send the pieces of a frame.

    Args:
        parts: The pieces.
        send: Sends the first of those it is given, as far as they find room, and says how many bytes that were.
    """
    pending = [memoryview(part) for part in parts if len(part)]
    while pending:
        count = send(pending[:PIECES_AT_ONCE])
        while pending and count >= len(pending[0]):
            count -= len(pending.pop(0))
        if count:
            pending[0] = pending[0][count:]


def body_length(header: bytes | bytearray | memoryview, limit: int) -> int:
    """The length of the body that follows this header.

    Raises:
        ProtocolError: if this is not a valid header, or announces more than `limit` bytes.
    """
    magic, length = _HEADER.unpack(header)
    if magic != _MAGIC:
        raise ProtocolError("what arrived is not the beginning of a frame")
    if length > limit:
        raise ProtocolError(
            f"a frame of {length:,} bytes was announced, more than the {limit:,} that may travel"
        )
    return int(length)
