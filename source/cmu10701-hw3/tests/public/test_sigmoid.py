"""Sigmoid: the basics of forward and backward."""

import pytest

pytestmark = pytest.mark.question("sigmoid")


@pytest.mark.weight(1)
def test_forward(student, check, rng):
    """forward: 1 / (1 + exp(-x)) of each element."""
    check.close("Z", student.hw3_lib.Sigmoid().forward(rng.uniform(-3, 3, (4, 3))))


@pytest.mark.weight(1)
def test_backward(student, check, rng):
    """backward multiplies the gradient by the slope at the input of the last forward."""
    layer = student.hw3_lib.Sigmoid()
    layer.forward(rng.uniform(-3, 3, (4, 3)))

    check.close("the gradient", layer.backward(rng.uniform(-1, 1, (4, 3))))
