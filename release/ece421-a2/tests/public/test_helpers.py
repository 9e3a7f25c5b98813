"""relu, softmax, computeLayer, CE: the parts of the network."""

import pytest
from conventions import in_each_layout, judge_layer, labels, shares


@pytest.mark.question("relu")
@pytest.mark.weight(0.4)
def test_relu(student, check, rng):
    """relu: the larger of 0 and x, for each entry."""
    check.close("relu", student.starter.relu(rng.uniform(-3, 3, (4, 3))))


@pytest.mark.question("softmax")
@pytest.mark.weight(0.8)
def test_softmax(student, check, rng):
    """softmax: exponentials, divided by their sum over the classes of each example."""
    x = rng.uniform(-2, 2, (5, 3))
    wanted = check.recorded("softmax of rows", lambda: student.starter.softmax(x))

    in_each_layout(student, check, lambda one: one.close("softmax", one.softmax(x), wanted))
    check.source(student.starter.softmax, forbid=["for", "while"], remark=True)


@pytest.mark.question("compute-layer")
@pytest.mark.weight(0.4)
def test_computeLayer(student, check, rng):
    """computeLayer: X W + b for a batch."""
    X, W, b = rng.uniform(-1, 1, (5, 3)), rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2))
    judge_layer(student, check, X, W, b)
    check.source(student.starter.computeLayer, forbid=["for", "while"], remark=True)


@pytest.mark.question("ce")
@pytest.mark.weight(0.4)
def test_CE(student, check, rng):
    """CE: the average cross-entropy of a batch, one number."""
    target, prediction = labels(rng, 5, 3), shares(rng, 5, 3)
    wanted = check.recorded("CE of rows", lambda: student.starter.CE(target, prediction))

    in_each_layout(student, check, lambda one: one.close("CE", one.CE(target, prediction), wanted))
    check.source(student.starter.CE, forbid=["for", "while"], remark=True)
