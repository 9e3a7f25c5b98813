"""CrossEntropyLoss: the basics of forward and backward."""

import pytest

pytestmark = pytest.mark.question("cross-entropy")


@pytest.mark.weight(2)
def test_forward(student, check, rng):
    """forward: the mean cross-entropy of a batch, one number."""
    loss = student.hw3_lib.CrossEntropyLoss()

    check.close("loss", loss.forward(rng.uniform(-2, 2, (4, 3)), rng.randint(0, 3, 4)))


@pytest.mark.weight(2)
def test_backward(student, check, rng):
    """backward: probabilities minus one-hot labels, not divided by N."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.uniform(-2, 2, (4, 3)), rng.randint(0, 3, 4))

    check.close("the gradient", loss.backward())
