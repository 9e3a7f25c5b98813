"""GradientDescentOptimizer: one step of one layer, with gradients that the test sets."""

import pytest

pytestmark = pytest.mark.question("optimizer")


def model_of(student, *layers):
    """A model for the optimizer: anything with a list `layers` will do, and hw3_sol is not needed."""
    model = student.hw3_lib.Module()
    model.layers = list(layers)
    return model


def layer_with_gradients(student, rng):
    """A Linear layer that holds parameters and gradients of the test's own, though no backward has run."""
    weights, biases = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))
    layer = student.hw3_lib.Linear((weights, biases))
    layer.weights, layer.biases = weights, biases  # whatever a wrong Linear has made of them
    layer.d_weights, layer.d_biases = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))
    return layer


@pytest.mark.weight(1)
def test_step_moves_the_weights(student, check, rng):
    """step: new weights = weights - learning rate * d_weights."""
    layer = layer_with_gradients(student, rng)
    model = model_of(student, layer)
    student.hw3_lib.GradientDescentOptimizer(model, 0.1).step()

    check.close("weights", layer.weights)


@pytest.mark.weight(1)
def test_step_moves_the_biases(student, check, rng):
    """step: new biases = biases - learning rate * d_biases."""
    layer = layer_with_gradients(student, rng)
    model = model_of(student, layer)
    student.hw3_lib.GradientDescentOptimizer(model, 0.1).step()

    check.close("biases", layer.biases)
