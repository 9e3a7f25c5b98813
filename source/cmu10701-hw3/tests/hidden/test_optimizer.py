"""GradientDescentOptimizer: every Linear, several steps, other learning rates."""

import pytest

pytestmark = pytest.mark.question("optimizer")


def model_of(student, *layers):
    """A model for the optimizer: anything with a list `layers` will do, and hw3_sol is not needed."""
    model = student.hw3_lib.Module()
    model.layers = list(layers)
    return model


def set_gradients(rng, layer, size_in, size_out):
    """Gradients of the test's own making: how backward works is no matter here."""
    layer.d_weights = rng.uniform(-1, 1, (size_in, size_out))
    layer.d_biases = rng.uniform(-1, 1, (1, size_out))


def linear(student, rng, size_in=4, size_out=3):
    """A Linear layer that holds parameters and gradients of the test's own, though no backward has run."""
    weights, biases = rng.uniform(-1, 1, (size_in, size_out)), rng.uniform(-1, 1, (1, size_out))
    layer = student.hw3_lib.Linear((weights, biases))
    layer.weights, layer.biases = weights, biases  # whatever a wrong Linear has made of them
    set_gradients(rng, layer, size_in, size_out)
    return layer


@pytest.mark.weight(0.4)
@pytest.mark.parametrize("index", [0, 1, 2], ids=["first", "middle", "last"])
def test_every_linear_layer_moves(student, check, rng, index):
    """step moves each Linear layer of a deep network, and passes over what has no parameters."""
    with student.pipeline():
        linears = [linear(student, rng, 5, 4), linear(student, rng, 4, 3), linear(student, rng, 3, 2)]
        sigmoid, relu = student.hw3_lib.Sigmoid(), student.hw3_lib.ReLU()
        model = model_of(student, linears[0], sigmoid, linears[1], relu, linears[2])
        student.hw3_lib.GradientDescentOptimizer(model, 0.01).step()
        weights, biases = linears[index].weights, linears[index].biases

    check.close("weights", weights)
    check.close("biases", biases)


@pytest.mark.weight(0.3)
@pytest.mark.parametrize("learning_rate", [1.0, 0.5, 0.001])
def test_learning_rate(student, check, rng, learning_rate):
    """The step is as long as the learning rate says."""
    with student.pipeline():
        layer = linear(student, rng)
        student.hw3_lib.GradientDescentOptimizer(model_of(student, layer), learning_rate).step()
        weights, biases = layer.weights, layer.biases

    check.close("weights", weights)
    check.close("biases", biases)


@pytest.mark.weight(0.5)
def test_each_step_uses_the_gradients_of_the_moment(student, check, rng):
    """Three steps with new gradients each: no momentum, no decay, nothing added up."""
    with student.pipeline():
        layer = linear(student, rng)
        optimizer = student.hw3_lib.GradientDescentOptimizer(model_of(student, layer), 0.1)
        for _ in range(3):
            optimizer.step()
            set_gradients(rng, layer, 4, 3)
        weights, biases = layer.weights, layer.biases

    check.close("weights", weights)
    check.close("biases", biases)


@pytest.mark.weight(0.2)
def test_large_gradients_are_not_clipped(student, check, rng):
    """A gradient of 1000 makes a step a thousand times as long as one of 1."""
    with student.pipeline():
        layer = linear(student, rng)
        layer.d_weights, layer.d_biases = rng.uniform(-1000, 1000, (4, 3)), rng.uniform(-1000, 1000, (1, 3))
        student.hw3_lib.GradientDescentOptimizer(model_of(student, layer), 0.1).step()
        weights, biases = layer.weights, layer.biases

    check.close("weights", weights)
    check.close("biases", biases)


@pytest.mark.weight(0.2)
def test_another_model_stays(student, check, rng):
    """step moves its own model and no other."""
    with student.pipeline():
        mine, other = linear(student, rng), linear(student, rng)
        optimizer = student.hw3_lib.GradientDescentOptimizer(model_of(student, mine), 0.1)
        student.hw3_lib.GradientDescentOptimizer(model_of(student, other), 0.1)  # made later, never asked to step
        optimizer.step()
        mine_now, other_now = mine.weights, other.weights

    check.close("weights of the model", mine_now)
    check.close("weights of the other model", other_now)
