"""What is right in several ways of the parts of the network: slopes, accuracies, the weights to begin with."""

import numpy as np
from networks import as_row, hidden_layers, is_numbers, list_of

# What a layer's weights may be as a rule: with larger ones every unit is at an end of its range, for any image.
LARGEST = 5.0


def judge_relu_derivative(student, check, s):
    """Slopes of relu, of which none is at 0."""
    check.close(
        "the slope of relu", np.asarray(number_of(check, student.adapter.my_relu_derivative(s)), float)
    )


def number_of(check, value):
    """Truth values are 0 and 1; anything else as it is."""
    check.not_none(value, "my_relu_derivative returns None: is the `return` missing?")
    truths = isinstance(value, np.ndarray) and value.dtype.kind == "b"
    return value.astype(float) if truths else value


def judge_slope_at_0(student, check, s):
    """Slopes of relu where s is 0: anything from 0 to 1."""
    got = number_of(check, student.adapter.my_relu_derivative(s))
    shaped = isinstance(got, np.ndarray) and got.shape == s.shape
    check.true(shaped, "the slope of relu should have an entry for each entry of s")
    at_0 = np.asarray(got[s == 0], float)
    near = np.clip(
        np.nan_to_num(at_0), 0, 1
    )  # which is the slope itself where it is one of those that are right
    check.close("the slope of relu at 0, anything from 0 to 1", at_0, expected=near, zeros=True)
    check.close("the slope of relu beside 0", np.asarray(got[s != 0], float))


def judge_tanh_derivative(student, check, numbers):
    """The slope as a function of a = tanh(s), which the reference has, or of s."""
    got = student.adapter.my_tanh_derivative(numbers)
    check.any_of(
        reading="tanh_derivative",
        of_a=lambda: check.close("the slope of tanh", got),
        of_s=lambda: check.close("the slope of tanh, of s", got, expected=1 - np.tanh(numbers) ** 2),
    )


def judge_share(student, check, rng, right, wrong, classes):
    """An accuracy of which we know how many examples are right; as a share or a percentage."""
    count = right + wrong
    true = rng.permutation(np.arange(count) % classes)
    told = true.copy()
    told[:wrong] = (true[:wrong] + 1) % classes
    rest = rng.uniform(0.8, 1.2, (count, classes))
    rest[np.arange(count), told] = 0
    likely = rng.uniform(0.4, 0.48, (count, 1))  # the largest of its row, and below a half
    y_pred = likely * np.eye(classes)[told] + (1 - likely) * rest / rest.sum(axis=1, keepdims=True)
    got = student.adapter.my_accuracy(y_pred, np.eye(classes)[true])
    check.any_of(
        reading="accuracies",
        shares=lambda: check.close("the accuracy", got),
        percentages=lambda: check.close(
            "the accuracy, read as a percentage", got, expected=100.0 * right / count
        ),
    )


def judge_start(student, check, units):
    """Parameters of the right shapes, whose weights are no zeros and differ from unit to unit and layer to layer.

    Args:
        student: The student.
        check: Judges.
        units: Those of the images, of three hidden layers, and the classes; a network of fewer takes the first
            of them.
    """
    units = [*units[: hidden_layers(student, check) + 1], units[-1]]
    got = list_of(check, student.adapter.my_init_params(units), 2 * len(units) - 2, "my_init_params")
    check.true(all(map(is_numbers, got)), "my_init_params should return arrays of numbers")
    shapes = [list(np.shape(as_row(array) if number % 2 else array)) for number, array in enumerate(got)]
    wanted = [list(shape) for a, b in zip(units[:-1], units[1:]) for shape in ((a, b), (1, b))]
    check.equal("the list of the shapes of w_1, b_1, w_2, ...", shapes, expected=wanted)
    check.true(
        all(bool(np.isfinite(array).all()) for array in got), "all parameters should be finite numbers"
    )
    weights = got[0::2]
    check.true(
        all(np.any(w) for w in weights), "no layer's weights should all be 0: its units could not learn"
    )
    large = any(np.sqrt(np.mean(np.square(w))) > LARGEST for w in weights)
    check.true(
        not large,
        f"the root mean square of a layer's weights should not be above {LARGEST}: its sums are too large",
    )
    alike = any(len(np.unique(np.round(w, 12), axis=1).T) < w.shape[1] for w in weights)
    check.true(not alike, "no two units of a layer should have the same weights: they would stay alike")
    same = any(len(np.unique(np.round(w, 12), axis=0)) < w.shape[0] for w in weights)
    check.true(not same, "a unit's weights should be different numbers, not one number for all inputs")
