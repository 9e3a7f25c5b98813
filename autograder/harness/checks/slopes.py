"""The slopes of a student's own forward, by central finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import Deferred, is_resolved, resolved
from .values import Finding, compare, scalar_of

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 1e-6


def slopes_of(
    name: str, function: Callable[[np.ndarray], Any], at: np.ndarray, then: Callable[[Any], Any]
) -> np.ndarray:
    """The gradient of the scalar `then(function(x))` at `at`.

    Each entry i of it is (f(at + h e_i) - f(at - h e_i)) / (2 h).

    Raises:
        CheckFailed: if the function does not give one number.
    """

    def number(answer: object) -> float:
        return scalar_of(name, then(resolved(answer)))

    # In a batch, all values are requested before the first is used, so that they travel together. A value that has
    # come becomes a number at once: many of them could take much memory.
    asked = [
        [_unless_it_waits(function(_moved(at, index, step)), number) for step in (STEP, -STEP)]
        for index in np.ndindex(*at.shape)
    ]
    sides = [[one if type(one) is float else number(one) for one in pair] for pair in asked]
    return np.array([(above - below) / (2 * STEP) for above, below in sides]).reshape(at.shape)


def gradient_fault(
    name: str, got: np.ndarray, slopes: np.ndarray, atol: float, rtol: float
) -> Finding | None:
    """What is wrong with a gradient, or None; slopes that are all 0 show nothing, and are wrong as well."""
    fault = compare(name, got, slopes, atol, rtol)
    if fault is None and np.all(np.abs(slopes) <= atol):  # a backward that does nothing agrees with that
        sentence = f"{name} cannot be judged: your own forward gives the same number wherever it was asked"
        return Finding("constant", sentence)
    if fault is not None and fault.kind == "value":
        sentence = fault.sentence.replace("what is expected", "the slope of your own forward")
        return Finding("gradient", sentence, fault.got, fault.expected)
    return fault


def _unless_it_waits(answer: object, number: Callable[[object], float]) -> object:
    """The number that belongs to an answer; the answer itself if it has not come yet."""
    return answer if type(answer) is Deferred and not is_resolved(answer) else number(answer)


def _moved(at: np.ndarray, index: tuple[int, ...], step: float) -> np.ndarray:
    moved = np.array(at, dtype=float)
    moved[index] += step
    return moved
