"""Softmax: more shapes, large scores, finite differences."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("softmax"), pytest.mark.batch]

SHAPES = {
    "many": (12, 5),
    "one example": (1, 4),
    "as many examples as classes": (4, 4),
    "two classes": (6, 2),
}


@pytest.mark.weight(1)
def test_forward(student, check, rng):
    """forward: other numbers of examples and classes."""
    softmax = student.activations.Activation("softmax")

    for name, shape in SHAPES.items():
        check.close(f"Y, {name}", softmax.forward(rng.uniform(-4, 4, shape)))


@pytest.mark.weight(1.2)
def test_backward(student, check, rng):
    """backward: other numbers of examples and classes, for any dY."""
    softmax = student.activations.Activation("softmax")

    for name, shape in SHAPES.items():
        check.close(f"dZ, {name}", softmax.backward(rng.uniform(-2, 2, shape), rng.uniform(-3, 3, shape)))


@pytest.mark.weight(0.5)
def test_large_scores(student, check, rng):
    """Rows about 1000, -1000 and 0 in one batch."""
    Z = rng.uniform(-2, 2, (3, 4)) + np.array([[1000.0], [-1000.0], [0.0]])

    # Single precision keeps four decimals of a score near 1000.
    check.close("Y", student.activations.Activation("softmax").forward(Z), atol=1e-4)


@pytest.mark.weight(0.2)
def test_far_apart(student, check, rng):
    """Scores of 1000 and -1000 in one row: probabilities of 1 and 0."""
    Z = np.array([rng.permutation([1000.0, -1000.0, 0.0]), rng.permutation([1000.0, 990.0, 1000.0])])

    check.close("Y", student.activations.Activation("softmax").forward(Z), atol=1e-6)


@pytest.mark.weight(0.2)
def test_backward_at_large_scores(student, check, rng):
    """backward where the scores are about 1000."""
    Z, dY = rng.uniform(-2, 2, (3, 4)) + 1000.0, rng.uniform(-1, 1, (3, 4))

    check.close("dZ", student.activations.Activation("softmax").backward(Z, dY), atol=1e-4)


@pytest.mark.weight(0.3)
def test_finite_differences(student, check, rng):
    """backward is the slope of your own forward."""
    Z, g = rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, (3, 4))
    softmax = student.activations.Activation("softmax")

    check.close("Y", softmax.forward(Z))
    check.gradient("dZ", softmax.backward(Z, g), softmax.forward, Z, then=lambda Y: np.sum(g * Y))


@pytest.mark.weight(0.2)
def test_behind_cross_entropy(student, check, rng):
    """For the dY of cross-entropy, backward gives (Y_hat - Y) / m."""
    Z, Y = rng.uniform(-2, 2, (5, 3)), np.eye(3)[rng.randint(0, 3, 5)]
    softmax = student.activations.Activation("softmax")
    powers = np.exp(Z)
    Y_hat = powers / powers.sum(axis=1, keepdims=True)

    check.close("Y_hat", softmax.forward(Z))
    check.close("dZ", softmax.backward(Z, -(Y / Y_hat) / 5))
