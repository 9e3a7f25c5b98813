"""The package, with more rows, and numbers of either sign."""

import numpy as np
import pytest


@pytest.mark.question("layers")
@pytest.mark.parametrize("rows", [1, 5])
def test_rows(student, check, rng, rows):
    """One layer after the other."""
    first, second = (student.net.Dense(rng.uniform(-1, 1, shape)) for shape in ((3, 4), (4, 2)))
    hidden = student.net.layers.relu(first.forward(rng.uniform(-1, 1, (rows, 3))))
    check.close("hidden", hidden)
    check.close("output", second.forward(hidden))


@pytest.mark.question("main")
def test_signs(student, check, rng):
    """Where each output is negative it is 0."""
    weights = rng.uniform(0.1, 1, (3, 2))
    check.close("positive", student.main.run(weights, rng.uniform(0.1, 1, (5, 3))))
    check.close("negative", student.main.run(-weights, rng.uniform(0.1, 1, (5, 3))), zeros=True)
    check.true(np.shape(student.main.run(weights, np.ones((1, 3)))) == (1, 2), "one row gives one row")
