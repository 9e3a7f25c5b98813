"""Sigmoid: more shapes, large inputs, finite differences."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("sigmoid"), pytest.mark.batch]


@pytest.mark.weight(0.15)
def test_forward(student, check, rng):
    """forward, in another shape."""
    check.close("Y", student.activations.Activation("sigmoid").forward(rng.uniform(-5, 5, (6, 8))))


@pytest.mark.weight(0.2)
def test_backward(student, check, rng):
    """backward, in another shape, about the Z that it is handed."""
    sigmoid = student.activations.Activation("sigmoid")
    sigmoid.forward(rng.uniform(-5, 5, (3, 4)))
    Z, dY = rng.uniform(-4, 4, (6, 8)), rng.uniform(-2, 2, (6, 8))

    check.close("dZ", sigmoid.backward(Z, dY))


@pytest.mark.weight(0.1)
def test_large_inputs(student, check):
    """Inputs of 1000 and -1000 give 1 and 0."""
    Z = np.array([[-1000.0, 1000.0, 0.0]])

    check.close(
        "Y", student.activations.Activation("sigmoid").forward(Z), expected=[[0.0, 1.0, 0.5]], atol=1e-6
    )


@pytest.mark.weight(0.15)
def test_finite_differences(student, check, rng):
    """backward is the slope of your own forward."""
    Z, g = rng.uniform(-2, 2, (3, 4)), rng.uniform(-1, 1, (3, 4))
    sigmoid = student.activations.Activation("sigmoid")

    check.close("Y", sigmoid.forward(Z))
    check.gradient("dZ", sigmoid.backward(Z, g), sigmoid.forward, Z, then=lambda Y: np.sum(g * Y))
