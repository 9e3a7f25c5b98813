"""The kinds of values that travel as parts: each is taken apart on one side and made again on the other.

Numbers, words, containers and arrays of numbers travel as they are (`student/plain.py`). Every other kind that
travels has an adapter here: `take` gives its parts, which are plain data, and `make` builds the value of parts that
may come from a hostile process. Both sides, at home and in the grade, use the same adapters. A student's process
loads this module, so it imports NumPy and the standard library alone, and of pandas and SciPy what has been loaded.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import tables
from .tables import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_DECIMAL = 1_000  # characters
LARGEST_EXPONENT = 10_000  # of a decimal number: to compare it with an integer takes as long as its digits
MOST_WORD_BYTES = 64 * 2**20  # of an array of words, where each entry takes the room of the longest
_UNITS = frozenset("Y M W D h m s ms us ns".split())  # noqa: SIM905 - a list of words


class MalformedPartsError(ValueError):
    """Parts that no value of this kind has; they come from a hostile process."""


class Adapter(NamedTuple):
    """How values of one kind travel.

    Attributes:
        name: What the kind is called on the way.
        take: Gives the parts of a value, which are plain data; `NOTHING` if this one does not travel.
        make: Builds the value of its parts; raises ValueError, TypeError, OverflowError and the like for others.
    """

    name: str
    take: Callable[[Any], Any]
    make: Callable[[Any], Any]


def _integers(parts: Any, *counts: int) -> tuple[int, ...]:  # noqa: ANN401 - of a process that may be hostile
    """The parts, if they are a tuple of so many integers."""
    if type(parts) is not tuple or len(parts) not in counts or not all(type(one) is int for one in parts):
        raise MalformedPartsError("these are not the integers that make such a value")
    return parts


def _bounds(value: slice | range) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    parts = (value.start, value.stop, value.step)
    plain = [one.item() if isinstance(one, np.integer) else one for one in parts]
    return tuple(plain) if all(one is None or type(one) is int for one in plain) else NOTHING


def _slice(parts: Any) -> slice:  # noqa: ANN401 - of a process that may be hostile
    if (
        type(parts) is not tuple
        or len(parts) != len("abc")
        or not {type(one) for one in parts} <= {int, type(None)}
    ):
        raise MalformedPartsError("a slice has a start, a stop and a step")
    return slice(*parts)


def _decimal_text(value: Decimal) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    if value.is_finite() and abs(value.adjusted()) > LARGEST_EXPONENT:
        return NOTHING
    text = str(value)
    return text if len(text) <= LONGEST_DECIMAL and "sNaN" not in text else NOTHING


def _decimal(text: Any) -> Decimal:  # noqa: ANN401 - of a process that may be hostile
    if type(text) is not str or len(text) > LONGEST_DECIMAL:
        raise MalformedPartsError("a decimal number is written in some characters")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise MalformedPartsError("this is no decimal number") from None
    if _decimal_text(value) is NOTHING:
        raise MalformedPartsError("the exponent of a decimal number is too large")
    return value


def _fraction(parts: Any) -> Fraction:  # noqa: ANN401 - of a process that may be hostile
    numerator, denominator = _integers(parts, 2)
    if denominator < 1 or math.gcd(numerator, denominator) != 1:
        raise MalformedPartsError("a fraction is kept in its lowest terms")
    return Fraction(numerator, denominator)


def _offset(value: dt.datetime | dt.time) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    """The time zone: none, or a fixed one, whose name is lost."""
    zone = value.tzinfo
    if zone is None:
        return ()
    if type(zone) is not dt.timezone:
        return NOTHING
    offset = zone.utcoffset(None)
    return (offset.days, offset.seconds, offset.microseconds)


def _zone(parts: tuple[int, ...]) -> dt.timezone | None:
    return dt.timezone(dt.timedelta(*parts)) if parts else None


def _moment(value: dt.datetime) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    zone = _offset(value)
    date = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return NOTHING if zone is NOTHING else (*date, value.fold, *zone)


def _datetime(parts: Any) -> dt.datetime:  # noqa: ANN401 - of a process that may be hostile
    *date, fold = _integers(parts, 8, 11)[:8]
    return dt.datetime(*date, tzinfo=_zone(parts[8:]), fold=fold)  # type: ignore[misc,arg-type]  # seven numbers


def _clock(value: dt.time) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    zone = _offset(value)
    return (
        NOTHING
        if zone is NOTHING
        else (value.hour, value.minute, value.second, value.microsecond, value.fold, *zone)
    )


def _time(parts: Any) -> dt.time:  # noqa: ANN401 - of a process that may be hostile
    hour, minute, second, microsecond, fold = _integers(parts, 5, 8)[:5]
    return dt.time(hour, minute, second, microsecond, _zone(parts[5:]), fold=fold)


STANDARD: dict[type, Adapter] = {
    slice: Adapter("slice", _bounds, _slice),
    range: Adapter("range", _bounds, lambda parts: range(*_integers(parts, 3))),
    Decimal: Adapter("decimal", _decimal_text, _decimal),
    Fraction: Adapter("fraction", lambda value: (value.numerator, value.denominator), _fraction),
    dt.date: Adapter(
        "date",
        lambda value: (value.year, value.month, value.day),
        lambda parts: dt.date(*_integers(parts, 3)),
    ),
    dt.datetime: Adapter("datetime", _moment, _datetime),
    dt.time: Adapter("time", _clock, _time),
    dt.timedelta: Adapter(
        "timedelta",
        lambda value: (value.days, value.seconds, value.microseconds),
        lambda parts: dt.timedelta(*_integers(parts, 3)),
    ),
}
"""By exact type; an object of a subclass stays where it is."""


def _words(array: np.ndarray) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    if array.nbytes > MOST_WORD_BYTES:
        return NOTHING
    return (tuple(array.shape), array.reshape(-1).tolist())


def _word_array(parts: Any) -> np.ndarray:  # noqa: ANN401 - of a process that may be hostile
    if type(parts) is not tuple or len(parts) != len("ab") or type(parts[1]) is not list:
        raise MalformedPartsError("an array of words has a shape and words")
    shape, words = parts
    if not all(type(one) is str and not one.endswith("\0") for one in words):
        raise MalformedPartsError("an array of words holds words")
    if 4 * len(words) * max(map(len, words), default=1) > MOST_WORD_BYTES:
        raise MalformedPartsError("the array of words is too large")
    array: np.ndarray = np.array(words, dtype=str).reshape(_integers(shape, *range(33)))
    return array


def _moments(array: np.ndarray) -> Any:  # noqa: ANN401 - the parts, or NOTHING
    unit, count = np.datetime_data(array.dtype)
    if count != 1 or unit not in _UNITS:
        return NOTHING
    return (array.dtype.kind, unit, array.view(np.dtype("i8").newbyteorder(array.dtype.byteorder)))


def _moment_array(parts: Any) -> np.ndarray:  # noqa: ANN401 - of a process that may be hostile
    if type(parts) is not tuple or len(parts) != len("abc") or type(parts[2]) is not np.ndarray:
        raise MalformedPartsError("an array of dates has a kind, a unit and numbers")
    kind, unit, numbers = parts
    if kind not in ("M", "m") or unit not in _UNITS or numbers.dtype != np.int64:
        raise MalformedPartsError("an array of dates has a kind, a unit and numbers")
    array: np.ndarray = numbers.view(f"{kind}8[{unit}]")
    return array


_ARRAYS: dict[str, Adapter] = {
    "U": Adapter("words", _words, _word_array),
    "M": Adapter("dates", _moments, _moment_array),
    "m": Adapter("dates", _moments, _moment_array),
}

_BY_NAME: dict[str, Adapter] = {
    one.name: one
    for one in (*STANDARD.values(), *_ARRAYS.values(), *(Adapter(*parts) for parts in tables.KINDS.values()))
}


def parts_of(value: object) -> tuple[str, Any] | None:
    """The name of a value's kind and its parts; None if it has no adapter, or does not travel.

    No method of a student's class runs: values of subclasses have no adapter.
    """
    kind = type(value)
    adapter = STANDARD.get(kind)
    if adapter is None and kind is np.ndarray:
        adapter = _ARRAYS.get(value.dtype.kind)  # type: ignore[attr-defined]  # it is an array
    if adapter is None:
        name = tables.kind_of(kind)
        adapter = _BY_NAME.get(name) if name else None
    if adapter is None:
        return None
    parts = adapter.take(value)
    return None if parts is NOTHING else (adapter.name, parts)


def made(name: object, parts: object) -> Any:  # noqa: ANN401 - whatever kind it is
    """The value of these parts.

    Args:
        name: The name of its kind.
        parts: Plain data, which may come from a hostile process.

    Raises:
        MalformedPartsError: if no value of that kind has such parts.
    """
    adapter = _BY_NAME.get(name) if type(name) is str else None
    if adapter is None:
        raise MalformedPartsError("a value of a kind that is not known")
    try:
        return adapter.make(parts)
    except MalformedPartsError:
        raise
    except (ValueError, TypeError, OverflowError, ArithmeticError, LookupError, AttributeError) as error:
        raise MalformedPartsError(f"no {name} has such parts ({type(error).__name__})") from None
