"""The package."""

import pytest


@pytest.mark.question("layers")
def test_layers(student, check, rng):
    """A layer by both of its names."""
    weights, x = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (4, 3))
    check.close("forward", student.net.layers.Dense(weights).forward(x))
    check.close("again", student.net.Dense(weights).forward(x))
    check.true(student.identical(student.net.Dense, student.net.layers.Dense), "there is one class Dense")


@pytest.mark.question("layers")
def test_relu(student, check, rng):
    """The larger of x and 0."""
    check.close("relu", student.net.layers.relu(rng.uniform(-1, 1, (4, 3))))


@pytest.mark.question("main")
def test_main(student, check, rng):
    """Both together."""
    check.close("run", student.main.run(rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (4, 3))))
