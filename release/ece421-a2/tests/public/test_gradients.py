"""gradCE and backprop, in any of the readings that the handout lists."""

import pytest
from conventions import drawn, judge_backprop, judge_gradient, labels, shares


@pytest.mark.question("grad-ce")
@pytest.mark.weight(1.2)
def test_gradCE(student, check, rng):
    """gradCE: the gradient of the loss, in your reading of it."""
    judge_gradient(student, check, labels(rng, 5, 3), shares(rng, 5, 3))


@pytest.mark.question("backprop")
@pytest.mark.weight(1)
def test_output_layer(student, check, rng):
    """backprop: the gradients of the output layer, dwo and dbo."""
    judge_backprop(student, check, drawn(rng, 6, 5, 4, 3), ["dwo", "dbo"])
    check.source(student.starter.backprop, forbid=["for", "while"], remark=True)


@pytest.mark.question("backprop")
@pytest.mark.weight(1.4)
def test_hidden_weights(student, check, rng):
    """backprop: the gradient of the hidden layer's weights, dwh."""
    judge_backprop(student, check, drawn(rng, 6, 5, 4, 3), ["dwh"])


@pytest.mark.question("backprop")
@pytest.mark.weight(0.8)
def test_hidden_biases(student, check, rng):
    """backprop: the gradient of the hidden layer's biases, dbh."""
    judge_backprop(student, check, drawn(rng, 6, 5, 4, 3), ["dbh"])
