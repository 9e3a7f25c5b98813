"""The slopes of a student's own forward, by central finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import resolved
from .values import scalar_of

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
    # All values are requested before the first is used, so that they travel in one batch.
    asked = [
        (function(_moved(at, index, STEP)), function(_moved(at, index, -STEP)))
        for index in np.ndindex(*at.shape)
    ]
    sides = [[scalar_of(name, then(resolved(one))) for one in pair] for pair in asked]
    return np.array([(above - below) / (2 * STEP) for above, below in sides]).reshape(at.shape)


def _moved(at: np.ndarray, index: tuple[int, ...], step: float) -> np.ndarray:
    moved = np.array(at, dtype=float)
    moved[index] += step
    return moved
