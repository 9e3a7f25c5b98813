"""Slips of people who had the handout alone: nothing is said to them that nobody has read and found true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.real_course import NAME
from tests.support.written_slips import CHECKED, SLIPS, read_said, said_on, screen_of, texts_of

if TYPE_CHECKING:
    from pathlib import Path

LOST = ("leads", "partly", "nothing")  # of slips that lose points in the public tests


@pytest.mark.siege
@pytest.mark.parametrize("name", CHECKED)
def test_the_first_screen_says_what_was_read_and_found_true(built: Path, name: str) -> None:
    """To the word: whatever is new in it has to be read first."""
    assert said_on(screen_of(built / "release" / NAME, SLIPS[name])) == read_said()[name]


@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_fits_its_right_solution(name: str) -> None:
    """And its texts are others."""
    assert len(texts_of(SLIPS[name])) == 2


def test_four_fifths_of_what_loses_points_are_led_to_the_line() -> None:
    """By reading all of it; none of what is said is false."""
    judged = [slip["told"] for slip in SLIPS.values()]
    lost = [word for word in judged if word in LOST]

    assert len(lost) >= 100
    assert lost.count("leads") >= 0.8 * len(lost)
    assert set(judged) <= {*LOST, "not begun", "passes"}
