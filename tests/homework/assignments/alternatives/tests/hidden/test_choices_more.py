"""Other graphs and numbers."""

import pytest

EDGES = [(1, 5), (5, 4), (1, 8), (8, 4), (4, 6), (6, 7), (1, 2), (2, 3), (3, 4), (9, 10)]


@pytest.mark.question("paths")
def test_paths(student, check):
    """A path that is as short as can be and follows the edges; or none."""
    path = student.choices.shortest_path(EDGES, 1, 7)
    steps = list(zip(path, path[1:]))
    check.equal("length", len(path))
    check.equal("ends", [path[0], path[-1]])
    check.true(all(step in EDGES or step[::-1] in EDGES for step in steps), "each step follows an edge")
    check.equal("no path", student.choices.shortest_path(EDGES, 1, 9))


@pytest.mark.question("quartiles")
def test_even(student, check, rng):
    """Either of both in the middle."""
    numbers = sorted(int(one) for one in rng.permutation(90)[:6])
    found = student.choices.median(numbers[::-1])
    check.close("median", found, also=[check.recorded("the higher one", lambda: numbers[3])])


@pytest.mark.question("quartiles")
def test_quartiles(student, check, rng):
    """With the middle one in both halves, or in none."""
    numbers = [int(one) for one in rng.permutation(90)[:9]]
    ordered = sorted(numbers)
    found = student.choices.quartiles(numbers)
    inclusive = check.recorded("inclusive", lambda: [ordered[2], ordered[4], ordered[6]])
    check.close("quartiles", found, also=[inclusive])
