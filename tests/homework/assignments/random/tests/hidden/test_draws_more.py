"""Frequencies with other seeds."""

from collections import Counter

import pytest


@pytest.mark.question("draws")
def test_weights(student, check, rng):
    """Each key as often as its weight says."""
    weights = {"a": 1, "b": 2, "c": 5}
    names = Counter(student.beside.dice.many(student.draws.weighted, 4000, int(rng.randint(10**6)), weights))
    for name, weight in weights.items():
        check.close(f"share of {name}", names[name] / 4000, expected=weight / 8, atol=0.04)


@pytest.mark.question("draws")
def test_orders(student, check, rng):
    """All orders are as likely."""
    orders = student.beside.dice.many(student.draws.shuffled, 3000, int(rng.randint(10**6)), [1, 2, 3])
    counts = Counter(tuple(order) for order in orders)
    check.equal("orders", sorted(counts))
    check.true(all(400 < count < 600 for count in counts.values()), "each order has to be as likely as any other")


@pytest.mark.question("draws")
def test_many_dice(student, check, rng):
    """The mean and the spread of ten dice."""
    sums = student.beside.dice.many(student.draws.roll, 2000, int(rng.randint(10**6)), 10)
    mean = sum(sums) / 2000
    check.close("mean", mean, expected=35, atol=0.7)
    check.close("variance", sum((one - mean) ** 2 for one in sums) / 2000, expected=175 / 6, atol=6)


@pytest.mark.question("estimates")
def test_bootstrap(student, check, rng):
    """The deviation of a mean."""
    numbers = rng.uniform(0, 1, 100)
    found = student.draws.bootstrap(student.beside.dice.generator(int(rng.randint(10**6))), numbers, 2000)
    check.close("deviation", found, expected=float(numbers.std() / 10), rtol=0.15)
