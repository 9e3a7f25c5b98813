"""gradCE and backprop: other shapes, a single example, classes that do not occur, each of the four gradients."""

import numpy as np
import pytest
from conventions import drawn, judge_backprop, judge_gradient, labels, shares


@pytest.mark.question("grad-ce")
@pytest.mark.weight(0.5)
@pytest.mark.parametrize(
    ("rows", "columns"), [(12, 10), (1, 4), (4, 4)], ids=["digits", "one-example", "square"]
)
def test_gradCE(student, check, rng, rows, columns):
    """gradCE in other shapes."""
    judge_gradient(student, check, labels(rng, rows, columns), shares(rng, rows, columns))


@pytest.mark.question("grad-ce")
@pytest.mark.weight(0.3)
def test_classes_that_do_not_occur(student, check, rng):
    """A batch of two classes of five: the others have a gradient as well."""
    judge_gradient(student, check, np.eye(5)[[3, 1, 3]], shares(rng, 3, 5))


SHAPES = pytest.mark.parametrize(
    ("rows", "pixels", "hidden", "classes"),
    [(12, 16, 9, 10), (7, 4, 4, 4), (5, 8, 6, 3)],
    ids=["digits", "square", "few-classes"],
)
OUTPUT, HIDDEN = ["dwo", "dbo"], ["dwh", "dbh"]
# A layer whose gradients are right earns its points, whatever the other layer's are.
LAYERS = pytest.mark.parametrize("names", [OUTPUT, HIDDEN], ids=["output-layer", "hidden-layer"])


@pytest.mark.question("backprop")
@pytest.mark.weight(0.2)
@SHAPES
@pytest.mark.parametrize("name", OUTPUT)
def test_output_layer(student, check, rng, name, rows, pixels, hidden, classes):
    """backprop: a gradient of the output layer, in other shapes."""
    judge_backprop(student, check, drawn(rng, rows, pixels, hidden, classes), [name])


@pytest.mark.question("backprop")
@pytest.mark.weight(0.2)
@SHAPES
@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_layer(student, check, rng, name, rows, pixels, hidden, classes):
    """backprop: a gradient of the hidden layer, in other shapes."""
    judge_backprop(student, check, drawn(rng, rows, pixels, hidden, classes), [name])


@pytest.mark.question("backprop")
@pytest.mark.weight(0.3)
@LAYERS
def test_one_example(student, check, rng, names):
    """backprop of a single example."""
    judge_backprop(student, check, drawn(rng, 1, 5, 8, 3), names)


@pytest.mark.question("backprop")
@pytest.mark.weight(0.8)
def test_units_that_are_off(student, check, rng):
    """A hidden unit that is silent for every example, and one that never is."""
    xi, xh, w, target, probabilities = drawn(rng, 5, 6, 4, 3)
    xh[:, 1], xh[:, 2] = 0.0, rng.uniform(0.1, 1, 5)

    judge_backprop(student, check, (xi, xh, w, target, probabilities), HIDDEN)


@pytest.mark.question("backprop")
@pytest.mark.weight(0.5)
@LAYERS
def test_large_units(student, check, rng, names):
    """Hidden units of very different sizes: the slope of each is 1."""
    xi, xh, w, target, probabilities = drawn(rng, 6, 5, 4, 3)

    judge_backprop(student, check, (xi, xh * np.array([0.01, 1, 30, 5]), w, target, probabilities), names)
