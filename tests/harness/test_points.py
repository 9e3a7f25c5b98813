"""Points are shared by weight, exactly, and only a pass earns them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.harness.checks.points import earned_points, shares
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord

weights = st.lists(st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=12)


def record(weight: float, status: Status = Status.PASSED) -> TestRecord:
    """A test of this weight that ended so."""
    return TestRecord(id="public/test_a.py::test_a", question="q", weight=weight, title="", status=status)


@given(st.floats(0.1, 1_000), weights)
def test_the_shares_make_the_points(points: float, weights: list[float]) -> None:
    """Nothing is lost to rounding, whatever the weights."""
    assert sum(shares(points, weights)) == (Fraction(points) if any(weights) else 0)


@pytest.mark.parametrize("count", [3, 6, 7, 10])
def test_all_of_the_tests_earn_all_of_the_points(count: int) -> None:
    """Six sixths of 5 points are 5."""
    assert earned_points(5, [record(0.1)] * count) == 5


def test_a_weight_counts_as_it_is_written() -> None:
    """One tenth and three tenths of a point share 4 points as 1 and 3."""
    assert shares(4, [0.1, 0.3]) == (1, 3)


@pytest.mark.parametrize("status", [Status.FAILED, Status.SKIPPED, Status.ERROR])
def test_only_a_pass_earns(status: Status) -> None:
    """A skipped test earns no more than a failed one."""
    assert earned_points(5, [record(3, status), record(2)]) == 2


def test_without_a_weight_nothing_is_earned() -> None:
    """Tests of weight 0 are only shown."""
    assert shares(5, [0, 0]) == (0, 0)
    assert earned_points(5, [record(0)]) == 0
    assert earned_points(5, []) == 0
