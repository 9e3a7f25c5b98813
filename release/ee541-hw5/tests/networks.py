"""Small networks and batches that the tests share, and what is right of a network in several ways.

The number of hidden layers is the student's, as `HIDDEN_LAYERS` in adapter.py says: what is right is recorded for
each number. Gradients may be averages or sums over the batch, and biases and their gradients rows or flat.
"""

import numpy as np

DEPTHS = (1, 2, 3)  # hidden layers


def hidden_layers(student, check):
    """How many hidden layers the student's network has."""
    number = getattr(student.adapter, "HIDDEN_LAYERS", 3)
    check.true(number in DEPTHS, "HIDDEN_LAYERS in adapter.py should be 1, 2 or 3")
    return number


def labels(rng, count, classes):
    """One-hot labels (count, classes), each class as often as the others, as far as it goes."""
    return np.eye(classes)[rng.permutation(np.arange(count) % classes)]


def shares(rng, count, classes):
    """Probabilities (count, classes), none of them near 0."""
    scores = rng.uniform(0.2, 1, (count, classes))
    return scores / scores.sum(axis=1, keepdims=True)


def networks(rng, pixels, hidden, classes, *, relu=False):
    """Parameters [w_1, b_1, ...] of a network of each depth, whose hidden layers have `hidden` units and fewer.

    With `relu`, and images that are positive, the first unit of each hidden layer is always on and the second always
    off.
    """
    found = {}
    for depth in DEPTHS:
        units = [pixels, *(max(hidden - number, 2) for number in range(depth)), classes]
        found[depth] = []
        for layer, (size_in, size_out) in enumerate(zip(units[:-1], units[1:])):
            w, b = (signed(rng, (rows, size_out)) for rows in (size_in, 1))
            w *= 2 / size_in if relu else np.sqrt(2 / size_in)
            if relu and layer < depth:
                for array in (w, b):
                    array[:, 0], array[:, 1] = np.abs(array[:, 0]), -np.abs(array[:, 1])
            found[depth] += [w, b]
    return found


def signed(rng, shape):
    """Numbers from 0.3 to 1 and from -1 to -0.3, none of them near 0."""
    return rng.uniform(0.3, 1.0, shape) * np.where(rng.uniform(-1, 1, shape) < 0, -1.0, 1.0)


def names_of(params):
    """The names of a network's gradients, in their order: dw_1, db_1, dw_2, ..."""
    return [f"d{'wb'[number % 2]}_{number // 2 + 1}" for number in range(len(params))]


# -------------------------------------------------------------------------------------------------------
# Forward.
# -------------------------------------------------------------------------------------------------------


def judge_forward(student, check, x, nets, activation):
    """The probabilities of a batch."""
    mine = hidden_layers(student, check)
    wanted = {
        depth: check.recorded(
            f"the output with {depth} hidden layers",
            lambda params=params: student.adapter.my_forward(x, params, activation),
        )
        for depth, params in nets.items()
    }
    got = student.adapter.my_forward(x, nets[mine], activation)
    check.not_none(got, "my_forward returns None: is the `return` missing?")
    check.close("the output", got, expected=wanted[mine])


# -------------------------------------------------------------------------------------------------------
# Gradients.
# -------------------------------------------------------------------------------------------------------


def judge_gradients(student, check, x, y, nets, activation, which=None):
    """The gradients of a batch: averages or sums, and with a term of L2 regularization if the student has one.

    Args:
        student: The student.
        check: Judges.
        x: The images.
        y: Their labels.
        nets: A network of each depth.
        activation: "tanh" or "relu".
        which: Picks the gradients that count, a slice of [dw_1, db_1, ...]; all of them unless given.
    """
    mine = hidden_layers(student, check)
    wanted = {depth: recorded(student, check, x, y, params, activation) for depth, params in nets.items()}[
        mine
    ]
    params = nets[mine]
    got = list_of(check, student.adapter.my_gradients(x, y, params, activation), len(params), "my_gradients")
    got = [as_row(gradient) if number % 2 else gradient for number, gradient in enumerate(got)]
    chosen = range(len(params))[which or slice(None)]

    def compare(factor, words):
        right = [factor * gradient for gradient in wanted]
        shrink = own_l2(got, right, params)
        for number in chosen:
            name = f"{names_of(params)[number]}{words}"
            decay = shrink * params[number] if number % 2 == 0 else 0.0
            check.close(name, got[number], expected=right[number] + decay)

    check.any_of(
        reading="the gradients",
        average=lambda: compare(1, ""),
        total=lambda: compare(len(x), ", read as totals"),
    )


def recorded(student, check, x, y, params, activation):
    """The average gradients of one network, made by the reference alone."""
    depth = len(params) // 2 - 1
    return [
        check.recorded(
            f"{name} with {depth} hidden layers",
            lambda number=number: student.adapter.my_gradients(x, y, params, activation)[number],
        )
        for number, name in enumerate(names_of(params))
    ]


def own_l2(got, right, params):
    """The factor of a term of L2 regularization that all weights have and no bias, or 0 if there is none."""
    pairs = [
        (value - wanted, weights)
        for value, wanted, weights in zip(got[::2], right[::2], params[::2])
        if fits(value, wanted)
    ]
    if len(pairs) < len(params) // 2:
        return 0.0
    extra = np.concatenate([np.ravel(difference) for difference, _ in pairs])
    weights = np.concatenate([np.ravel(weights) for _, weights in pairs])
    factor = float(extra @ weights / (weights @ weights))
    left = np.abs(extra - factor * weights).max()
    size = max(np.abs(gradient).max() for gradient in right)
    return factor if 1e-7 < factor < 0.2 and left < 3e-6 * size else 0.0


def fits(value, wanted):
    """Whether a value is an array of finite numbers of the shape that is wanted."""
    return is_numbers(value) and value.shape == np.shape(wanted) and bool(np.isfinite(value).all())


def is_numbers(value):
    """Whether a value is an array of numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiu"


def as_row(value):
    """A row (1, n) of what may be (n,), (1, n) or (n, 1); anything else as it is."""
    flat = np.ndim(value) == 1 or (np.ndim(value) == 2 and np.shape(value)[1] == 1)
    return np.reshape(value, (1, -1)) if flat else value


def list_of(check, answer, count, name):
    """A list or tuple of so many arrays."""
    check.not_none(answer, f"{name} returns None: is the `return` missing?")
    right = isinstance(answer, (list, tuple)) and len(answer) == count
    check.true(right, f"{name} should return a list of {count} arrays, of w_1, b_1, w_2, b_2 and so on")
    return list(answer)
