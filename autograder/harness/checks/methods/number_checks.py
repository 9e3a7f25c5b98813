"""The checks of numbers and arrays, entry by entry: `check.close` and `check.gradient`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...values.tolerance import SINGLE, Tolerance
from ..values import (
    CheckedValue,
    CheckFailed,
    Finding,
    compare,
    finite,
    require_numbers,
    require_shape,
)
from .check_state import CheckState
from .slopes import Forward

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class NumberChecks(CheckState):
    """Numbers and arrays: an answer needs the exact shape, and finite real numbers within the tolerance."""

    def close(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = None,  # noqa: ANN401 - whatever numpy takes for an array
        also: Sequence[Any] = (),
        atol: float | None = None,
        rtol: float | None = None,
        zeros: bool = False,
    ) -> None:
        """Value has to be the recorded one, or the literal `expected`, or one of `also`, within tolerance.

        Where neither tolerance is given, each entry may be off by 3e-6 of the largest one: single precision passes.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            also: Other values that are right.
            atol: How far each entry may be off; 1e-8 where only `rtol` is given.
            rtol: By which share of itself each entry may be off; 1e-7 where only `atol` is given.
            zeros: Whether the value is 0 on purpose; otherwise the build refuses a record of zeros only, and a test
                that a file which answers zeros passes.

        Raises:
            CheckFailed: if it is not; with the first fault that is found, from coarse (no value) to fine (one entry).
        """
        self.zeros_allowed |= {name} if zeros else set()
        exact = self._got(name, value, expected)
        require_numbers(name, exact)
        expected = self._expected(name, exact, expected)
        tolerance = Tolerance.of(atol, rtol)
        self.last = CheckedValue(name, exact, np.asarray(expected), tolerance)
        if exact.shape not in {np.shape(one) for one in (expected, *also)}:
            require_shape(name, exact, np.asarray(expected), value)
        got = finite(name, exact)  # after the shape: an array of floats can be eight times as large
        self._observe(name, got)
        if any(tolerance.met(got, np.asarray(one, dtype=float)) for one in also):
            return
        fault = compare(name, got, np.asarray(expected, dtype=float), tolerance)
        if fault is not None:
            raise CheckFailed(fault)

    def gradient(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        function: Callable[[np.ndarray], Any],
        at: np.ndarray,
        *,
        then: Callable[[Any], Any] = lambda answer: answer,
        atol: float = 1e-6,
        rtol: float = 1e-5,
    ) -> None:
        """Value has to be the gradient of the scalar `then(function(x))` at `at`, by central finite differences.

        Each entry i of the gradient is (f(at + h e_i) - f(at - h e_i)) / (2 h): the student's backward is compared
        with the student's own forward, which tells the student more than a wrong number does. Slopes that are all 0
        fail. A gradient also has to be the recorded one, because forward can be made to agree with any backward.

        Args:
            name: What the value is called.
            value: The gradient that the student's backward gives.
            function: What the student's forward gives at a point.
            at: The point.
            then: Makes one number of what `function` gives, without the student's code.
            atol: The absolute tolerance; more is allowed where forward is right in single precision.
            rtol: The relative tolerance.

        Raises:
            CheckFailed: if it is not.
        """
        exact = self._got(name, value)
        require_numbers(name, exact)
        got = finite(name, exact) if exact.shape == at.shape else exact
        self._observe(name, got)
        tolerance, nearly = Tolerance(atol, rtol), Tolerance(atol, rtol, SINGLE)
        recorded = got if self._records is None else self._records.get(self._test_id, name)
        is_right = recorded is not None and compare(name, got, recorded.astype(float), nearly) is None
        slopes, fault = Forward(name, function, at, then).judge(got, tolerance, is_right=is_right)
        self.last = CheckedValue(name, got, slopes, tolerance)
        if fault is not None:
            raise CheckFailed(fault)
        expected = np.asarray(self._expected(name, got, None), dtype=float)
        self.last = CheckedValue(name, got, expected, nearly)
        fault = compare(name, got, expected, nearly)
        if fault is not None:
            sentence = f"{name} is the slope of your own forward, but forward is not right: {fault.sentence}"
            raise CheckFailed(Finding("value", sentence, fault.got, fault.expected))
