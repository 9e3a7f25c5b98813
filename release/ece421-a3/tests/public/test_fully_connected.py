"""Fully-connected layer: the basics of forward and backward."""

import pytest
from layering import Drawn, after_backward, close_bias, layer_of

pytestmark = [pytest.mark.question("fully-connected"), pytest.mark.batch]


@pytest.mark.weight(1.2)
def test_forward(student, check, rng):
    """forward: the activation of X W + b, with the parameters of the moment."""
    drawn = Drawn(rng)

    check.close("Y", layer_of(student, drawn).forward(drawn.X))


@pytest.mark.weight(0.8)
def test_gradient_of_the_weights(student, check, rng):
    """backward sets gradients["W"], the sum over the batch; a loop is told, and costs nothing."""
    layer = after_backward(student, Drawn(rng))

    check.close('gradients["W"]', layer.gradients["W"])
    check.source(student.layers.FullyConnectedLayer.backward, forbid=["for", "while"], remark=True)


@pytest.mark.weight(0.5)
def test_gradient_of_the_biases(student, check, rng):
    """backward sets gradients["b"], the sum over the batch."""
    drawn = Drawn(rng)
    layer = after_backward(student, drawn)

    close_bias(check, 'gradients["b"]', layer.gradients["b"], drawn)


@pytest.mark.weight(0.7)
def test_gradient_of_the_input(student, check, rng):
    """backward returns the derivative with respect to X."""
    drawn = Drawn(rng)
    layer = layer_of(student, drawn)
    layer.forward(drawn.X)

    check.close("dX", layer.backward(drawn.dLdY))
