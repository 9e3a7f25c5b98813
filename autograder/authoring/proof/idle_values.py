"""Values that nothing was computed for, of the kinds and shapes of right answers: zeros, empty lists and words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.harness.student.plain import is_plain_array
from autograder.harness.values.adapters import MalformedPartsError, made, parts_of
from autograder.harness.values.kinds import STAYS, opened_object

_NOTHING_OF: dict[type, Any] = {
    Decimal: Decimal(0),
    Fraction: Fraction(0),
    dt.date: dt.date.min,
    dt.datetime: dt.datetime.min,  # noqa: DTZ901 - one without a time zone, as students write
    dt.time: dt.time.min,
    dt.timedelta: dt.timedelta(0),
    range: range(0),
}


def zeros_like(value: Any) -> Any:  # noqa: ANN401 - whatever is answered
    """A value of the same shape and kind with zeros for its numbers, and without a word; objects stay.

    In place of a truth value stands the number 0: whoever answers False everywhere has thought about the question. It
    stands in place of None as well, which another file answers.
    """
    value = _of_base(value)
    kind = type(value)
    if kind in (bool, np.bool_, type(None)):
        return 0
    if kind in (int, float, complex, str, bytes):
        return kind()
    if kind in (list, tuple, set, frozenset):
        return kind(map(zeros_like, value))
    if kind is dict:
        return {key: zeros_like(item) for key, item in value.items()}
    if is_plain_array(value):
        return np.zeros(value.shape, float if value.dtype == bool else value.dtype)
    if kind in _NOTHING_OF:
        return _NOTHING_OF[kind]
    return value.dtype.type(0) if isinstance(value, np.number) else _zero_parts(value)


def _zero_parts(value: Any) -> Any:  # noqa: ANN401 - whatever is answered
    """A value whose parts are zeros, such as a table or an array of words; 0 if there is none. An object stays."""
    apart = parts_of(value)
    if apart is None:
        return value
    name, parts = apart
    try:
        return made(name, zeros_like(parts))
    except MalformedPartsError:  # such as a table whose columns would all have one name
        return 0


def _of_base(value: Any) -> Any:  # noqa: ANN401 - whatever is answered
    """What travels in place of an object of a subclass; anything else as it is."""
    way, found = opened_object(value)
    return value if way == STAYS else found


def empty_like(value: Any) -> Any:  # noqa: ANN401 - whatever is answered
    """An empty value of the same kind, and 0 for a number; other objects stay, save those that are iterated over."""
    value = _of_base(value)
    kind = type(value)
    if kind in (list, tuple, dict, set, frozenset):
        return kind()
    if is_plain_array(value) and value.ndim:
        return value[:0]
    return [] if hasattr(kind, "__next__") else zeros_like(value)
