"""The parts of a figure as plain data: words, numbers and line styles in Python's own types.

A student's process loads this module, so it imports NumPy and the standard library alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .bounds import FiguresRefusedError

if TYPE_CHECKING:
    from .bounds import Budget

NUMBERS = "biuf"  # kinds of arrays
_DASHES = 2  # lengths in the pattern of a line that is dashed or dotted; that of dashes and dots has more


def plain_word(value: Any, budget: Budget) -> str:  # noqa: ANN401 - whatever matplotlib gives
    """A word in Python's own type, whatever its class says of itself."""
    if value is None:
        return ""
    if not issubclass(type(value), str):
        raise FiguresRefusedError("no text")
    word = str.__str__(value)
    budget.spend("letters", len(word))
    return word


def dashed(style: Any) -> str:  # noqa: ANN401 - what matplotlib keeps: an offset and a pattern of lengths, or None
    """The line style that such a pattern is."""
    pattern = [float(one) for one in style[1] or ()]
    if len(pattern) > _DASHES:
        return "-."
    return "-" if not pattern else "--" if pattern[0] > pattern[-1] else ":"


def shown(label: str) -> str:
    """A label; what begins with an underscore is in no legend, as those that matplotlib gives itself."""
    return "" if label.startswith("_") else label


def numbers(value: Any, budget: Budget) -> np.ndarray:  # noqa: ANN401 - whatever matplotlib gives
    """Numbers in an array of Python's own kind."""
    if not issubclass(type(value), np.ndarray):
        raise FiguresRefusedError("no numbers")
    array = np.ndarray.view(value, np.ndarray)
    if array.dtype.kind not in NUMBERS:
        raise FiguresRefusedError("no numbers")
    budget.spend("numbers", array.size)
    return np.array(array, float).reshape(-1)


def pair(value: Any) -> tuple[float, float]:  # noqa: ANN401 - whatever matplotlib gives
    """Two numbers, such as the ends of an axis."""
    first, second = value
    return float(first), float(second)
