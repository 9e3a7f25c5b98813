"""All three, in other shapes. SECRET-OF-THE-HIDDEN-TESTS: this line must never reach a student."""

import numpy as np
import pytest


@pytest.mark.question("relu")
@pytest.mark.parametrize("shape", [(4, 3), (1, 5)], ids=["many", "one"])
def test_forward(student, check, rng, shape):
    """forward, in other shapes."""
    check.close("Z", student.layers.ReLU().forward(rng.uniform(-1, 1, shape)))


@pytest.mark.question("relu")
def test_backward(student, check, rng):
    """backward passes on what was positive."""
    layer = student.layers.ReLU()
    layer.forward(rng.uniform(-1, 1, (4, 3)))

    check.close("the gradient", layer.backward(rng.uniform(-1, 1, (4, 3))))


@pytest.mark.question("linear")
def test_linear(student, check, rng):
    """Z = X W + b."""
    layer = student.layers.Linear(rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2)))

    check.close("Z", layer.forward(rng.uniform(-1, 1, (5, 3))))


@pytest.mark.question("linear")
def test_biases(student, check):
    """Where x is 0, the biases remain."""
    check.close("Z", student.layers.Linear(np.ones((2, 2)), np.array([[3.0, 4.0]])).forward(np.zeros((1, 2))))


@pytest.mark.question("mean")
def test_later_updates(student, check, rng):
    """update: the mean of all rows so far."""
    mean = student.training.RunningMean(3)
    mean.update(rng.uniform(-1, 1, (4, 3)))

    check.close("mean", mean.update(rng.uniform(-1, 1, (2, 3))))


@pytest.mark.question("mean")
def test_count(student, check):
    """The attribute count counts rows."""
    mean = student.training.RunningMean(1)
    mean.update(np.ones((7, 1)))

    check.equal("count", mean.count)
