"""forward and backward of a small network, with tanh and with ReLU in its hidden layers."""

import pytest
from networks import judge_forward, judge_gradients, labels, networks


@pytest.mark.question("forward")
@pytest.mark.weight(0.6)
def test_forward_with_tanh(student, check, rng):
    """forward: the probabilities of a network with tanh."""
    judge_forward(student, check, rng.uniform(-1, 1, (5, 4)), networks(rng, 4, 5, 3), "tanh")


@pytest.mark.question("forward")
@pytest.mark.weight(0.6)
def test_forward_with_relu(student, check, rng):
    """forward: the probabilities of a network with ReLU."""
    judge_forward(student, check, rng.uniform(0.1, 1, (5, 4)), networks(rng, 4, 5, 3, relu=True), "relu")


@pytest.mark.question("backward")
@pytest.mark.weight(0.8)
def test_output_layer(student, check, rng):
    """backward: the gradients of the output layer's weights and biases."""
    x, y = rng.uniform(-1, 1, (7, 4)), labels(rng, 7, 3)
    judge_gradients(student, check, x, y, networks(rng, 4, 5, 3), "tanh", slice(-2, None))


@pytest.mark.question("backward")
@pytest.mark.weight(0.8)
def test_last_hidden_layer(student, check, rng):
    """backward: the gradients of the last hidden layer, with tanh."""
    x, y = rng.uniform(-1, 1, (7, 4)), labels(rng, 7, 3)
    judge_gradients(student, check, x, y, networks(rng, 4, 5, 3), "tanh", slice(-4, -2))


@pytest.mark.question("backward")
@pytest.mark.weight(0.8)
def test_all_layers(student, check, rng):
    """backward: the gradients of all layers, with tanh."""
    x, y = rng.uniform(-1, 1, (7, 4)), labels(rng, 7, 3)
    judge_gradients(student, check, x, y, networks(rng, 4, 5, 3), "tanh")


@pytest.mark.question("backward")
@pytest.mark.weight(0.8)
def test_all_layers_with_relu(student, check, rng):
    """backward: the gradients of all layers, with ReLU."""
    x, y = rng.uniform(0.1, 1, (7, 4)), labels(rng, 7, 3)
    judge_gradients(student, check, x, y, networks(rng, 4, 5, 3, relu=True), "relu")
