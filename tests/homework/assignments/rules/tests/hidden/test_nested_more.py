"""Other lists and arrays."""

import pytest


@pytest.mark.question("recursion")
def test_more_totals(student, check, rng):
    """Deep lists and a number."""
    one, two, three = (int(n) for n in rng.randint(1, 90, 3))
    check.equal("total", student.nested.total([[one], [[two, [[three]]], one]]))
    check.equal("number", student.nested.total(two))


@pytest.mark.question("recursion")
def test_more_depths(student, check):
    """Empty lists are lists."""
    check.equal("depths", [student.nested.depth(one) for one in ([], [[]], [1, [[], 2]], [[[[]]], []])])
    check.equal("of a number", student.nested.depth(7), zeros=True)


@pytest.mark.question("arrays")
def test_arrays(student, check, rng):
    """Random rows."""
    a, b = rng.uniform(-1, 1, (5, 3)), rng.uniform(-1, 1, (4, 3))
    check.close("distances", student.nested.distances(a, b))
    check.close("table", student.nested.normalize(a))


@pytest.mark.question("arrays")
def test_medians(student, check, rng):
    """Seven different numbers."""
    check.equal("median", student.nested.median([int(n) for n in rng.permutation(50)[:7]]))
