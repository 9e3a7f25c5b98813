"""Sigmoid: the basics of forward and backward."""

import pytest

pytestmark = [pytest.mark.question("sigmoid"), pytest.mark.batch]


@pytest.mark.weight(0.2)
def test_forward(student, check, rng):
    """forward: 1 / (1 + exp(-z)), for each element."""
    check.close("Y", student.activations.Activation("sigmoid").forward(rng.uniform(-3, 3, (4, 3))))


@pytest.mark.weight(0.2)
def test_backward(student, check, rng):
    """backward multiplies dY by the slope at Z."""
    Z, dY = rng.uniform(-3, 3, (4, 3)), rng.uniform(-1, 1, (4, 3))

    check.close("dZ", student.activations.Activation("sigmoid").backward(Z, dY))
