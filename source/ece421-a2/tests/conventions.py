"""What the tests accept in several ways, as long as a submission keeps to one of them.

The layout: an example in each row, as the document has it, or in each column. What `gradCE` differentiates by, and
whether it takes the average of the batch or its total.
"""

import numpy as np

# Each layout: whether examples are columns, and whether weights are turned as well, (out, in).
LAYOUTS = {"rows": (False, False), "columns": (True, True), "columns_and_weights_as_given": (True, False)}

# What `gradCE` differentiates by: the scores that it is given; the scores, given their probabilities; what softmax
# gives, entry by entry or one number for each class.
KINDS = ("scores", "probabilities", "output", "output_by_class")
SCALES = ("average", "total")


class Functions:
    """The student's functions in one layout: they are given rows, and rows come back."""

    def __init__(self, student, check, layout="rows"):
        self.starter, self.check, self.layout = student.starter, check, layout
        self.columns, self.turned = LAYOUTS[layout]
        self.words = "" if layout == "rows" else f", in {layout.replace('_', ' ')}"

    def put(self, array):
        """Examples as the student's functions take them."""
        return np.ascontiguousarray(array.T) if self.columns else array

    def weights(self, array):
        """Weights as the student's functions take them, or give them."""
        return np.ascontiguousarray(array.T) if self.turned and isinstance(array, np.ndarray) else array

    def softmax(self, x):
        """Probabilities of scores."""
        return self.put(self.starter.softmax(self.put(x)))

    def computeLayer(self, X, W, b):
        """The product, and biases of the form that is given."""
        return self.put(self.starter.computeLayer(self.put(X), self.weights(W), self.put(b)))

    def CE(self, target, prediction):
        """The loss, as a number where it is an array with one."""
        loss = self.starter.CE(self.put(target), self.put(prediction))
        return loss if loss is None else np.squeeze(loss)

    def gradCE(self, target, prediction):
        """The gradient, (N, K) or a row of K."""
        gradient = self.starter.gradCE(self.put(target), self.put(prediction))
        self.check.not_none(gradient, "gradCE returns None: is the `return` missing?")
        return as_row(gradient) if np.ndim(gradient) == 1 else self.put(gradient)

    def backprop(self, xi, xh, w, target, prediction):
        """The four gradients: (H, K), (1, K), (F, H), (1, H)."""
        x, h, y, p = (self.put(array) for array in (xi, xh, target, prediction))
        answer = self.starter.backprop(x, h, self.weights(w), y, p)
        self.check.not_none(answer, "backprop returns None: is the `return` missing?")
        four = isinstance(answer, (tuple, list)) and len(answer) == 4
        self.check.true(four, "backprop should return four arrays: dwo, dbo, dwh, dbh")
        dwo, dbo, dwh, dbh = answer
        return self.weights(dwo), as_row(dbo), self.weights(dwh), as_row(dbh)

    def close(self, name, value, wanted):
        """Value has to be that of the reference, which `wanted` is as well."""
        if self.layout == "rows":
            self.check.close(name, value)
        else:
            self.check.close(f"{name}{self.words}", value, expected=wanted)


def as_row(value):
    """A row (1, n) of what may be (n,), (1, n) or (n, 1); anything else as it is, `...` too."""
    if not isinstance(value, (np.ndarray, list, tuple)):
        return value
    flat = np.ndim(value) == 1 or (np.ndim(value) == 2 and np.shape(value)[1] == 1)
    return np.reshape(value, (1, -1)) if flat else value


def in_each_layout(student, check, verdict):
    """Have `verdict` judge the student's functions in each layout; one has to pass, and the same one in all tests.

    Where computeLayer or softmax takes rows there is no other layout: the columns are a mistake then.
    """

    def judge(layout):
        return lambda: verdict(Functions(student, check, layout))

    ways = {layout: judge(layout) for layout in LAYOUTS}
    check.any_of(reading="layout", **({"rows": ways["rows"]} if takes_rows(student) else ways))


def judge_layer(student, check, X, W, b):
    """computeLayer with biases as a row, as a flat array or as a column; one has to do."""
    wanted = check.recorded("X W + b", lambda: student.starter.computeLayer(X, W, b))

    def verdict(functions):
        def judge(form, biases):
            name = f"the layer with {form} biases{functions.words}"
            return lambda: check.close(name, functions.computeLayer(X, W, biases), expected=wanted)

        check.any_of(
            lambda: functions.close("the layer", functions.computeLayer(X, W, b), wanted),
            judge("flat", b[0]),
            judge("a column of", b.T),
        )

    in_each_layout(student, check, verdict)


def takes_rows(student):
    """Whether computeLayer or softmax takes an example in each row, with sizes that fit in no other layout."""
    ways = (
        lambda starter: (
            np.shape(starter.computeLayer(np.ones((5, 3)), np.ones((3, 2)), np.ones((1, 2)))) == (5, 2)
        ),
        lambda starter: np.allclose(np.sum(starter.softmax(np.ones((5, 3))), axis=1), 1.0),
    )
    return any(_holds(way, student.starter) for way in ways)


def _holds(way, starter):
    """Whether it holds; a function that cannot be asked is told of by its own tests."""
    try:
        return bool(way(starter))
    except Exception:  # noqa: BLE001 - whatever the student's code raises
        return False


# -------------------------------------------------------------------------------------------------------
# Readings of gradCE.
# -------------------------------------------------------------------------------------------------------


def judge_gradient(student, check, target, probabilities):
    """gradCE in each of its readings, in each layout."""
    wanted = gradients(student, check, target, probabilities)

    def verdict(functions):
        got = functions.gradCE(target, probabilities)

        def judge(reading):
            if reading == "scores_average":
                return lambda: functions.close("the gradient", got, wanted[reading])
            name = f"the gradient, read as {reading.replace('_', ' ')}{functions.words}"
            return lambda: check.close(name, got, expected=wanted[reading])

        check.any_of(reading="gradCE", **{one: judge(one) for one in nearest_first(got, wanted)})

    in_each_layout(student, check, verdict)


