"""The values that travel between a test and a student's code, and the ways in which code can fail to give a value.

The values listed here are plain data, which is copied on its way. Every other object stays in the student's process,
and the test has a proxy for it. The same list is used at home and in the grade. This is the only module of the
harness that a student's process loads, so it imports NumPy and nothing else.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


class Fault(Enum):
    """How student code failed to give an answer."""

    RAISED = "raised"  # an exception left the student's code
    IMPORT = "import"  # the module could not be imported
    MISSING = "missing"  # the file was not handed in
    TIMEOUT = "timeout"
    MEMORY = "memory"
    EXITED = "exited"  # the process ended: exit, crash, kill
    REFUSED = "refused"  # the answer was not plain data, too large, or not an answer


# Subclasses are not plain data: operations on an object of a student's class run the student's code.
SCALARS = (type(None), bool, int, float, complex, str, bytes)

# What arrays and NumPy's scalars may hold: nothing that differs between machines (long double) or refers to objects.
DTYPES = tuple(
    np.dtype(code)
    for code in "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split()  # noqa: SIM905 - a list of words
)
CODE_OF = {dtype.str: code for code, dtype in enumerate(DTYPES)}

# Bounds of one request or response, in the process of the tests and in the student's.
MAX_DEPTH = 32
MAX_ITEMS = 1_000_000
MAX_KEYS = 20_000  # of all its dictionaries together
MAX_INT_BYTES = 1024  # `str` refuses integers of more than 4300 digits, which is 1785 bytes
MAX_DIMENSIONS = 32  # what every NumPy can make
ARRAY_ITEMS, HANDLE_ITEMS = 10, 50  # what arrays and objects cost in memory, counted in small objects

LONGEST_ITERATION = 1_000_000  # items that a student's object may make a test loop over
LARGEST_WORDS = 64 * 2**20  # bytes that an array of words may take in the process of the tests


def plain_array(value: object) -> np.ndarray | None:
    """A plain array as it travels, in little-endian order; None if the value is not a plain array.

    A NumPy scalar gives an array without dimensions. The result may be the array itself and not a copy.
    """
    if type(value) is np.ndarray:
        array = value
    elif issubclass(type(value), np.generic) and type(value).__module__ == "numpy":
        array = np.asarray(value)
    else:
        return None
    little = array.dtype.newbyteorder("<")
    return array.astype(little, copy=False) if little.str in CODE_OF else None


def is_plain_array(value: object) -> bool:
    """Whether value is an array of exactly `numpy.ndarray` (no subclass) that travels."""
    return type(value) is np.ndarray and value.dtype.newbyteorder("<").str in CODE_OF


def is_key(key: object) -> bool:
    """Whether this may be a key of a dictionary that travels.

    A student must not be able to choose the hashes of keys: a dictionary of keys with equal hashes would take the
    grader very long.
    """
    kind = type(key)
    if kind is int:
        return -(1 << 63) <= key < 1 << 63  # type: ignore[operator]  # it is an int
    return kind in (str, bytes, float, bool, type(None))


def copied(value: Any, other: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - any value may be asked to travel
    """The value as it would arrive on the other side: a copy of plain data.

    Args:
        value: Plain data, which may contain other objects.
        other: Gives what arrives in place of an object that is not plain data.
    """
    kind = type(value)
    if kind in SCALARS:
        return value
    if kind is list or kind is tuple:
        return kind(copied(item, other) for item in value)
    if kind is dict and all(is_key(key) for key in value):
        return {key: copied(item, other) for key, item in value.items()}
    array = plain_array(value)
    if array is None:
        return other(value)
    return np.array(array, order="C") if kind is np.ndarray else array[()]


def words_bytes(value: object) -> int:
    """The bytes of an array of a list with words in it: NumPy gives every entry the room of the longest word."""
    longest, count, pending = 0, 0, [value]
    while pending:
        one = pending.pop()
        if isinstance(one, (list, tuple)):
            pending += one
        else:
            longest, count = max(longest, len(one) if type(one) is str else 0), count + 1
    return 4 * longest * count
