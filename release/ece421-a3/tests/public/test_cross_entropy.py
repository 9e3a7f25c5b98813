"""Cross-entropy: the basics of forward and backward."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("cross-entropy"), pytest.mark.batch]


def batch(rng, rows=5, classes=3):
    """One-hot labels, and probabilities."""
    odds = rng.uniform(0.2, 1, (rows, classes))
    return np.eye(classes)[rng.randint(0, classes, rows)], odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.weight(0.8)
def test_forward(student, check, rng):
    """forward: the average of the batch, one number."""
    check.close("loss", student.beside.parts.new_loss(student.loss).forward(*batch(rng)), atol=5e-5)


@pytest.mark.weight(0.8)
def test_backward(student, check, rng):
    """backward: the derivative with respect to the predictions, which are probabilities."""
    check.close("dL/dY_hat", student.beside.parts.new_loss(student.loss).backward(*batch(rng)))
