"""Cross-entropy: more shapes, the average, finite differences."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("cross-entropy"), pytest.mark.batch]

SHAPES = pytest.mark.parametrize(
    ("rows", "classes"),
    [(12, 5), (1, 4), (4, 4), (6, 2)],
    ids=["many", "one-example", "square", "two-classes"],
)


def batch(rng, rows=5, classes=3):
    """One-hot labels, and probabilities."""
    odds = rng.uniform(0.2, 1, (rows, classes))
    return np.eye(classes)[rng.randint(0, classes, rows)], odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.weight(0.2)
@SHAPES
def test_forward(student, check, rng, rows, classes):
    """The loss, in other shapes."""
    check.close(
        "loss", student.beside.parts.new_loss(student.loss).forward(*batch(rng, rows, classes)), atol=5e-5
    )


@pytest.mark.weight(0.2)
@SHAPES
def test_backward(student, check, rng, rows, classes):
    """The derivative, in other shapes."""
    check.close("dL/dY_hat", student.beside.parts.new_loss(student.loss).backward(*batch(rng, rows, classes)))


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
