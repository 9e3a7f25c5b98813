"""Find the first difference between two nested values, and where in them it is: `history["loss"][3]`."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .adapters import parts_of
from .description import Member, Other, Record
from .first_difference import Difference
from .table_difference import TABLES, table_difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from .tolerance import Tolerance

LARGEST_EXACT = 2**53  # a float cannot hold each whole number above it
LONGEST_PATH = 120  # characters that are shown
_NUMBERS = (int, float, complex)
_EXACT_NUMBERS = (Decimal, Fraction)


def find_difference(
    got: Any,  # noqa: ANN401 - described plain data of any kind
    expected: Any,  # noqa: ANN401 - described plain data of any kind
    tolerance: Tolerance,
    *,
    loose: bool = False,
) -> Difference | None:
    """The first difference, or None if the values are the same.

    Numbers may differ by the tolerance; NaN is the same as NaN; words, keys and all else have to be equal. True is
    not 1, a list is neither a tuple nor an array, and a number of NumPy's is the number of Python's of its kind.

    Args:
        got: The answer, as far as it is plain data; objects as `description` has them.
        expected: The right value, likewise.
        tolerance: How far numbers may differ.
        loose: Whether lists, tuples and arrays of one dimension may stand for each other, and True for 1.
    """
    return _Comparison(tolerance, loose=loose).difference(got, expected, "")


class _Comparison:
    def __init__(self, tolerance: Tolerance, *, loose: bool) -> None:
        self._tolerance, self._loose = tolerance, loose

    def difference(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - of any kind
        got, expected = _plain(got), _plain(expected)
        if self._loose:
            got, expected = _loosened(got), _loosened(expected)
        compare = self._way(got, expected)
        if compare is None:
            sentence = f"is {kind_words(got)}, where {kind_words(expected)} is expected"
            return Difference(path, "type", sentence, got, expected)
        return compare(got, expected, path)

    def _way(self, got: Any, expected: Any) -> Callable[[Any, Any, str], Difference | None] | None:  # noqa: ANN401 - of any kind
        """How two values are compared; None if they are of kinds that are never the same."""
        kind = type(expected)
        if isinstance(expected, bool) or isinstance(got, bool):
            return self._equal if type(got) is type(expected) else None
        if isinstance(expected, _NUMBERS):
            return self._numbers if isinstance(got, _NUMBERS) else None
        for container, way in (
            (dict, self._dictionaries),
            (Record, self._records),
            ((list, tuple), self._sequences),
            (np.ndarray, self._arrays),
        ):
            if isinstance(expected, container) and not isinstance(expected, (Member, Other)):
                return way if type(got) is kind else None
        if isinstance(expected, (set, frozenset)):
            return self._sets if isinstance(got, (set, frozenset)) else None
        return self._equal if type(got) is kind else None

    def _equal(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - of one type
        if parts_of(expected) is not None and not _is_hashable(expected):
            return self._parts(got, expected, path)
        if isinstance(expected, Decimal) and expected.is_nan() and got.is_nan():
            return None
        return None if got == expected else _value(path, got, expected)

    def _parts(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - of one type
        """The first difference of what travels as parts; of a table, the place in it."""
        ours, theirs = parts_of(got), parts_of(expected)
        if ours is not None and theirs is not None and theirs[0] in TABLES:
            inner = table_difference(theirs[0], ours[1], theirs[1], self._is_same, _shown_key)
            return None if inner is None else inner._replace(path=f"{path}{inner.path}")
        found = self.difference(ours, theirs, "") if ours is not None else None
        return None if ours is not None and found is None else _value(path, got, expected)

    def _is_same(self, got: Any, expected: Any) -> bool:  # noqa: ANN401 - entries or labels of tables
        return got is expected or self.difference(got, expected, "") is None

    def _numbers(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - numbers of any type
        if type(got) is int and type(expected) is int:
            return self._equal(got, expected, path)
        if type(expected) is int and abs(expected) > LARGEST_EXACT:
            sentence = f"is {kind_words(got)}, where a whole number of this size is expected as an int"
            return Difference(path, "type", sentence, got, expected)
        try:
            same = got == expected or self._is_close(complex(got), complex(expected))
        except OverflowError:  # an integer that is larger than any float
            same = False
        return None if same else _value(path, got, expected)

    def _is_close(self, got: complex, expected: complex) -> bool:
        parts = ((got.real, expected.real), (got.imag, expected.imag))
        if any(math.isnan(one) or math.isnan(other) for one, other in parts):
            return all(one == other or (math.isnan(one) and math.isnan(other)) for one, other in parts)
        if not all(map(math.isfinite, (got.real, got.imag, expected.real, expected.imag))):
            return got == expected
        return abs(got - expected) <= float(self._tolerance.allowed(np.asarray(expected)))

    def _arrays(self, got: np.ndarray, expected: np.ndarray, path: str) -> Difference | None:
        if got.shape != expected.shape:
            sentence = f"has shape {got.shape}, where {expected.shape} is expected"
            return Difference(path, "shape", sentence, got, expected)
        kinds = {got.dtype.kind, expected.dtype.kind}
        if len(kinds) > 1 and not kinds <= set("iufc"):
            sentence = f"is {kind_words(got)}, where {kind_words(expected)} is expected"
            return Difference(path, "type", sentence, got, expected)
        if kinds & set("fc"):
            with np.errstate(all="ignore"):
                finite = np.where(np.isfinite(expected), expected, 0)
                off = ~(np.abs(got - expected) <= self._tolerance.allowed(finite))
                off &= ~((got == expected) | (np.isnan(got) & np.isnan(expected)))
        else:
            off = np.asarray(got != expected) & ~((got != got) & (expected != expected))  # noqa: PLR0124 - NaT differs from itself
        if not off.any():
            return None
        if not off.ndim:
            return _value(path, got[()], expected[()])
        position = ", ".join(map(str, map(int, np.argwhere(off)[0])))
        sentence = (
            f"differs from what is expected in {int(off.sum())} of {off.size} entries, first at [{position}]"
        )
        return Difference(path, "value", sentence, got, expected)

    def _sequences(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - lists or tuples
        for index, (one, other) in enumerate(zip(got, expected)):
            found = self.difference(one, other, f"{path}[{index}]")
            if found is not None:
                return found
        if len(got) == len(expected):
            return None
        sentence = f"has {_count(got, 'entry', 'entries')}, where {len(expected)} {_are(expected)} expected"
        return Difference(path, "length", sentence, got, expected)

    def _sets(self, got: Any, expected: Any, path: str) -> Difference | None:  # noqa: ANN401 - sets of anything
        return self._key_difference(got, expected, path, "element") if got != expected else None

    def _dictionaries(self, got: dict[Any, Any], expected: dict[Any, Any], path: str) -> Difference | None:
        found = self._key_difference(got, expected, path, "key")
        if found is not None:
            return found
        for key, other in expected.items():
            found = self.difference(got[key], other, f"{path}[{_shown_key(key)}]")
            if found is not None:
                return found
        return None

    def _key_difference(self, got: Any, expected: Any, path: str, word: str) -> Difference | None:  # noqa: ANN401 - of sets or of dictionaries
        missing = [one for one in expected if one not in got]
        extra = [one for one in got if one not in expected]
        if not missing and not extra:
            return None
        which, what = (missing, "lacks the") if missing else (extra, f"has {_a(word)}")
        more = f" and {len(which) - 1} more" if len(which) > 1 else ""
        too_many = "" if missing else " too many"
        named = what if extra and not missing else f"{what} {word}"
        sentence = f"{named} {_shown_key(which[0])}{more}{too_many}"
        return Difference(path, "keys", sentence, got, expected)

    def _records(self, got: Record, expected: Record, path: str) -> Difference | None:
        if got.kind != expected.kind:
            sentence = f"is {_a(got.kind)}, where {_a(expected.kind)} is expected"
            return Difference(path, "type", sentence, got, expected)
        for name, other in expected.fields.items():
            if name not in got.fields:
                return Difference(path, "keys", f"has no field {name}", got, expected)
            found = self.difference(got.fields[name], other, f"{path}.{name}")
            if found is not None:
                return found
        return None


def _value(path: str, got: object, expected: object) -> Difference:
    return Difference(path, "value", "differs from what is expected", got, expected)


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any kind
    """A number of NumPy's as the number of Python's of its kind; what is linked to an object as its plain value."""
    if isinstance(value, np.generic):
        return value.item() if value.dtype.kind in "biufcU" else np.asarray(value)
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        return np.array(value)
    for base in (dict, list):
        if isinstance(value, base) and type(value) is not base:
            return base(value)
    if isinstance(value, tuple) and type(value) not in (tuple, Member, Record, Other):
        return tuple(value)
    return value


def _loosened(value: Any) -> Any:  # noqa: ANN401 - of any kind
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, range) or type(value) is tuple:
        return list(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, _EXACT_NUMBERS):
        return float(value)
    return value


def _is_hashable(value: object) -> bool:
    return type(value).__hash__ is not None


def kind_words(value: object) -> str:
    """What a value is, in words: `a list of 3`, `a word`, `an array of shape (2,)`."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (Member, Record, Other)):
        return _a(value.kind)
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} of {value.dtype.name}"
    return _a(type(value).__name__)


def _a(word: str) -> str:
    return f"an {word}" if word[:1].lower() in "aeiou" else f"a {word}"


def _count(values: Any, one: str, many: str) -> str:  # noqa: ANN401 - a container
    return f"{len(values)} {one if len(values) == 1 else many}"


def _are(values: Any) -> str:  # noqa: ANN401 - a container
    return "is" if len(values) == 1 else "are"


def _shown_key(key: object) -> str:
    text = f'"{key}"' if type(key) is str and '"' not in key else repr(key)
    return text if len(text) <= LONGEST_PATH else f"{text[:LONGEST_PATH]}..."
