"""Sigmoid: more shapes, large values, finite differences."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("sigmoid")

SHAPES = pytest.mark.parametrize("shape", [(10, 20), (1, 5), (6, 1)], ids=["many", "one-example", "one-feature"])


@pytest.mark.weight(0.2)
@SHAPES
def test_forward(student, check, rng, shape):
    """forward, in other shapes."""
    check.close("Z", student.hw3_lib.Sigmoid().forward(rng.uniform(-5, 5, shape)))


@pytest.mark.weight(0.2)
@SHAPES
def test_backward(student, check, rng, shape):
    """backward, in other shapes."""
    layer = student.hw3_lib.Sigmoid()
    layer.forward(rng.uniform(-5, 5, shape))

    check.close("the gradient", layer.backward(rng.uniform(-5, 5, shape)))


@pytest.mark.weight(0.1)
@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 2)], ids=["vector", "matrix", "block"])
def test_function(student, check, rng, shape):
    """The function sigmoid(x) takes an array of any shape."""
    check.close("sigmoid(x)", student.hw3_lib.sigmoid(rng.uniform(-5, 5, shape)))


@pytest.mark.weight(0.1)
def test_forward_of_both_signs_at_once(student, check):
    """Large values of both signs in one batch, more of one than of the other: right, and no NaN."""
    x = np.array([[-1000.0, -900.0, 800.0], [-3.0, -720.0, -750.0]])

    check.close("Z", student.hw3_lib.Sigmoid().forward(x))
    check.close("Z of the opposite", student.hw3_lib.Sigmoid().forward(-x))


@pytest.mark.weight(0.3)
def test_forward_far_from_zero(student, check):
    """forward at -1000 and 1000 is 0 and 1, and no NaN."""
    check.close("Z", student.hw3_lib.Sigmoid().forward(np.array([[-1000.0, -40.0, 0.0, 40.0, 1000.0]])))


@pytest.mark.weight(0.2)
def test_backward_far_from_zero(student, check):
    """The slope at -1000 and 1000 is 0, and no NaN."""
    layer = student.hw3_lib.Sigmoid()
    layer.forward(np.array([[-1000.0, 0.0, 1000.0]]))

    check.close("the gradient", layer.backward(np.ones((1, 3))))


@pytest.mark.weight(0.4)
def test_backward_by_finite_differences(student, check, rng):
    """backward is the slope of the layer's own forward."""
    x, g = rng.uniform(-2, 2, (3, 2)), rng.uniform(-1, 1, (3, 2))
    layer = student.hw3_lib.Sigmoid()
    layer.forward(x)

    other = student.hw3_lib.Sigmoid()

    def total(z):
        return (g * z).sum()

    check.gradient("the gradient", layer.backward(g), other.forward, x, then=total, pipeline=student.pipeline)


@pytest.mark.weight(0.3)
def test_backward_belongs_to_the_last_forward(student, check, rng):
    """After two calls of forward, backward is about the second."""
    layer = student.hw3_lib.Sigmoid()
    layer.forward(rng.uniform(-2, 2, (3, 4)))
    layer.forward(rng.uniform(-2, 2, (3, 4)))

    check.close("the gradient", layer.backward(np.ones((3, 4))))


@pytest.mark.weight(0.1)
def test_layers_are_independent(student, check, rng):
    """Two Sigmoid layers do not share what they remember."""
    first, second = student.hw3_lib.Sigmoid(), student.hw3_lib.Sigmoid()
    first.forward(rng.uniform(-2, 2, (3, 4)))
    second.forward(rng.uniform(-2, 2, (3, 4)))

    check.close("the gradient of the first", first.backward(np.ones((3, 4))))


@pytest.mark.weight(0.1)
def test_state(student, check, rng):
    """forward keeps what backward needs in the attribute state."""
    layer = student.hw3_lib.Sigmoid()

    check.close("Z", layer.forward(rng.uniform(-2, 2, (3, 4))))
    check.true(layer.state is not None, "the attribute `state` is still None after forward")
