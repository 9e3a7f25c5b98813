"""Examples, and the rules."""

import numpy as np
import pytest


@pytest.mark.question("recursion")
def test_total(student, check):
    """A list of lists, by recursion."""
    check.equal("total", student.nested.total([1, [2, [3, 4]], []]))
    check.source(student.nested.total, calls_itself=True)


@pytest.mark.question("recursion")
def test_depth(student, check):
    """A list of lists, by recursion."""
    check.equal("depth", student.nested.depth([1, [2, [3, 4]], []]))
    check.source(student.nested.depth, calls_itself=True)


@pytest.mark.question("arrays")
def test_normalize(student, check, rng):
    """Mean 0 and deviation 1, without a loop."""
    check.close("table", student.nested.normalize(rng.uniform(1, 9, (4, 3))))
    check.source(student.nested.normalize, forbid=["for", "while", "map", "np.vectorize", "np.apply_along_axis"])


@pytest.mark.question("arrays")
def test_distances(student, check):
    """Two points and three."""
    a, b = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [3.0, 0.0], [6.0, 8.0]])
    check.close("distances", student.nested.distances(a, b))
    check.source(student.nested.distances, forbid=["for", "while"], remark=True)


@pytest.mark.question("arrays")
def test_median(student, check):
    """The middle of five, without sorting."""
    check.equal("median", student.nested.median([5, 1, 9, 3, 8]))
    check.source(student.nested.median, forbid=["sorted", ".sort", "np.sort", "statistics", "np.median"])
