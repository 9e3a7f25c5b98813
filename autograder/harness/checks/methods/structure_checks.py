"""The check of nested values: `check.same`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...student.batch import Deferred, resolved
from ...student.plain import MAX_DEPTH, MAX_ITEMS
from ...student.proxy import Proxy
from ...values.description import Other, Record, read_description
from ...values.difference import find_difference
from ...values.entries import differing_entries
from ...values.shown import shown
from ...values.tolerance import Tolerance
from ...values.written import is_written, read_written, written
from ..answer_words import FUNCTIONS, function_sentence
from ..values import CheckedValue, CheckFailed, Finding, short
from .check_state import CheckState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...values.first_difference import Difference

_MORE_PARTS, _TIMES_THE_PARTS = 20_000, 4  # of an answer that is looked at, by the parts of the right one
MOST_OBJECTS = 2_000  # of a student's classes that are described for one check
ENOUGH = 3  # entries that differ
LONGEST_TEXT = 10_000  # characters of an answer that is compared with those of known mistakes
UNSET: Any = object()
_CLASSES = {"type": "kind", "length": "shape", "shape": "shape", "keys": "value", "value": "value"}


class StructureChecks(CheckState):
    """Nested values of any kind that travels: dictionaries, lists, sets, words, dates, tables, records."""

    def same(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = UNSET,  # noqa: ANN401 - any plain value
        atol: float | None = None,
        rtol: float | None = None,
        loose: bool = False,
        zeros: bool = False,
    ) -> None:
        """Value has to be the recorded one, or the literal `expected`, in all its parts.

        The student reads where the first difference is: `history["loss"][3]`. Numbers may differ by the tolerance,
        as for `close`; NaN is the same as NaN. Everything else has to be equal and of the same kind: True is not 1, a
        list is neither a tuple nor an array. Of a member of an enumeration its class and name are compared, of an
        object of a dataclass its class and fields. None is a value like any other.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            atol: How far each number may be off; 1e-8 where only `rtol` is given.
            rtol: By which share of itself each number may be off; 1e-7 where only `atol` is given.
            loose: Whether lists, tuples, ranges and arrays may stand for each other, and True for 1.
            zeros: Whether the value is 0, empty or None on purpose, as for `close`.

        Raises:
            CheckFailed: if it is not.
            TypeError: if the reference's value has an object in it of which nothing can be compared.
        """
        self.zeros_allowed |= {name} if zeros else set()
        self.last = CheckedValue(name)
        value, record = resolved(value) if isinstance(value, Deferred) else value, ""
        if expected is UNSET:
            self.recorded_names.add(name)
            if self._records is not None:
                record = str(self._record_of(name, self._records))
                expected = read_written(record) if is_written(record) else record
        if expected is not UNSET:
            refuse_much_larger(name, value, expected)
        got = _Descriptions(name).of(value)
        text = self._written(name, got)
        self._observe(name, np.array(text))
        expected = read_written(text) if expected is UNSET else expected
        tolerance = Tolerance.of(atol, rtol)
        found = find_difference(got, expected, tolerance, loose=loose)
        if found is not None:
            few = differing_entries(got, expected) < ENOUGH
            self.last = _compared(name, found, tolerance, (text, record or _text_of(expected)), few=few)
            raise CheckFailed(_finding(name, found))

    def _written(self, name: str, got: Any) -> str:  # noqa: ANN401 - a described value
        try:
            return written(got)
        except TypeError as error:
            if self._records is None:
                raise TypeError(
                    f"check.same({name!r}) is given {error}, of which nothing can be compared: check its attributes"
                ) from None
            if isinstance(got, Other) and got.kind in FUNCTIONS:
                raise CheckFailed(Finding("kind", function_sentence(name))) from None
            word = "is" if isinstance(got, Other) else "holds"
            sentence = f"{name} {word} {error}, where plain values are expected"
            raise CheckFailed(Finding("kind", sentence)) from None
        except ValueError as error:
            raise CheckFailed(Finding("shape", f"{name} is too large to compare: {error}")) from None


def _compared(
    name: str, found: Difference, tolerance: Tolerance, whole: tuple[str, str], *, few: bool
) -> CheckedValue:
    """What is compared with the answers of known mistakes: of words and whole numbers, the text of the whole answer.

    Two answers of one text are equal; what differs first, many mistakes have in common. Of decimals and arrays it is
    what differs first, because a text shows how a machine rounds. Where few entries differ, it is the first of them,
    a single value, which tells as little as any other.
    """
    position = f"{name}{found.path}"
    both = (found.got, found.expected)
    rounded = all(isinstance(one, (int, float, np.ndarray)) for one in both) and not all(
        map(_is_discrete, both)
    )
    if rounded or (few and all(map(_is_discrete, both))):
        got, expected = (np.asarray(one) for one in both)
        if "O" not in {got.dtype.kind, expected.dtype.kind}:
            return CheckedValue(position, got, expected, tolerance)
    text, right = whole
    if len(text) > LONGEST_TEXT:
        return CheckedValue(position)
    return CheckedValue(position, np.array(text), np.array(right) if right else None)


def _text_of(expected: Any) -> str:  # noqa: ANN401 - any plain value
    """The text of a right value that a test states itself, as the records have it; "" where it has none."""
    try:
        return written(expected)
    except (TypeError, ValueError):
        return ""


def _is_discrete(value: object) -> bool:
    return isinstance(value, (int, str))


def _finding(name: str, found: Difference) -> Finding:
    sentence = f"{name}{found.path} {found.sentence}"
    if found.got is None and not found.path:
        sentence += "; is the `return` (or the assignment to it) missing?"
        return Finding("none", sentence)
    show: Callable[[Any], str] = shown
    if all(isinstance(one, np.ndarray) for one in (found.got, found.expected)):
        show = short
    return Finding(_CLASSES[found.kind], sentence, show(found.got), show(found.expected))


def refuse_much_larger(name: str, value: Any, expected: Any) -> None:  # noqa: ANN401 - a student may answer anything
    """Refuse an answer that has many more parts than the right one, before time goes into each of them.

    Raises:
        CheckFailed: if it has.
    """
    asked = _parts_in(expected, MAX_ITEMS)
    most = _MORE_PARTS + _TIMES_THE_PARTS * asked
    if _parts_in(value, most) <= most:
        return
    sentence = f"{name} has more than {most:,} entries in all, where {asked:,} are expected"
    if type(value) is type(expected) and len(value) != len(expected):
        sentence = f"{name} has {len(value):,} entries, where {len(expected):,} are expected"
    raise CheckFailed(Finding("shape", sentence))


def _parts_in(value: Any, most: int) -> int:  # noqa: ANN401 - a student may answer anything
    """How many entries the containers in a value have together; some number above `most` if there are more."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        one = waiting.pop()
        if isinstance(one, (list, tuple, set, frozenset, dict)):
            count += len(one)
            if count <= most:
                waiting.extend(one.values() if isinstance(one, dict) else one)
    return count


