"""softmax, the activations, the cost."""

import numpy as np
import pytest


@pytest.mark.question("softmax")
@pytest.mark.weight(0.8)
def test_softmax(student, check, rng):
    """softmax: exponentials, divided by their sum over the classes of each example."""
    check.close("softmax", student.adapter.my_softmax(rng.uniform(-2, 2, (5, 3))))


@pytest.mark.question("activations")
@pytest.mark.weight(0.8)
def test_relu(student, check, rng):
    """relu: the larger of 0 and s."""
    check.close("relu", student.adapter.my_relu(rng.uniform(-2, 2, (5, 3))))


@pytest.mark.question("cross-entropy")
def test_cross_entropy(student, check, rng):
    """cross_entropy: the average over the batch."""
    p = rng.uniform(0.2, 1, (5, 3))
    check.close("cost", student.adapter.my_cross_entropy(p / p.sum(axis=1, keepdims=True), np.eye(3)[[0, 1, 2, 1, 1]]))


@pytest.mark.question("backward")
def test_gradients(student, check, rng):
    """backward: all gradients."""
    params = [rng.uniform(-1, 1, shape) for shape in [(4, 3), (1, 3), (3, 2), (1, 2)]]
    got = student.adapter.my_gradients(rng.uniform(-1, 1, (5, 4)), np.eye(2)[[0, 1, 0, 1, 1]], params, "tanh")
    check.close("dw_1", got[0])


@pytest.mark.question("forward")
def test_forward(student, check, rng):
    """forward: probabilities."""
    params = [rng.uniform(-1, 1, shape) for shape in [(4, 3), (1, 3), (3, 2), (1, 2)]]
    check.close("probabilities", student.adapter.my_forward(rng.uniform(-1, 1, (5, 4)), params, "relu"))
