"""Linear: more shapes, the average over the batch, finite differences."""

import pytest

pytestmark = pytest.mark.question("linear")

SHAPES = pytest.mark.parametrize(
    ("rows", "size_in", "size_out"),
    [(10, 20, 5), (1, 6, 4), (7, 4, 4), (5, 1, 3), (6, 3, 1)],
    ids=["wide", "one-example", "square", "one-input", "one-output"],
)


def parameters(rng, size_in, size_out):
    """Weights and biases of a layer, as its constructor takes them."""
    return rng.uniform(-0.5, 0.5, (size_in, size_out)), rng.uniform(-0.5, 0.5, (1, size_out))


def after_backward(student, rng, rows, size_in, size_out):
    """A layer that has run forward and backward."""
    layer = student.hw3_lib.Linear(parameters(rng, size_in, size_out))
    layer.forward(rng.uniform(-5, 5, (rows, size_in)))
    layer.backward(rng.uniform(-5, 5, (rows, size_out)))
    return layer


@pytest.mark.weight(0.15)
@SHAPES
def test_forward(student, check, rng, rows, size_in, size_out):
    """forward: Z = X W + b, in other shapes."""
    layer = student.hw3_lib.Linear(parameters(rng, size_in, size_out))

    check.close("Z", layer.forward(rng.uniform(-5, 5, (rows, size_in))))


@pytest.mark.weight(0.12)
@SHAPES
def test_gradient_of_the_weights(student, check, rng, rows, size_in, size_out):
    """d_weights is the average over the batch, of shape (in, out)."""
    check.close("d_weights", after_backward(student, rng, rows, size_in, size_out).d_weights)


@pytest.mark.weight(0.08)
@SHAPES
def test_gradient_of_the_biases(student, check, rng, rows, size_in, size_out):
    """d_biases is the average over the batch, of shape (1, out)."""
    check.close("d_biases", after_backward(student, rng, rows, size_in, size_out).d_biases)


@pytest.mark.weight(0.08)
@SHAPES
def test_gradient_of_the_input(student, check, rng, rows, size_in, size_out):
    """backward returns the gradient of the input, of shape (N, in)."""
    layer = student.hw3_lib.Linear(parameters(rng, size_in, size_out))
    layer.forward(rng.uniform(-5, 5, (rows, size_in)))

    check.close("the gradient", layer.backward(rng.uniform(-5, 5, (rows, size_out))))


@pytest.mark.weight(0.25)
def test_weights_by_finite_differences(student, check, rng):
    """d_weights is the slope of the layer's own forward."""
    weights, biases = parameters(rng, 3, 2)
    x, g = rng.uniform(-1, 1, (4, 3)), rng.uniform(-1, 1, (4, 2))
    layer = student.hw3_lib.Linear((weights, biases))
    layer.forward(x)
    layer.backward(g)

    def forward(at):
        return student.hw3_lib.Linear((at, biases)).forward(x)

    def batch_average(z):
        return (g * z).sum() / len(x)

    check.gradient("d_weights", layer.d_weights, forward, weights, then=batch_average, pipeline=student.pipeline)


@pytest.mark.weight(0.25)
def test_backward_belongs_to_the_last_forward(student, check, rng):
    """After two calls of forward, d_weights is about the second."""
    layer = student.hw3_lib.Linear(parameters(rng, 4, 3))
    layer.forward(rng.uniform(-1, 1, (6, 4)))
    layer.forward(rng.uniform(-1, 1, (2, 4)))
    layer.backward(rng.uniform(-1, 1, (2, 3)))

    check.close("d_weights", layer.d_weights)


@pytest.mark.weight(0.1)
def test_backward_does_not_add_up(student, check, rng):
    """A second forward and backward replaces d_weights and d_biases."""
    layer = after_backward(student, rng, 5, 4, 3)
    layer.forward(rng.uniform(-1, 1, (5, 4)))
    layer.backward(rng.uniform(-1, 1, (5, 3)))

    check.close("d_weights", layer.d_weights)
    check.close("d_biases", layer.d_biases)


@pytest.mark.weight(0.075)
def test_input_is_remembered(student, check, rng):
    """forward keeps its input in the attribute in_x."""
    layer = student.hw3_lib.Linear(parameters(rng, 4, 3))
    layer.forward(rng.uniform(-1, 1, (6, 4)))

    check.close("in_x", layer.in_x)


@pytest.mark.weight(0.05)
def test_layers_are_independent(student, check, rng):
    """A layer keeps its own input while another one works."""
    first, second = (student.hw3_lib.Linear(parameters(rng, 4, 4)) for _ in range(2))
    second.forward(first.forward(rng.uniform(-1, 1, (3, 4))))
    first.backward(second.backward(rng.uniform(-1, 1, (3, 4))))

    check.close("d_weights of the first layer", first.d_weights)


@pytest.mark.weight(0.075)
def test_forward_follows_the_weights(student, check, rng):
    """forward uses the weights that the layer has now, not those it was made with."""
    layer = student.hw3_lib.Linear(parameters(rng, 4, 3))
    layer.weights, layer.biases = parameters(rng, 4, 3)

    check.close("Z", layer.forward(rng.uniform(-1, 1, (2, 4))))


@pytest.mark.weight(0.05)
def test_backward_follows_the_weights(student, check, rng):
    """backward uses the weights that the layer has now, not those it was made with or went through first."""
    layer = after_backward(student, rng, 2, 4, 3)
    layer.weights, layer.biases = parameters(rng, 4, 3)
    layer.forward(rng.uniform(-1, 1, (2, 4)))

    check.close("the gradient", layer.backward(rng.uniform(-1, 1, (2, 3))))
