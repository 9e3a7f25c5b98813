"""Examples."""

from collections import Counter

import pytest


@pytest.mark.question("draws")
def test_roll(student, check):
    """Two dice, many times."""
    sums = Counter(student.beside.dice.many(student.draws.roll, 4000, 1, 2))
    check.equal("smallest and largest sum", [min(sums), max(sums)])
    check.close("share of 7", sums[7] / 4000, expected=1 / 6, atol=0.03)


@pytest.mark.question("draws")
def test_shuffled(student, check):
    """The same items."""
    items = student.draws.shuffled(student.beside.dice.generator(2), ["a", "b", "c"])
    check.equal("items", sorted(items))


@pytest.mark.question("estimates")
def test_pi(student, check):
    """Many points, and the same numbers for the same seed."""
    first, second = (student.draws.estimate_pi(student.beside.dice.generator(5), 40000) for _ in range(2))
    check.close("pi", first, expected=3.1416, atol=0.05)
    check.true(first == second, "the same generator gives the same estimate")
