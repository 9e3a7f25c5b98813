"""forward and backward: other sizes, a single example, units that are off, images beyond 1."""

import numpy as np
import pytest
from networks import judge_forward, judge_gradients, labels, networks

CASES = [(12, 16, 9, 10), (1, 5, 6, 3), (4, 4, 4, 4)]
IDS = ["digits", "one-example", "square"]


def batch(rng, rows, pixels, classes):
    """Images from 0.1 to 1 and labels."""
    return rng.uniform(0.1, 1, (rows, pixels)), labels(rng, rows, classes)


@pytest.mark.question("forward")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(("rows", "pixels", "hidden", "classes"), CASES, ids=IDS)
def test_forward(student, check, rng, activation, rows, pixels, hidden, classes):
    """forward in other sizes."""
    x, _ = batch(rng, rows, pixels, classes)
    judge_forward(
        student, check, x, networks(rng, pixels, hidden, classes, relu=activation == "relu"), activation
    )


@pytest.mark.question("backward")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2)], ids=["weights", "biases"])
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_gradients(student, check, rng, activation, part, case):
    """backward in other sizes: the gradients of all weights, or of all biases, in one reading."""
    rows, pixels, hidden, classes = case
    x, y = batch(rng, rows, pixels, classes)
    nets = networks(rng, pixels, hidden, classes, relu=activation == "relu")
    judge_gradients(student, check, x, y, nets, activation, part)


@pytest.mark.question("backward")
@pytest.mark.weight(0.6)
def test_large_units(student, check, rng):
    """backward with ReLU where units are large: the slope of each is 1."""
    x, y = batch(rng, 6, 5, 3)
    nets = networks(rng, 5, 4, 3, relu=True)
    for params in nets.values():
        params[0] *= 20.0
        params[-2] *= 0.05

    judge_gradients(student, check, x, y, nets, "relu")


@pytest.mark.question("backward")
@pytest.mark.weight(0.6)
def test_saturated_units(student, check, rng):
    """backward with tanh where units are near -1 and 1: hardly anything passes."""
    x, y = batch(rng, 6, 5, 3)
    nets = networks(rng, 5, 4, 3)
    for params in nets.values():
        params[0][:, 0] = np.abs(params[0][:, 0]) + 1.0

    judge_gradients(student, check, x, y, nets, "tanh")
