"""Linear: the basics of forward and backward."""

import pytest

pytestmark = pytest.mark.question("linear")


@pytest.mark.weight(1)
def test_forward(student, check, rng):
    """forward: Z = X W + b for a batch."""
    layer = student.hw3_lib.Linear((rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))))

    check.close("Z", layer.forward(rng.uniform(-1, 1, (4, 3))))


@pytest.mark.weight(0.4)
def test_gradient_of_the_weights(student, check, rng):
    """backward sets d_weights, the average over the batch."""
    layer = student.hw3_lib.Linear((rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))))
    layer.forward(rng.uniform(-1, 1, (4, 3)))
    layer.backward(rng.uniform(-1, 1, (4, 2)))

    check.close("d_weights", layer.d_weights)


@pytest.mark.weight(0.3)
def test_gradient_of_the_biases(student, check, rng):
    """backward sets d_biases, the average over the batch, of shape (1, out)."""
    layer = student.hw3_lib.Linear((rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))))
    layer.forward(rng.uniform(-1, 1, (4, 3)))
    layer.backward(rng.uniform(-1, 1, (4, 2)))

    check.close("d_biases", layer.d_biases)


@pytest.mark.weight(0.3)
def test_gradient_of_the_input(student, check, rng):
    """backward returns the gradient of the input, not averaged."""
    layer = student.hw3_lib.Linear((rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))))
    layer.forward(rng.uniform(-1, 1, (4, 3)))

    check.close("the gradient", layer.backward(rng.uniform(-1, 1, (4, 2))))
