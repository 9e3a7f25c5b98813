"""The values that travel between a test and a student's code, and the ways in which code can fail to give a value.

Plain data is copied on its way. Every other object stays in the student's process, and the test has a proxy for it.
The same lists, here and in `values/`, are used at home and in the grade. A student's process loads these two
modules, so they import NumPy and the standard library alone.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..values.adapters import made, parts_of
from ..values.kinds import COPIED, GOES_BACK, LINKED, VIEWS, is_key, key_cost, opened_object, plain_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Fault(Enum):
    """How student code failed to give an answer."""

    RAISED = "raised"  # an exception left the student's code
    IMPORT = "import"  # the module could not be imported
    MISSING = "missing"  # the file was not handed in
    TIMEOUT = "timeout"
    MEMORY = "memory"
    EXITED = "exited"  # the process ended: exit, crash, kill
    REFUSED = "refused"  # the answer was not plain data, too large, or not an answer


SCALARS = (type(None), bool, int, float, complex, str, bytes)

# What arrays and NumPy's scalars may hold: nothing that differs between machines or refers to objects. A long double
# becomes a double.
DTYPES = tuple(
    np.dtype(code)
    for code in "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split()  # noqa: SIM905 - a list of words
)
CODE_OF = {dtype.str: code for code, dtype in enumerate(DTYPES)}
_DOUBLES = {np.dtype(np.longdouble): np.dtype(float), np.dtype(np.clongdouble): np.dtype(complex)}

# Bounds of one request or response, in the process of the tests and in the student's.
MAX_DEPTH = 32
MAX_ITEMS = 1_000_000
MAX_KEYS = 20_000  # of all its dictionaries and sets together
MAX_OBJECTS = 10_000  # of a student's classes, which a test holds
MAX_INT_BYTES = 1024  # `str` refuses integers of more than 4300 digits, which is 1785 bytes
MAX_DIMENSIONS = 32  # what every NumPy can make
ARRAY_ITEMS, HANDLE_ITEMS = 10, 50  # what arrays and objects cost in memory, counted in small objects

LONGEST_NAME = 60  # letters of a class
# How the message ends of an exception that the sandbox alone has led to.
ELSEWHERE = "; while your code is graded, it has its current folder alone"
LONGEST_ITERATION = 1_000_000  # items that a student's object may make a test loop over
LARGEST_WORDS = 64 * 2**20  # bytes that an array of words may take in the process of the tests


# By name, the plain types that objects may inherit from.
BASES: dict[str, type] = {
    "": object,
    **{one.__name__: one for one in (*SCALARS[2:], list, tuple, dict, set, frozenset, np.ndarray)},
}


class Form(Enum):
    """The forms of plain data that have parts or are arrays, and what is no plain data."""

    LIST = list
    TUPLE = tuple
    DICT = dict
    SET = set
    FROZEN_SET = frozenset
    ARRAY = "array"
    NUMBER = "number"  # a scalar of NumPy's
    SCALAR = "scalar"  # of an exact type of `SCALARS`
    PARTS = "parts"  # the name of a kind that has an adapter, and a value's parts
    OBJECT = "object"


class Opened(NamedTuple):
    """A value, one level deep.

    Attributes:
        form: What travels.
        content: The scalar, the array, the items, the pairs of a dictionary, or the object itself.
        linked: Whether the object goes along: the test can ask it for more, and hand it back.
        whole: This object.
    """

    form: Form
    content: Any
    linked: bool = False
    whole: Any = None


class Both(NamedTuple):
    """An object and what its plain value was when it was looked at, in the student's process."""

    whole: object
    plain: object


_SEQUENCES: dict[type, Form] = {list: Form.LIST, tuple: Form.TUPLE, set: Form.SET, frozenset: Form.FROZEN_SET}
_BOXES = frozenset({list, dict, set, np.ndarray})  # what can be changed
_SETS = frozenset({Form.SET, Form.FROZEN_SET})
KEYED = _SETS | {Form.DICT}


def opened(value: object) -> Opened:
    """What travels of a value that is of none of the exact types of `SCALARS`."""
    kind = type(value)
    if kind in _SEQUENCES or kind is dict:
        return _container(value) or Opened(Form.OBJECT, value)
    array = plain_array(value)
    if array is not None:
        return Opened(Form.ARRAY if kind is np.ndarray else Form.NUMBER, array)
    apart = parts_of(value)
    if apart is not None:
        return Opened(Form.PARTS, apart)
    if kind in GOES_BACK:
        back = GOES_BACK[kind](value)
        return _of_exact(back) or Opened(Form.OBJECT, back)
    whole, (way, found) = value, opened_object(value)
    if kind is Both:
        (whole, found), way = value, LINKED  # type: ignore[misc]  # it is a pair
    inner = _of_exact(found) if way in (COPIED, LINKED) else None
    if inner is None:
        return Opened(Form.OBJECT, value)
    return inner._replace(linked=True, whole=whole) if way == LINKED else inner


