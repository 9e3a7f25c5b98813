"""What people read: lists that stop before they fill a screen."""

from __future__ import annotations

import pytest

from autograder.text import listed


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (list("abcde"), "a, b and 3 more"),
    ],
)
def test_a_list_names_the_first_and_counts_the_others(items: list[str], said: str) -> None:
    """All of them where they are few."""
    assert listed(items, shown=2) == said


def test_a_list_can_read_like_a_sentence() -> None:
    """With a word before the last, and other signs between."""
    assert listed(["a", "b", "c"], last=" and ") == "a, b and c"
    assert listed(["a", "b", "c"], between="; ", shown=2) == "a; b and 1 more"
