"""`check.grade`: the share of the best bound that a number reaches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.harness.checks.check import Check, CheckFailed, HarnessError
from autograder.harness.checks.expected import Records
from autograder.harness.checks.methods.reached import least

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = [(0.6, 0.25), (0.8, 0.5), (0.9, 1)]


def share_of(value: object, steps: Sequence[Any] = STEPS, order: str = "descending") -> float:
    """The share that a number earns."""
    check = Check("hidden/a.py::test", Records({}))
    try:
        check.grade("x", value, steps=steps, order=order)
    except CheckFailed:
        return 0.0
    found = least(check.graded)
    return 1.0 if found is None else found.share


@pytest.mark.parametrize(
    ("value", "share"),
    [(0.59, 0), (0.6, 0.25), (0.7999, 0.25), (0.8, 0.5), (0.9, 1), (2, 1), (-1e300, 0)],
)
def test_a_number_earns_the_share_of_the_best_bound_that_it_reaches(value: float, share: float) -> None:
    """To reach a bound is enough; the order in which the steps are written does not matter."""
    assert share_of(value) == share_of(value, STEPS[::-1]) == share


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, "0.95", [0.95], 1j, object()])
def test_what_is_no_finite_number_reaches_nothing(value: object) -> None:
    """In either order."""
    assert share_of(value) == share_of(value, order="ascending", steps=[(1, 1)]) == 0


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True),
    st.floats(-60, 60),
    st.sampled_from(["descending", "ascending"]),
)
def test_a_better_number_never_earns_less(bounds: list[int], value: float, order: str) -> None:
    """And what it earns is one of the shares, or nothing; less is more of its negative."""
    ranked = sorted(bounds, reverse=order == "ascending")
    steps = [(bound, (number + 1) / len(ranked)) for number, bound in enumerate(ranked)]
    better = value + 1 if order == "descending" else value - 1
    other = "ascending" if order == "descending" else "descending"

    earned = share_of(value, steps, order)

    assert earned in {0.0, *(share for _, share in steps)}
    assert share_of(better, steps, order) >= earned
    assert share_of(-value, [(-bound, share) for bound, share in steps], other) == earned


def test_a_test_has_the_least_share_of_its_numbers() -> None:
    """Whatever comes first."""
    check = Check("hidden/a.py::test", Records({}))
    check.grade("x", 0.95, steps=STEPS)
    check.grade("y", 0.85, steps=STEPS)
    check.grade("z", 0.95, steps=STEPS)
    found = least(check.graded)

    assert found is not None
    assert found.share == 0.5
    assert (
        found.finding.sentence == "y is 0.85, which gives 0.5 of the points; at least 0.9 gives all of them"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"steps": []}, "`steps` has to be a list of pairs"),
        ({"steps": [(0.5,)]}, "`steps` has to be a list of pairs"),
        ({"steps": [(0.5, True)]}, "`steps` has to be a list of pairs"),
        ({"steps": [(math.nan, 1)]}, "`steps` has to be a list of pairs"),
        ({"steps": {0.5: 1}}, "`steps` has to be a list of pairs"),
        ({"steps": [(0.5, 50), (0.6, 100)]}, "a share has to be from 0 to 1"),
        ({"steps": [(0.5, 0.5), (0.5, 1)]}, "a better bound has to give more"),
        ({"steps": [(0.5, 1), (0.9, 0.5)]}, "a better bound has to give more"),
        ({"steps": STEPS, "order": "ascending"}, "a better bound has to give more"),
        ({"steps": [(0.5, 0.5)]}, "the best bound has to give 1, and gives 0.5"),
        ({"steps": STEPS, "order": "up"}, "`order` has to be 'descending' (more is better) or 'ascending'"),
    ],
)
def test_steps_that_cannot_be_used_are_refused_with_the_line(arguments: Any, said: str) -> None:  # noqa: ANN401 - as given
    """While the reference is recorded; later only an answer can have led there, and costs its test."""
    with pytest.raises(HarnessError, match=r"test_graded_numbers\.py:\d+: x: ") as refused:
        Check("hidden/a.py::test", None).grade("x", 0.5, **arguments)
    with pytest.raises(LookupError):
        Check("hidden/a.py::test", Records({})).grade("x", 0.5, **arguments)

    assert said in str(refused.value)
