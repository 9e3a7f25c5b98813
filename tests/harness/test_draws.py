"""The fixture `rng`: single draws are plain values, and the stream is NumPy's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.harness.session.seeds import Draws, generator_of
from autograder.harness.session.students import Tests

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(-1000, 1000), st.integers(0, 50))
def test_a_whole_number_is_a_plain_one(seed: int, low: int, more: int) -> None:
    """From the first to the last, both included, and as NumPy draws it."""
    number = Draws(seed).integer(low, low + more)

    assert type(number) is int
    assert low <= number <= low + more
    assert number == np.random.RandomState(seed).randint(low, low + more + 1)


def test_both_ends_come() -> None:
    """As with `random.randint`."""
    draws = Draws(1)

    assert {draws.integer(1, 3) for _ in range(100)} == {1, 2, 3}


@given(seeds, st.lists(st.integers(), min_size=1, max_size=9))
def test_a_choice_is_the_entry_itself_and_leaves_the_stream_as_it_was(seed: int, numbers: list[int]) -> None:
    """A test that was recorded before draws the same."""
    small = [number % 100 for number in numbers]
    ours, theirs = Draws(seed), np.random.RandomState(seed)

    chosen = ours.choice(small)

    assert type(chosen) is int
    assert chosen == theirs.choice(small)
    assert ours.uniform() == theirs.uniform()


@pytest.mark.parametrize("entries", [["ab", 3, None], ((1, 2), [3]), range(5, 9), [[1], [2, 3]]])
def test_an_entry_is_chosen_as_it_stands(entries: Any) -> None:  # noqa: ANN401 - mixed on purpose
    """No array is made of it."""
    draws = Draws(2)

    assert any(draws.choice(entries) is one for one in entries) or type(entries) is range


def test_all_else_is_numpy_s() -> None:
    """Several at once, of an array, of a number, with probabilities."""
    for arguments in ((np.arange(5.0),), (7,), ([1, 2], 3), ([1, 2], 4, True, [0.5, 0.5])):
        ours, theirs = Draws(3).choice(*arguments), np.random.RandomState(3).choice(*arguments)
        assert type(ours) is type(theirs)
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize(("low", "high"), [(3, 2), (0, -1)])
def test_no_number_is_no_draw(low: int, high: int) -> None:
    """With the words of the test's own line."""
    with pytest.raises(ValueError, match=rf"rng.integer\({low}, {high}\): there is no number"):
        Draws(1).integer(low, high)


def test_it_is_what_a_test_is_given() -> None:
    """Of public and of hidden tests."""
    tests = Tests(folders={}, seed=1, questions=("q",), secret=b"s" * 32)

    assert type(generator_of(tests, "public/test_a.py::test")) is Draws
    assert type(generator_of(tests, "hidden/test_a.py::test")) is Draws
