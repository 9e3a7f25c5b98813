"""The slopes of a student's own forward, by central finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...student.batch import Deferred, is_resolved, resolved
from ...student.proxy import Proxy
from ...values.tolerance import Tolerance
from ..values import Finding, compare, scalar_of

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 1e-6
# A forward in single precision has lost what so small a step changes. Of a wide step it shows enough.
WIDE_STEP = 2.0**-7
WIDE = 2e-3  # of the largest slope


class Forward:
    """The student's own forward near a point.

    Args:
        name: What the gradient is called.
        function: What forward gives at a point.
        at: The point.
        then: Makes one number of what `function` gives.
    """

    def __init__(
        self, name: str, function: Callable[[np.ndarray], Any], at: np.ndarray, then: Callable[[Any], Any]
    ) -> None:
        self._name, self._function, self._at, self._then = name, function, at, then

    def judge(
        self, got: np.ndarray, tolerance: Tolerance, *, is_right: bool
    ) -> tuple[np.ndarray, Finding | None]:
        """The slopes of forward, and what is wrong with a gradient that should be these slopes.

        Args:
            got: The gradient.
            tolerance: How far it may be off.
            is_right: Whether it is the recorded one: then forward may be right in single precision.

        Raises:
            CheckFailed: if the function does not give one number.
        """
        slopes = self.slopes(STEP)
        fault = _fault(self._name, got, slopes, tolerance)
        if fault is None or fault.kind not in {"gradient", "constant"}:
            return slopes, fault
        wide = self.slopes(WIDE_STEP)
        if is_right and _is_nearly(got, wide):
            return slopes, None
        if not _is_nearly(
            slopes, wide
        ):  # of a forward in single precision a narrow step shows rounding alone
            return wide, _fault(self._name, got, wide, Tolerance(tolerance.atol, tolerance.rtol, WIDE))
        return slopes, fault

    def slopes(self, step: float) -> np.ndarray:
        """The gradient: each entry i of it is (f(at + h e_i) - f(at - h e_i)) / (2 h), with the step h.

        Raises:
            CheckFailed: if the function does not give one number.
        """
        # In a batch, all values are requested before the first is used, so that they travel together. A value that
        # has come becomes a number at once: many of them could take much memory.
        asked = [
            [self._unless_it_waits(self._function(_moved(self._at, index, by))) for by in (step, -step)]
            for index in np.ndindex(*self._at.shape)
        ]
        sides = [[one if type(one) is float else self._number(one) for one in pair] for pair in asked]
        return np.array([(above - below) / (2 * step) for above, below in sides]).reshape(self._at.shape)

    def _number(self, answer: object) -> float:
        return scalar_of(self._name, self._then(_plain(resolved(answer))))

    def _unless_it_waits(self, answer: object) -> object:
        """The number that belongs to an answer; the answer itself if it has not come yet."""
        return answer if type(answer) is Deferred and not is_resolved(answer) else self._number(answer)


def _plain(answer: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The plain value of an answer: the operators of a matrix of NumPy's would mean something else."""
    for plain in answer._autograder_plain() if isinstance(answer, Proxy) else ():  # noqa: SLF001 - our own kind
        return plain
    return answer


def _is_nearly(got: np.ndarray, wide_slopes: np.ndarray) -> bool:
    """Whether a gradient agrees with the slopes that a wide step shows, as nearly as single precision allows."""
    return bool(np.any(wide_slopes)) and compare("", got, wide_slopes, Tolerance(0.0, 0.0, WIDE)) is None


def _fault(name: str, got: np.ndarray, slopes: np.ndarray, tolerance: Tolerance) -> Finding | None:
    """What is wrong with a gradient, or None; slopes that are all 0 show nothing, and are wrong as well."""
    fault = compare(name, got, slopes, tolerance)
    if fault is None and np.all(
        np.abs(slopes) <= tolerance.atol
    ):  # with which a backward agrees that does nothing
        sentence = f"{name} cannot be judged: your own forward gives the same number wherever it was asked"
        return Finding("constant", sentence)
    if fault is not None and fault.kind == "value":
        sentence = fault.sentence.replace("what is expected", "the slope of your own forward")
        return Finding("gradient", sentence, fault.got, fault.expected)
    return fault


def _moved(at: np.ndarray, index: tuple[int, ...], step: float) -> np.ndarray:
    moved = np.array(at, dtype=float)
    moved[index] += step
    return moved
