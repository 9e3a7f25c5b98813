"""How an answer is printed beside what was expected: a number, a word or a list of these as Python prints it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..student.batch import resolved
from .values import CheckFailed, Finding, kind_word, require_shape, short

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 62  # characters of a line
_MOST, _ENDS = 24, 6  # entries that are printed whole, and of a longer list at each end
_LONGEST = 200  # characters of an entry
_PYTHONS = (bool, int, float, complex, str, list, tuple, range, type(None))


def both_printed(answer: object, got: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """What was got and what was expected, both in the way of the answer.

    Args:
        answer: The answer as it came: of an array, NumPy's way is kept.
        got: The same as an array.
        expected: What is expected.
    """
    answer = resolved(answer)
    if not isinstance(answer, _PYTHONS) or max(got.ndim, expected.ndim) > 1:
        return short(got), short(expected)
    brackets = "()" if isinstance(answer, tuple) else "[]"
    return _printed(got, brackets), _printed(expected, brackets)


def _printed(values: np.ndarray, brackets: str) -> str:
    if not values.ndim:
        return _entry(values.item())
    entries = [_entry(one) for one in values[: _MOST + 1].tolist()]
    if len(values) > _MOST:
        entries = [*entries[:_ENDS], "...", *(_entry(one) for one in values[-_ENDS:].tolist())]
    end = f",{brackets[1]}" if len(entries) == 1 and brackets == "()" else brackets[1]
    return _in_lines(entries, brackets[0], end)


def _entry(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _in_lines(entries: Sequence[str], begin: str, end: str) -> str:
    lines = [begin]
    for number, entry in enumerate(entries, start=1):
        piece = entry + (", " if number < len(entries) else end)
        if len(lines[-1]) + len(piece) > _WIDTH and len(lines[-1]) > 1:
            lines.append(" ")
        lines[-1] += piece
    if not entries:
        lines[-1] += end
    return "\n".join(line.rstrip() for line in lines)


def require_extent(name: str, answer: object, got: np.ndarray, expected: np.ndarray) -> None:
    """Refuse a list that is longer or shorter, one value in place of a list, and another shape.

    Raises:
        CheckFailed: naming both.
    """
    _require_length(name, answer, got, expected)
    try:
        require_shape(name, got, expected, answer)
    except CheckFailed as failed:
        ours, right = both_printed(answer, got, expected)
        raise CheckFailed(replace(failed.finding, got=ours, expected=right)) from None


def _require_length(name: str, answer: object, got: np.ndarray, expected: np.ndarray) -> None:
    """Refuse a list that is longer or shorter, or one value in place of a list.

    Raises:
        CheckFailed: saying how many entries there are.
    """
    answer = resolved(answer)
    if got.shape == expected.shape or expected.ndim != 1 or not isinstance(answer, _PYTHONS):
        return
    if got.ndim > 1:
        return
    are = "is" if len(expected) == 1 else "are"
    asked = f"{len(expected) or 'none'} {are} expected"
    if got.ndim:
        sentence = f"{name} has {_count(len(got))}, where {asked}"
    else:
        sentence = f"{name} is {_single(got)}, where a list of {_count(len(expected))} is expected"
    raise CheckFailed(Finding("shape", sentence, *both_printed(answer, got, expected)))


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number or 'no'} entries"


def _single(values: np.ndarray) -> str:
    """What a single value is, in words."""
    if values.dtype.kind == "b":
        return repr(values.item())
    return {"U": "a text", "i": "a whole number", "u": "a whole number"}.get(values.dtype.kind, "a number")


def require_kind(name: str, answer: object, got: np.ndarray, expected: np.ndarray) -> None:
    """Refuse words in place of numbers, and truth values in place of either.

    Raises:
        CheckFailed: saying which they are.
    """
    if got.dtype.kind == expected.dtype.kind or {got.dtype.kind, expected.dtype.kind} <= set("iuf"):
        return
    if expected.ndim:
        are = "is" if expected.dtype.kind == "U" else "are"
        sentence = f"{name} holds {kind_word(got)}, where {kind_word(expected)} {are} expected"
    else:
        asked = "True or False" if expected.dtype.kind == "b" else _single(expected)
        sentence = f"{name} is {_single(got)}, where {asked} is expected"
        if {got.dtype.kind, expected.dtype.kind} <= set("biu") and got.item() == expected.item():
            sentence += f"; {got.item()!r} is not {expected.item()!r} here"
    raise CheckFailed(Finding("dtype", sentence, *both_printed(answer, got, expected)))


def as_number(value: object) -> object:
    """The value with 1 for True and 0 for False, in lists and tuples too."""
    value = resolved(value)
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    if type(value) in (list, tuple):
        return [as_number(one) for one in value]  # type: ignore[attr-defined]  # a list or a tuple
    return value.astype(int) if isinstance(value, np.ndarray) and value.dtype.kind == "b" else value
