"""Turn weights into points, exactly: tests share points by their weights, and only what is passed earns them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .test_record import TestRecord

NO_POINTS = "This test is no part of the points."


def shares(points: float, weights: Sequence[float]) -> tuple[Fraction, ...]:
    """The part of the points that each weight stands for; 0 for all if no weight is above 0.

    A weight counts as it is written: 0.1 is exactly one tenth, so ten of them make 1.
    """
    exact = [Fraction(str(weight)) for weight in weights]
    total = sum(exact, Fraction(0))
    return tuple(Fraction(points) * weight / total if total else Fraction(0) for weight in exact)


def earned_points(points: float, tests: Sequence[TestRecord]) -> Fraction:
    """The points that these tests have earned, of the points that they share: six sixths of 5 points are 5."""
    by_test = shares(points, [test.weight for test in tests])
    return sum((test.earned_share * share for test, share in zip(tests, by_test)), Fraction(0))
