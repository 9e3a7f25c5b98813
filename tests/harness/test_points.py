"""Points are shared by weight, exactly, and only a pass earns them."""

from __future__ import annotations

from dataclasses import replace
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


@given(weights, st.data())
def test_parts_of_the_points_never_make_more_than_all(weights: list[float], data: st.DataObject) -> None:
    """And exactly what the shares of the tests make, in whatever order they are added."""
    statuses = st.sampled_from([Status.PASSED, Status.PARTLY, Status.FAILED])
    tests = [
        replace(
            record(weight), status=data.draw(statuses), share=data.draw(st.sampled_from([0.1, 0.25, 0.9]))
        )
        for weight in weights
    ]
    expected = sum(part * test.earned_share for part, test in zip(shares(7, weights), tests, strict=True))

    assert earned_points(7, tests) == earned_points(7, tests[::-1]) == expected
    assert 0 <= expected <= 7


def test_a_part_counts_as_it_is_written() -> None:
    """Ten tenths of a point are one, and a share without its status is nothing."""
    tenth = replace(record(1), status=Status.PARTLY, share=0.1)

    assert earned_points(10, [tenth] * 10) == 1
    assert earned_points(10, [replace(tenth, status=Status.FAILED)]) == 0


@pytest.mark.parametrize("status", [Status.FAILED, Status.SKIPPED, Status.ERROR])
def test_only_a_pass_earns(status: Status) -> None:
    """A skipped test earns no more than a failed one."""
    assert earned_points(5, [record(3, status), record(2)]) == 2


def test_without_a_weight_nothing_is_earned() -> None:
    """Tests of weight 0 are only shown."""
    assert shares(5, [0, 0]) == (0, 0)
    assert earned_points(5, [record(0)]) == 0
    assert earned_points(5, []) == 0
