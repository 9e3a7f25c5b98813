"""ReLU: the basics of forward and backward."""

import pytest

pytestmark = pytest.mark.question("relu")


@pytest.mark.weight(1)
def test_forward(student, check, rng):
    """forward: the larger of 0 and x, for each element."""
    check.close("Z", student.hw3_lib.ReLU().forward(rng.uniform(-3, 3, (4, 3))))


@pytest.mark.weight(1)
def test_backward(student, check, rng):
    """backward passes the gradient on where the input was positive, and 0 elsewhere."""
    layer = student.hw3_lib.ReLU()
    layer.forward(rng.uniform(-3, 3, (4, 3)))

    check.close("the gradient", layer.backward(rng.uniform(-1, 1, (4, 3))))
