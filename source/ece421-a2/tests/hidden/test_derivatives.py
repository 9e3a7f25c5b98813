"""gradCE and backprop: other shapes, a single example, classes that do not occur, all four gradients at once."""

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


@pytest.mark.question("backprop")
@pytest.mark.weight(0.8)
@pytest.mark.parametrize(
    ("rows", "pixels", "hidden", "classes"),
    [(12, 16, 9, 10), (7, 4, 4, 4), (3, 8, 6, 2)],
    ids=["digits", "square", "two-classes"],
)
def test_all_gradients(student, check, rng, rows, pixels, hidden, classes):
    """backprop: all four gradients of a batch, in one reading."""
    judge_backprop(student, check, drawn(rng, rows, pixels, hidden, classes))


@pytest.mark.question("backprop")
@pytest.mark.weight(0.6)
def test_one_example(student, check, rng):
    """backprop of a single example."""
    judge_backprop(student, check, drawn(rng, 1, 5, 8, 3))


@pytest.mark.question("backprop")
@pytest.mark.weight(0.8)
def test_units_that_are_off(student, check, rng):
    """A hidden unit that is silent for every example, and one that never is."""
    xi, xh, w, target, probabilities = drawn(rng, 5, 6, 4, 3)
    xh[:, 1], xh[:, 2] = 0.0, rng.uniform(0.1, 1, 5)

    judge_backprop(student, check, (xi, xh, w, target, probabilities), ["dwh", "dbh"])


@pytest.mark.question("backprop")
@pytest.mark.weight(1)
def test_large_units(student, check, rng):
    """Hidden units of very different sizes: the slope of each is 1."""
    xi, xh, w, target, probabilities = drawn(rng, 6, 5, 4, 3)

    judge_backprop(student, check, (xi, xh * np.array([0.01, 1, 30, 5]), w, target, probabilities))
