"""Say where two tables of pandas differ: `sales["amount"]["b"]`, as a test would write it.

What counts are the labels of columns and rows, in their order, the entries, and the name of a column by itself. The
name of an index does not count, nor how entries are stored: whole numbers as floats, words as objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .first_difference import Difference

if TYPE_CHECKING:
    from collections.abc import Callable

    Compare = Callable[[Any, Any], bool]


TABLES = frozenset({"DataFrame", "Series", "Index"})


def table_difference(
    name: str,
    got: Any,  # noqa: ANN401 - the parts of a table
    expected: Any,  # noqa: ANN401 - the parts of a table
    same: Compare,
    shown: Callable[[Any], str],
) -> Difference | None:
    """The first difference of two values of one kind, by their parts; None if they are the same.

    Args:
        name: The kind: `DataFrame`, `Series` or `Index`.
        got: The parts of the answer, as `tables` takes it apart.
        expected: The parts of the right value.
        same: Whether two entries are the same.
        shown: How a label is written.
    """
    look = _Look(same, shown)
    if name == "DataFrame":
        return look.tables(got, expected)
    if name == "Series":
        return look.columns(got, expected)
    return look.labels("entry", _labels(got), _labels(expected))


class _Look:
    def __init__(self, same: Compare, shown: Callable[[Any], str]) -> None:
        self._same, self._shown = same, shown

    def tables(self, got: Any, expected: Any) -> Difference | None:  # noqa: ANN401 - the parts of a table
        names, right_names = _labels(got[1]), _labels(expected[1])
        rows, right_rows = _labels(got[2]), _labels(expected[2])
        found = self.labels("column", names, right_names) or self.labels("row", rows, right_rows)
        for name, column, right in zip(right_names, got[0], expected[0]) if found is None else ():
            found = self._entries(column, right, right_rows, f"[{self._shown(name)}]")
            if found is not None:
                break
        return found

    def columns(self, got: Any, expected: Any) -> Difference | None:  # noqa: ANN401 - the parts of a table
        rows = _labels(expected[1])
        found = self.labels("row", _labels(got[1]), rows) or self._entries(got[0], expected[0], rows, "")
        if found is not None or self._same(got[2], expected[2]):
            return found
        sentence = f"has the name {self._shown(got[2])}, where {self._shown(expected[2])} is expected"
        return Difference("", "keys", sentence, got[2], expected[2])

    def labels(self, word: str, got: list[Any], expected: list[Any]) -> Difference | None:
        """The first label that differs; where their number does, a word about it."""
        if len(got) != len(expected):
            counts = f"has {_count(len(got), word)}, where {_count(len(expected), word)} are expected"
            return Difference("", "length", counts, got, expected)
        for number, (one, other) in enumerate(zip(got, expected), start=1):
            if not self._same(one, other):
                what = word if word == "entry" else f"the label of {word}"
                sentence = (
                    f"has {self._shown(one)} as {what} {number}, where {self._shown(other)} is expected"
                )
                return Difference("", "keys", sentence, one, other)
        return None

    def _entries(self, got: Any, expected: Any, rows: list[Any], path: str) -> Difference | None:  # noqa: ANN401 - the parts of a table
        for one, other, row in zip(_entries(got), _entries(expected), rows):
            if not self._same(one, other):
                position = f"{path}[{self._shown(row)}]"
                return Difference(position, "value", "differs from what is expected", one, other)
        return None


def _count(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else 'entries' if word == 'entry' else f'{word}s'}"


def _labels(index: Any) -> list[Any]:  # noqa: ANN401 - the parts of an index
    """The labels; the name of the index is left out."""
    return _entries(index[0])


def _entries(column: Any) -> list[Any]:  # noqa: ANN401 - the parts of a column
    """The entries as Python has them, however they are stored."""
    entries = column[1] if type(column) is tuple else column
    return (
        list(entries)
        if not isinstance(entries, np.ndarray) or entries.dtype.kind in "mM"
        else entries.tolist()
    )
