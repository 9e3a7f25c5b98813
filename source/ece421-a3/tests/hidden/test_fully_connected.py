"""Fully-connected layer: more shapes and activations, parameters that change, finite differences."""

import numpy as np
import pytest
from layering import Drawn, after_backward, close_bias, layer_of

pytestmark = [pytest.mark.question("fully-connected"), pytest.mark.batch]

# Rows, inputs, units, activation.
SHAPES = {
    "wide": (10, 8, 5, "arctan"),
    "one example": (1, 6, 4, "tanh"),
    "square": (4, 4, 4, "arctan"),
    "one input": (6, 1, 3, "linear"),
    "one unit": (5, 3, 1, "tanh"),
}
# Most tests of `backward` take this activation: its slope is the same everywhere, so that a slip in `forward` alone
# does not cost them.
LINEAR = "linear"


@pytest.mark.weight(0.5)
def test_forward(student, check, rng):
    """forward, in other shapes and with other activations."""
    for name, (*shape, activation) in SHAPES.items():
        drawn = Drawn(rng, *shape)
        check.close(f"Y, {name}", layer_of(student, drawn, activation).forward(drawn.X))


@pytest.mark.weight(0.5)
def test_gradient_of_the_weights(student, check, rng):
    """gradients["W"], of shape (n_in, n_out), in other shapes."""
    for name, (*shape, _) in SHAPES.items():
        layer = after_backward(student, Drawn(rng, *shape), LINEAR)
        check.close(f'gradients["W"], {name}', layer.gradients["W"])


@pytest.mark.weight(0.4)
def test_gradient_of_the_biases(student, check, rng):
    """gradients["b"], of shape (1, n_out) or (n_out,), in other shapes."""
    for name, (*shape, _) in SHAPES.items():
        drawn = Drawn(rng, *shape)
        layer = after_backward(student, drawn, LINEAR)
        close_bias(check, f'gradients["b"], {name}', layer.gradients["b"], drawn)


@pytest.mark.weight(0.4)
def test_gradient_of_the_input(student, check, rng):
    """backward returns the derivative with respect to X, in other shapes."""
    for name, (*shape, _) in SHAPES.items():
        drawn = Drawn(rng, *shape)
        layer = layer_of(student, drawn, LINEAR)
        layer.forward(drawn.X)
        check.close(f"dX, {name}", layer.backward(drawn.dLdY))


@pytest.mark.weight(0.4)
def test_finite_differences(student, check, rng):
    """gradients are the slopes of the layer's own forward."""
    drawn = Drawn(rng)
    layer = after_backward(student, drawn)
    slopes = {"W": layer.gradients["W"].copy(), "b": np.reshape(layer.gradients["b"].copy(), (1, -1))}
    check.close("Y", layer.forward(drawn.X))

    for which, set_to in (("W", drawn.W), ("b", drawn.b)):

        def forward(at, which=which):
            layer.parameters[which] = at
            return layer.forward(drawn.X)

        check.gradient(
            f'gradients["{which}"]', slopes[which], forward, set_to, then=lambda Y: np.sum(drawn.dLdY * Y)
        )
        layer.parameters[which] = set_to


@pytest.mark.weight(0.5)
def test_forward_follows_the_parameters(student, check, rng):
    """forward uses the parameters of the moment, set after it has run once with others."""
    drawn, other = Drawn(rng), Drawn(rng)
    layer = layer_of(student, drawn)
    before = layer.forward(drawn.X)
    layer.parameters["W"], layer.parameters["b"] = other.W, other.b

    check.close("Y before", before)
    check.close("Y after", layer.forward(drawn.X))


@pytest.mark.weight(0.4)
def test_backward_follows_the_parameters(student, check, rng):
    """backward uses the weights of the moment."""
    drawn, other = Drawn(rng), Drawn(rng)
    layer = after_backward(student, drawn, LINEAR)
    layer.parameters["W"] = other.W
    layer.forward(drawn.X)

    check.close("dX", layer.backward(drawn.dLdY))


@pytest.mark.weight(0.5)
def test_backward_is_about_the_last_forward(student, check, rng):
    """After two calls of forward, backward is about the second."""
    drawn, other = Drawn(rng), Drawn(rng, rows=4)
    layer = layer_of(student, drawn)
    layer.forward(drawn.X)
    layer.forward(other.X)
    dX = layer.backward(other.dLdY)

    check.close('gradients["W"]', layer.gradients["W"])
    check.close("dX", dX)


@pytest.mark.weight(0.5)
def test_backward_replaces_the_gradients(student, check, rng):
    """A second forward and backward replaces the gradients and does not add to them."""
    drawn, other = Drawn(rng), Drawn(rng)
    layer = after_backward(student, drawn, LINEAR)
    layer.forward(other.X)
    layer.backward(other.dLdY)

    check.close('gradients["W"]', layer.gradients["W"])
    close_bias(check, 'gradients["b"]', layer.gradients["b"], other)


@pytest.mark.weight(0.2)
def test_after_clear_gradients(student, check, rng):
    """After clear_gradients a layer works as before."""
    drawn, other = Drawn(rng), Drawn(rng)
    layer = after_backward(student, drawn)
    layer.clear_gradients()
    Y = layer.forward(other.X)
    dX = layer.backward(other.dLdY)

    check.close("Y", Y)
    check.close("dX", dX)
    check.close('gradients["W"]', layer.gradients["W"])


@pytest.mark.weight(0.3)
def test_backward_changes_no_parameters(student, check, rng):
    """Parameters are the same after backward."""
    drawn = Drawn(rng)
    layer = layer_of(student, drawn)
    Y = layer.forward(drawn.X)
    layer.backward(drawn.dLdY)

    check.close("Y", Y)
    check.close('parameters["W"]', layer.parameters["W"], expected=drawn.W)
    check.close('parameters["b"]', np.ravel(layer.parameters["b"]), expected=drawn.b[0])
    check.close("Y once more", layer.forward(drawn.X))


@pytest.mark.weight(0.2)
def test_layers_are_independent(student, check, rng):
    """A layer keeps its own numbers while another one works."""
    drawn, other = Drawn(rng, 5, 3, 3), Drawn(rng, 5, 3, 2)
    first, second = layer_of(student, drawn), layer_of(student, other, "arctan")
    second.forward(first.forward(drawn.X))
    first.backward(second.backward(other.dLdY))

    check.close('gradients["W"] of the first layer', first.gradients["W"])
