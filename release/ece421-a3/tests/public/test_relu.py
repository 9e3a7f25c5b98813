"""ReLU: the basics of forward and backward."""

import pytest

pytestmark = [pytest.mark.question("relu"), pytest.mark.batch]


@pytest.mark.weight(0.8)
def test_forward(student, check, rng):
    """forward: the larger of 0 and z, for each element."""
    check.close("Y", student.activations.Activation("relu").forward(rng.uniform(-3, 3, (4, 3))))


@pytest.mark.weight(0.8)
def test_backward(student, check, rng):
    """backward hands dY on where Z is positive, and 0 elsewhere."""
    Z, dY = rng.uniform(-3, 3, (4, 3)), rng.uniform(-1, 1, (4, 3))

    check.close("dZ", student.activations.Activation("relu").backward(Z, dY))
