"""relu, softmax, computeLayer, CE: other shapes, a single example, large scores."""

import numpy as np
import pytest
from conventions import in_each_layout, judge_layer, labels, shares

SHAPES = pytest.mark.parametrize(
    ("rows", "columns"), [(12, 10), (1, 4), (4, 4)], ids=["digits", "one-example", "square"]
)


@pytest.mark.question("relu")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize("shape", [(8, 5), (1, 6)], ids=["wide", "one-example"])
def test_relu(student, check, rng, shape):
    """relu in other shapes, with entries of exactly 0 and large ones."""
    x = rng.uniform(-50, 50, shape)
    x[0, :2] = 0.0, 800.0

    check.close("relu", student.starter.relu(x))


@pytest.mark.question("softmax")
@pytest.mark.weight(0.1)
@SHAPES
def test_softmax(student, check, rng, rows, columns):
    """softmax in other shapes."""
    x = rng.uniform(-6, 6, (rows, columns))
    wanted = check.recorded("softmax of rows", lambda: student.starter.softmax(x))

    in_each_layout(student, check, lambda one: one.close("softmax", one.softmax(x), wanted))


@pytest.mark.question("softmax")
@pytest.mark.weight(0.6)
def test_large_scores(student, check, rng):
    """Scores about 1000, in each row: nothing overflows."""
    x = rng.uniform(-2, 2, (4, 3)) + 1000.0
    wanted = check.recorded("softmax of rows", lambda: student.starter.softmax(x))

    # Single precision keeps four decimals of a score near 1000.
    def verdict(functions):
        name = "softmax" + functions.words
        check.close(name, functions.softmax(x), expected=wanted, atol=1e-4)

    in_each_layout(student, check, verdict)


@pytest.mark.question("softmax")
@pytest.mark.weight(0.3)
def test_scores_far_apart(student, check, rng):
    """Rows about 1000 and about -1000 in one batch, and 1000 beside -1000 in one row."""
    x = rng.uniform(-2, 2, (4, 3)) + np.array([[1000.0], [-1000.0], [0.0], [0.0]])
    x[3] = 1000.0, -1000.0, 999.0
    wanted = check.recorded("softmax of rows", lambda: student.starter.softmax(x))

    def verdict(functions):
        name = "softmax" + functions.words
        check.close(name, functions.softmax(x), expected=wanted, atol=1e-4)

    in_each_layout(student, check, verdict)


@pytest.mark.question("compute-layer")
@pytest.mark.weight(0.2)
@pytest.mark.parametrize(
    ("rows", "size_in", "size_out"), [(9, 12, 5), (1, 4, 3), (4, 4, 4)], ids=["wide", "one-example", "square"]
)
def test_computeLayer(student, check, rng, rows, size_in, size_out):
    """computeLayer in other shapes."""
    X, W, b = (rng.uniform(-3, 3, shape) for shape in ((rows, size_in), (size_in, size_out), (1, size_out)))
    judge_layer(student, check, X, W, b)


@pytest.mark.question("ce")
@pytest.mark.weight(0.2)
@SHAPES
def test_CE(student, check, rng, rows, columns):
    """CE in other shapes."""
    target, prediction = labels(rng, rows, columns), shares(rng, rows, columns)
    wanted = check.recorded("CE of rows", lambda: student.starter.CE(target, prediction))

    in_each_layout(student, check, lambda one: one.close("CE", one.CE(target, prediction), wanted))
