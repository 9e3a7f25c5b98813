"""Softmax: the basics of forward and backward."""

import pytest

pytestmark = [pytest.mark.question("softmax"), pytest.mark.batch]


@pytest.mark.weight(1.2)
def test_forward(student, check, rng):
    """forward: a row of probabilities for each example."""
    check.close("Y", student.activations.Activation("softmax").forward(rng.uniform(-2, 2, (5, 3))))


@pytest.mark.weight(1.2)
def test_backward(student, check, rng):
    """backward: each row of dY times the Jacobian of its row of Z."""
    Z, dY = rng.uniform(-2, 2, (5, 3)), rng.uniform(-1, 1, (5, 3))

    check.close("dZ", student.activations.Activation("softmax").backward(Z, dY))
