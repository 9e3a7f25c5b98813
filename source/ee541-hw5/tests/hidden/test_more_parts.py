"""softmax, the slopes, the cost, the accuracy, the weights to begin with: other shapes, large scores, corners."""

import numpy as np
import pytest
from networks import labels, shares
from parts import (
    judge_relu_derivative,
    judge_share,
    judge_slope_at_0,
    judge_start,
    judge_tanh_derivative,
)

SHAPES = pytest.mark.parametrize(
    ("rows", "columns"), [(12, 10), (1, 4), (4, 4)], ids=["digits", "one-example", "square"]
)


@pytest.mark.question("softmax")
@pytest.mark.weight(0.1)
@SHAPES
def test_softmax(student, check, rng, rows, columns):
    """softmax in other shapes."""
    check.close("softmax", student.adapter.my_softmax(rng.uniform(-6, 6, (rows, columns))))


@pytest.mark.question("softmax")
@pytest.mark.weight(0.5)
def test_large_scores(student, check, rng):
    """Scores about 1000, and about 400: nothing overflows."""
    scores = rng.uniform(-2, 2, (4, 3)) + np.array([[1000.0], [400.0], [1000.0], [400.0]])

    # Single precision keeps four decimals of a score near 1000.
    check.close("softmax", student.adapter.my_softmax(scores), atol=1e-4)


@pytest.mark.question("softmax")
@pytest.mark.weight(0.4)
def test_scores_far_apart(student, check, rng):
    """Rows about 1000 and about -1000 in one batch, and 1000 beside -1000 in one row."""
    scores = rng.uniform(-2, 2, (4, 3)) + np.array([[1000.0], [-1000.0], [0.0], [0.0]])
    scores[3] = 1000.0, -1000.0, 999.0

    check.close("softmax", student.adapter.my_softmax(scores), atol=1e-4)


@pytest.mark.question("activations")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize("shape", [(8, 5)], ids=["wide"])
def test_relu(student, check, rng, shape):
    """relu in another shape, with entries of exactly 0 and large ones."""
    s = rng.uniform(-50, 50, shape)
    s[0, :3] = 0.0, 800.0, 0.4

    check.close("relu", student.adapter.my_relu(s))


@pytest.mark.question("activations")
@pytest.mark.weight(0.2)
def test_relu_derivative(student, check, rng):
    """relu_derivative of entries of very different sizes."""
    judge_relu_derivative(student, check, rng.uniform(0.5, 1, (2, 4)) * np.array([[0.01, 30, -0.01, -30]]))


@pytest.mark.question("activations")
@pytest.mark.weight(0.2)
def test_slope_at_0(student, check, rng):
    """relu_derivative at 0: anything from 0 to 1."""
    s = rng.uniform(0.2, 3, (3, 4)) * np.array([[1.0, -1.0, 1.0, -1.0]])
    s[:, 3] = 0.0

    judge_slope_at_0(student, check, s)


@pytest.mark.question("activations")
@pytest.mark.weight(0.3)
def test_tanh(student, check, rng):
    """tanh of large entries as well: nothing overflows."""
    s = rng.uniform(-3, 3, (5, 4))
    s[1, :2] = 1000.0, -1000.0

    check.close("tanh", student.adapter.my_tanh(s))


@pytest.mark.question("activations")
@pytest.mark.weight(0.7)
def test_tanh_derivative(student, check, rng):
    """tanh_derivative of one row, near 0 and near 1."""
    judge_tanh_derivative(
        student, check, rng.uniform(0.9, 1, (1, 6)) * np.array([[0.05, -0.05, 0.5, -0.5, 0.99, -0.99]])
    )


@pytest.mark.question("cross-entropy")
@pytest.mark.weight(0.2)
@SHAPES
def test_cross_entropy(student, check, rng, rows, columns):
    """cross_entropy in other shapes."""
    y_pred, y_true = shares(rng, rows, columns), labels(rng, rows, columns)
    check.close("the cost", student.adapter.my_cross_entropy(y_pred, y_true))


@pytest.mark.question("cross-entropy")
@pytest.mark.weight(0.3)
def test_impossible_classes(student, check, rng):
    """cross_entropy where the probability of a wrong class is exactly 0."""
    share = rng.uniform(0.3, 0.7, 4)
    y_pred = np.stack([share, 1 - share, 0 * share], axis=1)

    check.close("the cost", student.adapter.my_cross_entropy(y_pred, np.eye(3)[[0, 1, 0, 1]]))


@pytest.mark.question("accuracy")
@pytest.mark.weight(0.2)
@pytest.mark.parametrize(
    ("right", "wrong", "classes"), [(9, 2, 10), (1, 0, 3), (2, 7, 3)], ids=["digits", "one-example", "few"]
)
def test_accuracy(student, check, rng, right, wrong, classes):
    """accuracy of other batches."""
    judge_share(student, check, rng, right, wrong, classes)


@pytest.mark.question("init")
@pytest.mark.weight(0.45)
@pytest.mark.parametrize("units", [[784, 100, 50, 25, 10], [6, 6, 6, 6, 6]], ids=["images", "square"])
def test_init_params(student, check, units):
    """init_params for other layers."""
    judge_start(student, check, units)
