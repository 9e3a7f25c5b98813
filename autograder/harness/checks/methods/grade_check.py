"""The check that gives a part of a test's points: `check.grade`, by the bounds that a number reaches."""

from __future__ import annotations

import math
import sys
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from ...student.batch import resolved
from ..alternatives import HarnessError
from ..values import CheckedValue, CheckFailed, Finding, one_number
from .check_state import CheckState
from .reached import PARTLY, Reached

if TYPE_CHECKING:
    from collections.abc import Sequence

_ORDERS = {
    "descending": 1.0,
    "ascending": -1.0,
}  # by what a number is multiplied so that more of it is better


class _Step(NamedTuple):
    bound: float
    share: float


class GradeCheck(CheckState):
    """A number that earns the more, the better it is."""

    def grade(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        steps: Sequence[tuple[float, float]],
        order: str = "descending",
    ) -> None:
        """Value earns the share of the best bound that it reaches, of the points of the test.

        The test goes on, and has the least share of all its checks of this kind; where another check fails, it has
        none. A number that reaches no bound fails, as does what is no finite number.

        Args:
            name: What the value is called.
            value: What the student's code answered, or a number that is made of it.
            steps: Bounds, each with the share from 0 to 1 that it gives; the best of them gives 1.
            order: "descending" where more is better, "ascending" where less is.

        Raises:
            HarnessError: with file and line, if the steps cannot be used.
            CheckFailed: if no bound is reached.
        """
        fault = _fault(steps, order)
        if fault:
            # In the grade only an answer can have led here, since the build refuses what the reference comes to.
            frame = sys._getframe(1)  # noqa: SLF001 - the line of the test, which nothing else knows
            where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            raise (HarnessError if self._records is None else LookupError)(f"{where}: {name}: {fault}")
        self.last = CheckedValue(name)
        number = one_number(name, resolved(value))
        sign = _ORDERS[order]
        ranked = sorted((_Step(*step) for step in steps), key=lambda step: sign * step.bound)
        reached = [step for step in ranked if sign * number >= sign * step.bound]
        self.graded.append(_reached(name, number, ranked, reached, "at least" if sign > 0 else "at most"))
        if not reached or not reached[-1].share:
            raise CheckFailed(self.graded[-1].finding)


def _reached(
    name: str, number: float, ranked: Sequence[_Step], reached: Sequence[_Step], words: str
) -> Reached:
    share = reached[-1].share if reached else 0.0
    following = next((step for step in ranked if step.share > share), ranked[-1])
    now = f"{float(share):.4g} of the points" if share else "no points"
    sentence = (
        f"{name} is {number:.6g}, which gives {now}; {words} {following.bound:g} gives "
        f"{'all' if following.share == 1 else format(following.share, '.4g')} of them"
    )
    return Reached(float(share), Finding(PARTLY if share else "value", sentence))


def _fault(steps: object, order: object) -> str:
    """What is wrong with the arguments; "" if nothing is."""
    if order not in _ORDERS:
        return f"`order` has to be 'descending' (more is better) or 'ascending' (less is), and is {order!r}"
    if not isinstance(steps, (list, tuple)) or not steps or not all(map(_is_step, steps)):
        return (
            "`steps` has to be a list of pairs, a bound and the share that it gives, as in "
            "steps=[(0.8, 0.5), (0.9, 1.0)]"
        )
    shares = [share for _, share in sorted(steps, key=lambda step: _ORDERS[str(order)] * step[0])]
    if not all(0 <= share <= 1 for share in shares):
        return f"a share has to be from 0 to 1, and the shares are {shares}"
    if len({bound for bound, _ in steps}) < len(steps) or any(
        one >= other for one, other in zip(shares, shares[1:])
    ):
        return f"a better bound has to give more; from the worst bound to the best, the shares are {shares}"
    return "" if shares[-1] == 1 else f"the best bound has to give 1, and gives {shares[-1]:g}"


def _is_step(step: object) -> bool:
    return isinstance(step, (list, tuple)) and len(step) == 2 and all(map(_is_number, step))  # noqa: PLR2004 - a pair


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
