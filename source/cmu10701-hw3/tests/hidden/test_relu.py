"""ReLU: more shapes, exactly 0, finite differences."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("relu")

SHAPES = pytest.mark.parametrize("shape", [(10, 20), (1, 5), (6, 1)], ids=["many", "one-example", "one-feature"])


@pytest.mark.weight(0.25)
@SHAPES
def test_forward(student, check, rng, shape):
    """forward, in other shapes."""
    check.close("Z", student.hw3_lib.ReLU().forward(rng.uniform(-5, 5, shape)))


@pytest.mark.weight(0.25)
@SHAPES
def test_backward(student, check, rng, shape):
    """backward, in other shapes."""
    layer = student.hw3_lib.ReLU()
    layer.forward(rng.uniform(-5, 5, shape))

    check.close("the gradient", layer.backward(rng.uniform(-5, 5, shape)))


@pytest.mark.weight(0.4)
def test_slope_at_zero(student, check, rng):
    """At exactly 0 the derivative is taken to be 0."""
    layer = student.hw3_lib.ReLU()
    layer.forward(np.array([[-1.0, 0.0, 2.0], [0.0, 3.0, 0.0]]))

    check.close("the gradient", layer.backward(rng.uniform(1, 2, (2, 3))))


@pytest.mark.weight(0.2)
def test_far_from_zero(student, check):
    """Large and small values pass unchanged."""
    check.close("Z", student.hw3_lib.ReLU().forward(np.array([[-1000.0, -1e-6, 1e-6, 1.5, 1000.0]])))


@pytest.mark.weight(0.4)
def test_backward_by_finite_differences(student, check, rng):
    """backward is the slope of the layer's own forward."""
    x, g = rng.uniform(0.1, 2, (3, 4)) * rng.choice([-1, 1], (3, 4)), rng.uniform(-1, 1, (3, 4))
    layer = student.hw3_lib.ReLU()
    layer.forward(x)

    other = student.hw3_lib.ReLU()

    def total(z):
        return (g * z).sum()

    check.gradient("the gradient", layer.backward(g), other.forward, x, then=total, pipeline=student.pipeline)


@pytest.mark.weight(0.3)
def test_backward_belongs_to_the_last_forward(student, check, rng):
    """After two calls of forward, backward is about the second."""
    layer = student.hw3_lib.ReLU()
    layer.forward(rng.uniform(-2, 2, (3, 4)))
    layer.forward(rng.uniform(-2, 2, (3, 4)))

    check.close("the gradient", layer.backward(np.ones((3, 4))))


@pytest.mark.weight(0.1)
def test_layers_are_independent(student, check, rng):
    """Two ReLU layers do not share what they remember."""
    first, second = student.hw3_lib.ReLU(), student.hw3_lib.ReLU()
    first.forward(rng.uniform(-2, 2, (3, 4)))
    second.forward(rng.uniform(-2, 2, (3, 4)))

    check.close("the gradient of the first", first.backward(np.ones((3, 4))))


@pytest.mark.weight(0.1)
def test_state(student, check, rng):
    """forward keeps what backward needs in the attribute state."""
    layer = student.hw3_lib.ReLU()

    check.close("Z", layer.forward(rng.uniform(-2, 2, (3, 4))))
    check.true(layer.state is not None, "the attribute `state` is still None after forward")