def gradients(student, check, target, probabilities):
    """What gradCE gives in each reading, made by the reference alone.

    Softmax of the logarithm of probabilities gives these probabilities again; the slopes of `CE` are measured.
    """
    starter, count = student.starter, len(target)

    def recorded(kind, make):
        average = check.recorded(f"gradCE as {kind}", make)
        return {f"{kind}_average": average, f"{kind}_total": average * count}

    return {
        **recorded("scores", lambda: starter.gradCE(target, probabilities)),
        **recorded("probabilities", lambda: starter.gradCE(target, np.log(probabilities))),
        **recorded("output", lambda: slopes(starter.CE, target, probabilities)),
        **recorded(
            "output_by_class", lambda: slopes(starter.CE, target, probabilities).sum(axis=0, keepdims=True)
        ),
    }


def slopes(function, target, at, step=1e-6):
    """How `function(target, at)` moves with each entry of `at`, by central differences."""
    found = np.zeros(np.shape(at))
    for place in np.ndindex(*found.shape):
        move = np.zeros(found.shape)
        move[place] = step
        found[place] = (function(target, at + move) - function(target, at - move)) / (2 * step)
    return found


def nearest_first(got, wanted):
    """The readings, first those whose values point where the student's do: a failure is told of the first."""
    return sorted(wanted, key=lambda reading: _apart(got, wanted[reading]))


def _apart(got, wanted):
    """0 for a multiple of what is wanted, 1 for what has nothing to do with it or another shape."""
    numbers = isinstance(got, np.ndarray) and got.dtype.kind in "fiu" and got.shape == np.shape(wanted)
    if not numbers or not np.isfinite(got).all() or not np.any(got) or not np.any(wanted):
        return 1.0
    cosine = np.vdot(got, wanted) / (np.linalg.norm(got) * np.linalg.norm(wanted))
    return round(1.0 - abs(float(cosine)), 6)


# -------------------------------------------------------------------------------------------------------
# backprop, whose `prediction` follows gradCE.
# -------------------------------------------------------------------------------------------------------

NAMES = ("dwo", "dbo", "dwh", "dbh")


def judge_backprop(student, check, case, names=NAMES):
    """The gradients `names` of backprop, in each reading of gradCE and in each layout.

    Where gradCE gives the total of a batch, backprop may take the average or leave it a total.

    Args:
        student: The student.
        check: Judges.
        case: xi, xh, w, target and probabilities.
        names: Which of the four count.
    """
    wanted = backprops(student, check, case)

    def verdict(functions):
        got = dict(zip(NAMES, functions.backprop(*case)))

        def compare(kind, scale, then=""):
            first = (kind, scale, then) == ("scores", "average", "")
            words = f", read as {kind} {scale}{then}{functions.words}"
            for name in names:
                value = wanted[kind, scale][name]
                if first:
                    functions.close(name, got[name], value)
                else:
                    check.close(f"{name}{words}", got[name], expected=value)

        def judge(kind, scale):
            by_output = kind.startswith("output")
            kinds = ("scores", "probabilities") if by_output else (kind,)
            words = f" with gradCE by the {kind.replace('_', ' ')}" if by_output else ""
            ways = [(one, scale, words) for one in kinds]
            if scale == "total":
                ways += [(one, "average", f" in backprop{then}") for one, _, then in ways]
            return lambda: check.any_of(*(lambda way=way: compare(*way) for way in ways))

        order = nearest_first(
            got["dwh"],
            {(kind, scale): wanted[like(kind), scale]["dwh"] for kind in KINDS for scale in SCALES},
        )
        check.any_of(reading="gradCE", **{f"{kind}_{scale}": judge(kind, scale) for kind, scale in order})

    in_each_layout(student, check, verdict)


def like(kind):
    """Which gradients of the weights go with a kind of gradCE."""
    return kind if kind == "scores" else "probabilities"


def backprops(student, check, case):
    """The four gradients in each reading, made by the reference alone."""
    *others, target, probabilities = case
    backprop, found = student.starter.backprop, {}
    for kind in ("scores", "probabilities"):
        given = probabilities if kind == "scores" else np.log(probabilities)
        four = [
            check.recorded(f"{name} of {kind}", lambda given=given, i=i: backprop(*others, target, given)[i])
            for i, name in enumerate(NAMES)
        ]
        found[kind, "average"] = dict(zip(NAMES, four))
        found[kind, "total"] = {name: value * len(target) for name, value in zip(NAMES, four)}
    return found


# -------------------------------------------------------------------------------------------------------
# Inputs.
# -------------------------------------------------------------------------------------------------------


def labels(rng, count, classes):
    """One-hot labels (count, classes)."""
    return np.eye(classes)[rng.randint(0, classes, count)]


def shares(rng, count, classes):
    """Probabilities (count, classes), none of them near 0."""
    scores = rng.uniform(0.2, 1, (count, classes))
    return scores / scores.sum(axis=1, keepdims=True)


def drawn(rng, count, pixels, hidden, classes):
    """What backprop takes: xi, xh, the weights of the output layer, the labels, probabilities."""
    xi, xh = rng.uniform(-1, 1, (count, pixels)), np.clip(rng.uniform(-1, 1, (count, hidden)), 0, None)
    xh[:, 0] = rng.uniform(0.1, 1, count)  # never are all units off
    w, target = rng.uniform(-1, 1, (hidden, classes)), labels(rng, count, classes)
    return xi, xh, w, target, shares(rng, count, classes)