def owned(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute is
    """An attribute as a test gets it: a container or an array goes along with its plain value, to be changed.

    So does a tuple with something in it that can be changed.
    """
    kind = type(value)
    if kind in SCALARS:
        return value
    if kind in _BOXES or (kind is tuple and holds_boxes(value)):
        return value if _of_exact(value) is None else Both(value, value)
    if kind is tuple or kind in _SEQUENCES or kind in VIEWS:
        return value
    way, found = opened_object(value)
    return Both(value, found) if way in (COPIED, LINKED) and type(found) in _BOXES else value


def holds_boxes(value: tuple[object, ...], depth: int = 0) -> bool:
    """Whether there is something in a tuple that can be changed."""
    return depth < MAX_DEPTH and any(
        type(one) in _BOXES or (type(one) is tuple and holds_boxes(one, depth + 1)) for one in value
    )


def item(target: Any, key: object) -> object:  # noqa: ANN401 - a student's object
    """An item of a student's object, as a test gets it."""
    return owned(target[key])


def part(target: Any, key: object) -> object:  # noqa: ANN401 - a student's container
    """A part of a container, as the object alone, without its content; `()` if it is none that can be changed."""
    whole = target[key]
    return Both(whole, []) if type(owned(whole)) is Both else ()


def plain_value(value: object) -> tuple[object, ...]:
    """The plain value that an object is beside its own names, in a tuple; an empty tuple if it is none."""
    _, found = opened_object(value)
    inner = _of_exact(found)
    return () if inner is None else (found,)


def _of_exact(value: object) -> Opened | None:
    """A value of an exact type, opened; None if it cannot travel."""
    if type(value) in SCALARS:
        return Opened(Form.SCALAR, value)
    if type(value) is np.ndarray:
        array = plain_array(value)
        if array is not None:
            return Opened(Form.ARRAY, array)
        apart = parts_of(value)
        return None if apart is None else Opened(Form.PARTS, apart)
    return _container(value)


def _container(value: Any) -> Opened | None:  # noqa: ANN401 - of an exact type
    kind = type(value)
    if kind is dict:
        pairs = [(plain_key(key), item) for key, item in tuple(value.items())]
        return Opened(Form.DICT, pairs) if all(is_key(key) for key, _ in pairs) else None
    form = _SEQUENCES.get(kind)
    if form is None:
        return None
    items = tuple(value)
    if form in _SETS:
        items = tuple(map(plain_key, items))
        if not all(map(is_key, items)):
            return None
    return Opened(form, items)


def keys_of(form: Form, content: Iterable[Any]) -> int:
    """What the keys of a dictionary or a set cost together."""
    return sum(map(key_cost, content if form in _SETS else (key for key, _ in content)))


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
    if array.dtype.newbyteorder("=") in _DOUBLES and little.str not in CODE_OF:
        with np.errstate(all="ignore"):  # what is too large for a double becomes infinity
            return array.astype(_DOUBLES[array.dtype.newbyteorder("=")])
    return array.astype(little, copy=False) if little.str in CODE_OF else None


def is_plain_array(value: object) -> bool:
    """Whether value is an array that travels, of `numpy.ndarray` itself or of a subclass."""
    if type(value) is np.ndarray or type(value) in GOES_BACK:
        return isinstance(value, np.ndarray) and value.dtype.newbyteorder("<").str in CODE_OF
    return issubclass(type(value), np.ndarray) and opened(value).form is Form.ARRAY


def copied(
    value: Any,  # noqa: ANN401 - any value may be asked to travel
    other: Callable[[Any], Any],
    link: Callable[[Any, Any], Any] = lambda _, plain: plain,
) -> Any:  # noqa: ANN401 - whatever it was
    """The value as it would arrive on the other side: a copy of plain data.

    Args:
        value: Plain data, which may contain other objects.
        other: Gives what arrives in place of an object that is not plain data.
        link: Joins an object and its plain value, where both arrive.
    """
    if type(value) in SCALARS:
        return value
    form, content, linked, whole = opened(value)
    if form is Form.OBJECT:
        return other(content)
    plain = _joined(form, content, lambda one: copied(one, other, link))
    return link(whole, plain) if linked else plain


def _joined(form: Form, content: Any, copy: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as opened
    if form is Form.SCALAR:
        return content
    if form is Form.ARRAY:
        return np.array(content, order="C")
    if form is Form.NUMBER:
        return content[()]
    if form is Form.PARTS:
        name, parts = content
        return made(name, copy(parts))
    if form is Form.DICT:
        return {key: copy(item) for key, item in content}
    return form.value(map(copy, content))


def type_name_of(value: object) -> str:
    """The name of an object's type, for messages, if the object is not plain data; an identifier, safe to print."""
    name = type(value).__name__
    if type(value) is np.ndarray:
        name = f"{name}[{value.dtype.name}]"
    return re.sub(r"[^A-Za-z0-9_.\[\]]", "?", name)[:LONGEST_NAME]


def words_bytes(value: object) -> int:
    """The bytes of an array of a list with words in it: NumPy gives every entry the room of the longest word."""
    longest, count = 0, 0
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if issubclass(type(one), (list, tuple)):
            pending += one
        else:
            longest, count = max(longest, len(one) if type(one) is str else 0), count + 1
    return 4 * longest * count
