"""softmax, the activations and their slopes, the cost, the accuracy, the weights to begin with."""

import numpy as np
import pytest
from networks import labels, shares
from parts import judge_relu_derivative, judge_share, judge_start, judge_tanh_derivative


@pytest.mark.question("softmax")
@pytest.mark.weight(0.8)
def test_softmax(student, check, rng):
    """softmax: exponentials, divided by their sum over the classes of each example."""
    check.close("softmax", student.adapter.my_softmax(rng.uniform(-2, 2, (5, 3))))


@pytest.mark.question("activations")
@pytest.mark.weight(0.3)
def test_relu(student, check, rng):
    """relu: the larger of 0 and s, for each entry."""
    s = rng.uniform(1.2, 3, (4, 3)) * np.array([[1.0, -1.0, 0.1]])
    check.close("relu", student.adapter.my_relu(s))


@pytest.mark.question("activations")
@pytest.mark.weight(0.4)
def test_relu_derivative(student, check, rng):
    """relu_derivative: the slope of relu."""
    s = rng.uniform(0.2, 3, (4, 3)) * np.array([[1.0, -1.0, 1.0]])
    judge_relu_derivative(student, check, s)


@pytest.mark.question("activations")
@pytest.mark.weight(0.2)
def test_tanh(student, check, rng):
    """tanh, for each entry."""
    check.close("tanh", student.adapter.my_tanh(rng.uniform(-2, 2, (4, 3))))


@pytest.mark.question("activations")
@pytest.mark.weight(0.4)
def test_tanh_derivative(student, check, rng):
    """tanh_derivative: the slope of tanh, as a function of s or of a."""
    judge_tanh_derivative(student, check, rng.uniform(0.3, 0.95, (4, 3)) * np.array([[1.0, -1.0, 1.0]]))


@pytest.mark.question("cross-entropy")
@pytest.mark.weight(0.6)
def test_cross_entropy(student, check, rng):
    """cross_entropy: the average over the examples, one number."""
    y_pred, y_true = shares(rng, 5, 3), labels(rng, 5, 3)
    check.close("the cost", student.adapter.my_cross_entropy(y_pred, y_true))


@pytest.mark.question("accuracy")
@pytest.mark.weight(0.4)
def test_accuracy(student, check, rng):
    """accuracy: the share of the examples that are told right."""
    judge_share(student, check, rng, right=5, wrong=3, classes=4)


@pytest.mark.question("init")
@pytest.mark.weight(0.6)
def test_init_params(student, check):
    """init_params: weights and biases of the right shapes, and no two units alike."""
    judge_start(student, check, [40, 9, 7, 5, 3])
