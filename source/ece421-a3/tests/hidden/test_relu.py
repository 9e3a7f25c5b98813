"""ReLU: more shapes, exactly 0, finite differences."""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("relu"), pytest.mark.batch]

SHAPES = {"many": (10, 20), "one example": (1, 6), "one unit": (6, 1)}


def of_both_signs(rng, shape):
    """Numbers below and above 0, of each kind at least one, so that neither zeros nor the input itself are right."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape))).reshape(shape)
    return signs * rng.uniform(0.1, 5, shape)


@pytest.mark.weight(0.5)
def test_forward(student, check, rng):
    """forward: many examples, one example, one unit."""
    relu = student.activations.Activation("relu")

    for name, shape in SHAPES.items():
        check.close(f"Y, {name}", relu.forward(of_both_signs(rng, shape)))


@pytest.mark.weight(0.5)
def test_backward(student, check, rng):
    """backward: many examples, one example, one unit."""
    relu = student.activations.Activation("relu")

    for name, shape in SHAPES.items():
        check.close(f"dZ, {name}", relu.backward(of_both_signs(rng, shape), of_both_signs(rng, shape)))


@pytest.mark.weight(0.5)
def test_slope_at_zero(student, check, rng):
    """At exactly 0 the slope is 0 or 1, the same everywhere."""
    Z, dY = of_both_signs(rng, (2, 5)), rng.uniform(1, 2, (2, 5))
    Z[0, [0, 3]] = Z[1, [1, 4]] = 0.0
    dZ = student.activations.Activation("relu").backward(Z, dY)

    check.any_of(
        reading="the slope of ReLU at 0",
        zero=lambda: check.close("dZ, slope 0 at 0", dZ, expected=np.where(Z > 0, dY, 0.0)),
        one=lambda: check.close("dZ, slope 1 at 0", dZ, expected=np.where(Z >= 0, dY, 0.0)),
    )


@pytest.mark.weight(0.2)
def test_far_from_zero(student, check):
    """Large and small values pass unchanged."""
    Z = np.array([[-1000.0, -1e-6, 1e-6, 1.5, 1000.0]])

    check.close("Y", student.activations.Activation("relu").forward(Z), atol=1e-9, rtol=1e-5)


@pytest.mark.weight(0.25)
def test_finite_differences(student, check, rng):
    """backward is the slope of your own forward."""
    Z, g = of_both_signs(rng, (3, 4)), rng.uniform(-1, 1, (3, 4))
    relu = student.activations.Activation("relu")

    check.close("Y", relu.forward(Z))
    check.gradient("dZ", relu.backward(Z, g), relu.forward, Z, then=lambda Y: np.sum(g * Y))


@pytest.mark.weight(0.2)
def test_backward_is_about_its_own_input(student, check, rng):
    """backward is about the Z that it is handed, and not about an earlier one."""
    relu = student.activations.Activation("relu")
    relu.forward(of_both_signs(rng, (3, 4)))

    check.close("dZ", relu.backward(of_both_signs(rng, (2, 5)), of_both_signs(rng, (2, 5))))


@pytest.mark.weight(0.25)
def test_backward_after_forward(student, check, rng):
    """forward and then backward with one and the same Z, as a layer calls them."""
    Z, dY = student.own(of_both_signs(rng, (3, 4))), of_both_signs(rng, (3, 4))
    relu = student.activations.Activation("relu")
    relu.forward(Z)

    check.close("dZ", relu.backward(Z, dY))
