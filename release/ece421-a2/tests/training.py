"""Small runs of `learning`, which the tests share.

What is right in several ways is recorded in each: entry e of a curve before step e or after it, velocities that begin
at 1e-5 or at 0, gradients that are averages or totals.
"""

import numpy as np
from conventions import labels

CURVES = ("train_loss", "valid_loss", "train_acc", "valid_acc")


class Task:
    """A small training set and validation set, and the weights to begin with."""

    def __init__(self, rng, count=9, pixels=6, hidden=5, classes=3, image=None):
        """`image` is the shape of an example, where it is no row."""
        shape = image or (pixels,)
        pixels = int(np.prod(shape))
        self.count = count
        self.data = (
            rng.uniform(-1, 1, (count, *shape)),
            labels(rng, count, classes),
            rng.uniform(-1, 1, (7, *shape)),
            labels(rng, 7, classes),
        )
        sizes = [(pixels, hidden), (1, hidden), (hidden, classes), (1, classes)]
        self.weights = tuple(rng.uniform(-0.5, 0.5, size) for size in sizes)


def judge(student, check, task, names=CURVES, **settings):
    """learning on a task, or, where learning takes no arguments, on small data in place of the course's."""
    runs = recorded_runs(student, check, task, settings)
    document = document_runs(student, check)
    if without_arguments(student):
        as_in_the_document(student, check, document)
        return

    answer = student.starter.learning(*task.data, task.weights, **settings)
    got = dict(zip(CURVES, four(check, answer)))
    for name in names:
        others = [curve for run in runs for curve in of_run(run, name)]
        # A few examples may all be wrong, so that an accuracy is 0.
        check.close(name, got[name], also=others, zeros=name.endswith("acc"))


def four(check, answer):
    """The four curves that learning returned."""
    check.not_none(answer, "learning returns None: is the `return` missing?")
    right = isinstance(answer, (tuple, list, np.ndarray)) and len(answer) == 4
    check.true(right, "learning should return train_loss, valid_loss, train_acc and valid_acc")
    return answer


def of_run(run, name):
    """A curve of a run, measured before each step and after it."""
    curve = run[CURVES.index(name)]
    return curve[:-1], curve[1:]


def recorded_runs(student, check, task, settings):
    """The curves of each right way to do it, with one epoch more, made by the reference alone."""
    epoch, alpha = settings.get("epoch", 200), settings.get("alpha", 0.1)
    fixed = {name: value for name, value in settings.items() if name not in ("epoch", "alpha")}

    def run(factor, velocity):
        return lambda: np.array(
            student.starter.learning(
                *task.data, task.weights, epoch=epoch + 1, alpha=alpha * factor, velocity=velocity, **fixed
            )
        )

    ways = [(factor, velocity) for factor in (1, task.count) for velocity in (1e-5, 0.0)]
    return [
        check.recorded(
            f"curves with the rate times {factor}, velocities from {velocity}", run(factor, velocity)
        )
        for factor, velocity in ways
    ]


# -------------------------------------------------------------------------------------------------------
# learning as the document has it: it takes nothing, reads the data itself, and shows its curves in plots.
# -------------------------------------------------------------------------------------------------------

SEED, HIDDEN, SIDE, CLASSES = 421, 1000, 4, 10
COMPARED = 5  # epochs of the 200: what is wrong shows in the first of them
ROWS = {"train": 40, "valid": 24, "test": 8}


def small_data():
    """Six arrays, as loadData gives them: images of 4 x 4 pixels whose brightest ones tell the class."""
    random = np.random.RandomState(SEED)
    patterns = random.uniform(0, 1, (CLASSES, SIDE, SIDE))
    targets = [random.randint(0, CLASSES, count) for count in ROWS.values()]
    images = [
        0.6 * patterns[target] + random.uniform(0, 0.4, (len(target), SIDE, SIDE)) for target in targets
    ]
    return (*images, *targets)


def initial_weights(output_first, spread):
    """The weights that learning draws after NumPy's random numbers have begun anew."""
    random = np.random.RandomState(SEED)
    pixels = SIDE * SIDE

    def layer(units_in, units_out):
        return random.normal(0, spread(2 / (units_in + units_out)), (units_in, units_out))

    wo = layer(HIDDEN, CLASSES) if output_first else None
    wh = layer(pixels, HIDDEN)
    wo = layer(HIDDEN, CLASSES) if wo is None else wo
    return wh, np.zeros((1, HIDDEN)), wo, np.zeros((1, CLASSES))


def document_runs(student, check):
    """The curves of the document's own settings, with either layer drawn first, made by the reference alone."""
    train, valid, _, train_target, valid_target, _ = small_data()
    data = (train, np.eye(CLASSES)[train_target], valid, np.eye(CLASSES)[valid_target])

    def run(output_first, spread, velocity):
        weights = initial_weights(output_first, spread)
        return lambda: np.array(
            student.starter.learning(*data, weights, epoch=COMPARED + 1, velocity=velocity)
        )

    ways = [
        (first, spread, v) for first in (True, False) for spread in (np.sqrt, np.float64) for v in (1e-5, 0.0)
    ]
    return [check.recorded(f"the document's curves {number}", run(*way)) for number, way in enumerate(ways)]


def without_arguments(student, instead_of="learning"):
    """Whether learning takes no arguments and stands for `instead_of` too, which the student has not written."""
    nothing = student.beside.small_data.takes_nothing(student.starter)
    return nothing and (instead_of == "learning" or not hasattr(student.starter, instead_of))


def as_in_the_document(student, check, runs):
    """learning() shows in its plots the curves of one of the runs."""
    student.beside.small_data.install(student.starter, small_data(), SEED)
    student.starter.learning()
    lines = [line.y for figure in student.figures() for axes in figure.axes for line in axes.lines]
    check.true(len(lines) == 4, "learning should draw four curves: two losses and two accuracies")
    check.true(all(len(line) == 200 for line in lines), "the curves of learning should have 200 epochs")
    wanted = [in_order(run[:, part]) for run in runs for part in (slice(None, -1), slice(1, None))]
    begun = in_order([line[:COMPARED] for line in lines])
    check.close("the four curves", begun, expected=wanted[0], also=wanted[1:], atol=1e-5)


def in_order(curves):
    """Curves as rows, sorted by their numbers, whatever was drawn first."""
    return np.array(sorted(np.asarray(curve, float).tolist() for curve in curves))
