"""Cross-entropy: more shapes, the average, finite differences."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("cross-entropy"), pytest.mark.batch]

SHAPES = {
    "many": (12, 5),
    "one example": (1, 4),
    "as many examples as classes": (4, 4),
    "two classes": (6, 2),
}


def batch(rng, rows=5, classes=3):
    """One-hot labels, and probabilities."""
    odds = rng.uniform(0.2, 1, (rows, classes))
    return np.eye(classes)[rng.randint(0, classes, rows)], odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.weight(0.8)
def test_forward(student, check, rng):
    """The loss of other numbers of examples and classes."""
    loss = student.beside.parts.new_loss(student.loss)

    for name, shape in SHAPES.items():
        check.close(f"loss, {name}", loss.forward(*batch(rng, *shape)), atol=5e-5)


@pytest.mark.weight(0.8)
def test_backward(student, check, rng):
    """The derivative, of other numbers of examples and classes."""
    loss = student.beside.parts.new_loss(student.loss)

    for name, shape in SHAPES.items():
        check.close(f"dL/dY_hat, {name}", loss.backward(*batch(rng, *shape)))


@pytest.mark.weight(0.3)
def test_loss_is_an_average(student, check, rng):
    """The same examples twice have the same loss as once, and half the derivative each."""
    Y, Y_hat = batch(rng)
    loss = student.beside.parts.new_loss(student.loss)
    twice = np.vstack([Y, Y]), np.vstack([Y_hat, Y_hat])

    check.close("loss", loss.forward(*twice), atol=5e-5)
    check.close("dL/dY_hat", loss.backward(*twice))


@pytest.mark.weight(0.3)
def test_finite_differences(student, check, rng):
    """backward is the slope of your own forward."""
    Y, Y_hat = batch(rng)
    loss = student.beside.parts.new_loss(student.loss)

    check.close("loss", loss.forward(Y, Y_hat), atol=5e-5)
    check.gradient("dL/dY_hat", loss.backward(Y, Y_hat), lambda at: loss.forward(Y, at), Y_hat)


@pytest.mark.weight(0.2)
def test_backward_is_about_its_own_arguments(student, check, rng):
    """backward is about what it is handed, and not about an earlier forward."""
    loss = student.beside.parts.new_loss(student.loss)
    loss.forward(*batch(rng))

    check.close("dL/dY_hat", loss.backward(*batch(rng, 4)))