class _Descriptions:
    """Describes the student's objects that an answer holds."""

    def __init__(self, name: str) -> None:
        self._name, self._left = name, MOST_OBJECTS

    def of(self, value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - a student may answer anything
        """The value with descriptions in place of objects.

        Raises:
            CheckFailed: if it holds too many objects, or one that holds itself.
        """
        value = resolved(value)
        if depth > MAX_DEPTH:
            raise CheckFailed(Finding("shape", f"{self._name} is nested more than {MAX_DEPTH} deep"))
        if isinstance(value, Proxy):
            return self._object(value, depth + 1)
        if isinstance(value, dict):
            return {key: self.of(one, depth + 1) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            base = list if isinstance(value, list) else tuple
            return base(self.of(one, depth + 1) for one in value)
        return value

    def _object(self, proxy: Proxy, depth: int) -> Any:  # noqa: ANN401 - a description
        for plain in proxy._autograder_plain():  # noqa: SLF001 - our own kind
            return self.of(plain, depth)
        self._left -= 1
        if self._left < 0:
            raise CheckFailed(Finding("shape", f"{self._name} holds more than {MOST_OBJECTS:,} objects"))
        found = read_description(proxy._autograder_described())  # noqa: SLF001 - our own kind
        if found is None:
            return Other(proxy._autograder_type())  # noqa: SLF001 - our own kind
        if isinstance(found, Record):
            fields = {name: self.of(one, depth + 1) for name, one in found.fields.items()}
            return found._replace(fields=fields)
        return found
