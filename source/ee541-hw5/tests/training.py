"""Small runs of training that the tests share, and what is right of them in several ways.

The rate may stand before averages of a batch or before its sums, batches may be taken in any order, momentum and L2
regularization are the student's own, an accuracy is a share or a percentage.
"""

import copy

import numpy as np
from networks import hidden_layers, is_numbers, networks

# What is the student's own: momentum, and the factor of L2 regularization.
OWN = ((0.0, 0.0), (0.9, 0.0), (0.5, 0.0), (0.0, 1e-4), (0.0, 1e-3), (0.9, 1e-4))
NEVER = (900, 901)  # epochs of decay that no small run comes to


PIXELS, CLASSES = 784, 10  # as the course's images have, of which the tests use the first few


class Task:
    """Training and validation data, and a network of each depth to begin with.

    The images are as wide as the course's, because a file may measure the accuracy on the course's validation set or
    test set as well while it trains. All pixels but the first ones are 0.
    """

    def __init__(self, rng, x, y, *, hidden=5, valid=None, relu=False):
        """`valid` are images and labels to validate with; others are drawn unless given."""
        self.used = x.shape[1]
        x_valid, y_valid = valid or (
            rng.uniform(-1, 1, (5, self.used)),
            np.eye(y.shape[1])[rng.randint(0, y.shape[1], 5)],
        )
        self.x, self.x_valid = padded(x, PIXELS), padded(x_valid, PIXELS)
        self.y, self.y_valid = padded(y, CLASSES), padded(y_valid, CLASSES)
        self.nets = networks(rng, self.used, hidden, CLASSES, relu=relu)
        for params in self.nets.values():
            params[0] = padded(params[0].T, PIXELS).T

    def arguments(self, depth):
        """What training takes before its settings."""
        return self.x, self.y, self.x_valid, self.y_valid, self.nets[depth]

    def in_a_row(self, params):
        """All parameters that learn something: the weights of pixels that are always 0 do not."""
        first, *others = params
        first = np.reshape(first, (PIXELS, -1))[: self.used]
        return np.concatenate([np.ravel(one) for one in (first, *others)])


def padded(array, columns):
    """With zeros behind each row."""
    return np.pad(array, ((0, 0), (0, columns - array.shape[1])))


class Settings:
    """The settings of a run."""

    def __init__(self, activation="tanh", epochs=3, rate=0.2, batch_size=6, decay_after=NEVER):
        """As `train` takes them."""
        self.activation, self.epochs, self.rate = activation, epochs, rate
        self.batch_size, self.decay_after = batch_size, decay_after

    def arguments(self):
        """In their order."""
        return self.activation, self.epochs, self.rate, self.batch_size, self.decay_after


def trained(student, check, task, settings):
    """What the student's training returns: parameters in one row, the two accuracies."""
    mine = hidden_layers(student, check)
    answer = student.adapter.my_train(*task.arguments(mine), *settings.arguments())
    return mine, *three(check, answer, task, task.nets[mine])


def three(check, answer, task, params):
    """The parameters in one row, and both accuracies."""
    check.not_none(answer, "my_train returns None: is the `return` missing?")
    right = isinstance(answer, (list, tuple)) and len(answer) == 3
    check.true(right, "my_train should return three things: the parameters, train_acc and valid_acc")
    found, train_acc, valid_acc = answer
    right = isinstance(found, (list, tuple)) and len(found) == len(params)
    check.true(right, f"the parameters that my_train returns should be a list of {len(params)} arrays")
    check.true(
        all(map(is_numbers, found)), "the parameters that my_train returns should be arrays of numbers"
    )
    right = all(np.size(one) == np.size(other) for one, other in zip(found, params))
    check.true(right, "the parameters that my_train returns should have the shapes of those it was given")
    return task.in_a_row(found), train_acc, valid_acc


def judge_parameters(student, check, task, settings, *, late=False):
    """The parameters after training.

    Args:
        student: The student.
        check: Judges.
        task: The data.
        settings: The settings.
        late: Whether the rate may be halved an epoch later as well, by who counts epochs from 0.
    """
    ends = [settings.decay_after, tuple(epoch + 1 for epoch in settings.decay_after)][: 2 if late else 1]
    wanted = {
        (depth, end): [
            *runs(student, check, task, settings, depth, end),
            *([] if late else last_at_a_quarter(student, check, task, settings, depth)),
        ]
        for depth in task.nets
        for end in ends
    }
    mine, got, *_ = trained(student, check, task, settings)

    def judge(end, words):
        first, *others = wanted[mine, end]
        return lambda: check.close(f"params{words}", got, expected=first, also=others, atol=1e-4)

    if not late:
        judge(ends[0], "")()
        return
    check.any_of(
        reading="the epochs of decay",
        counted_from_1=judge(ends[0], ""),
        counted_from_0=judge(ends[1], ", with epochs counted from 0"),
    )


def runs(student, check, task, settings, depth, end):
    """The parameters of each right way to train, made by the reference alone."""
    count = min(settings.batch_size, len(task.x))

    def made(factor, momentum, l2):
        """In one row."""
        if factor == "sums":
            return in_two_parts(student, task, settings, depth, settings.rate, l2)
        if factor == 1 or len(task.x) % count == 0:
            return whole(student, task, settings, depth, end, settings.rate * factor, momentum, l2)
        return in_two_parts(student, task, settings, depth, settings.rate * factor, l2)

    ways = [(1, *own) for own in OWN]
    if len(task.x) % count == 0:
        ways += [(count, *own) for own in OWN]
    else:  # sums, whose rate may have been divided by the batch size
        ways += [(factor, *own) for factor in (count, "sums") for own in OWN if own[0] == 0]
    return [
        check.recorded(f"parameters, {depth} layers, decay {end}, way {number}", lambda way=way: made(*way))
        for number, way in enumerate(ways)
    ]


def last_at_a_quarter(student, check, task, settings, depth):
    """As the document's sample trains: its last epoch has a quarter of the first rate, whatever was halved before.

    In the 50 epochs of the course that changes nothing; the tests of decay judge it.
    """
    count = min(settings.batch_size, len(task.x))
    if len(task.x) % count:
        return []

    def made(factor):
        """In one row."""
        params = task.nets[depth]
        for epochs, share in ((settings.epochs - 1, 1.0), (1, 0.25)):
            rate = settings.rate * factor * share
            data = (task.x, task.y, task.x_valid, task.y_valid, params)
            params, *_ = student.mlp.train(*data, settings.activation, epochs, rate, count, NEVER)
        return task.in_a_row(params)

    return [
        check.recorded(
            f"parameters, {depth} layers, the last epoch at a quarter, factor {factor}",
            lambda factor=factor: made(factor),
        )
        for factor in (1, count)
    ]


def whole(student, task, settings, depth, end, rate, momentum, l2):
    """One call of the reference."""
    params, *_ = student.mlp.train(
        *task.arguments(depth),
        settings.activation,
        settings.epochs,
        rate,
        settings.batch_size,
        end,
        momentum=momentum,
        l2=l2,
    )
    return task.in_a_row(params)


def in_two_parts(student, task, settings, depth, rate, l2):
    """With sums of gradients and a smaller last batch: `rate` is that of a full batch, and a part of it for the last.

    All examples of the task are alike, so that their order does not matter.
    """
    count = settings.batch_size
    full = len(task.x) // count * count
    params = task.nets[depth]
    for _ in range(settings.epochs):
        for part, share in ((slice(full), 1.0), (slice(full, None), (len(task.x) - full) / count)):
            params, *_ = student.mlp.train(
                task.x[part],
                task.y[part],
                task.x_valid,
                task.y_valid,
                params,
                settings.activation,
                1,
                rate * share,
                count,
                NEVER,
                l2=l2,
            )
    return task.in_a_row(params)


def judge_accuracies(student, check, task, settings, names=("train_acc", "valid_acc")):
    """Accuracies after each epoch; that of the training set may be taken before each step of a full batch."""
    curves = {depth: accuracies(student, check, task, settings, depth) for depth in task.nets}
    mine, _, *got = trained(student, check, task, settings)
    right = {
        "train_acc": [*(run[0][1:] for run in curves[mine]), *(run[0][:-1] for run in curves[mine])],
        "valid_acc": [run[1][1:] for run in curves[mine]],
    }

    def judge(factor, words):
        def compare():
            for name, values in zip(("train_acc", "valid_acc"), got):
                if name in names:
                    first, *others = (factor * curve for curve in right[name])
                    check.close(f"{name}{words}", values, expected=first, also=others, zeros=True)

        return compare

    check.any_of(
        reading="accuracies", shares=judge(1.0, ""), percentages=judge(100.0, ", read as percentages")
    )


def accuracies(student, check, task, settings, depth):
    """Both accuracies of each right way to train, from before the first step on, made by the reference alone."""

    def made(factor, momentum, l2):
        """In two rows."""
        arguments = task.arguments(depth)
        x, y, x_valid, y_valid, params = arguments
        begin = [
            student.adapter.my_accuracy(
                student.adapter.my_forward(images, params, settings.activation), one_hot
            )
            for images, one_hot in ((x, y), (x_valid, y_valid))
        ]
        _, *curves = student.mlp.train(
            *arguments,
            settings.activation,
            settings.epochs,
            factor * settings.rate,
            settings.batch_size,
            settings.decay_after,
            momentum=momentum,
            l2=l2,
        )
        return np.array([[first, *curve] for first, curve in zip(begin, curves)])

    return [
        check.recorded(f"accuracies, {depth} layers, way {number}", lambda way=way: made(*way))
        for number, way in enumerate((factor, *own) for factor in (1, len(task.x)) for own in OWN)
    ]


def two_kinds(rng, count=8):
    """Two kinds of images of three classes, that are learned soon; half of the labels to validate with are wrong.

    To begin with every image is taken for the third class, which none has.
    """
    kinds = np.array([[1.0, 1.0, -1.0, -1.0], [-1.0, 1.0, 1.0, -1.0]])
    first = np.arange(count) % 2
    x = kinds[first] + rng.uniform(-0.1, 0.1, (count, 4))
    x_valid = kinds[first[:4]] + rng.uniform(-0.1, 0.1, (4, 4))
    told = np.array([first[0], 1 - first[1], first[2], first[3]])
    task = Task(rng, x, np.eye(3)[first], valid=(x_valid, np.eye(3)[told]))
    for params in task.nets.values():
        params[-2] *= 0.2
        params[-1] = np.array([[-0.5, -0.5, 0.9] + [-3.0] * (CLASSES - 3)])
    return task


def alike(rng, count, classes=3, pixels=4):
    """Images and labels of which all are alike, so that their order does not matter."""
    x, y = rng.uniform(0.3, 1, (1, pixels)), np.eye(classes)[[rng.randint(classes)]]
    return np.repeat(x, count, axis=0), np.repeat(y, count, axis=0)


def judge_each_example(student, check, task, settings):
    """Each example counts once in an epoch, in whatever order: with a small rate the steps of an epoch add up."""
    wanted = {depth: moves(student, check, task, settings, depth) for depth in task.nets}
    mine, found, *_ = trained(student, check, task, settings)
    got, (first, *others) = moved(task, settings, found, mine), wanted[mine]
    right = [factor * one for factor in (1, settings.batch_size) for one in (first, *others)]
    near = [one for one in right if np.abs(got - one).max() < 0.02 * np.abs(one).max()]
    # Another order of the examples moves the parameters a little elsewhere.
    nearest = (near or right)[0]
    check.close("what an epoch moves", got, expected=nearest, atol=0.02 * float(np.abs(nearest).max()))


def moves(student, check, task, settings, depth):
    """What an epoch moves in each right way to train, made by the reference alone."""

    def made(momentum, l2):
        params = whole(student, task, settings, depth, NEVER, settings.rate, momentum, l2)
        return moved(task, settings, params, depth)

    return [
        check.recorded(f"what an epoch moves, {depth} layers, way {number}", lambda own=own: made(*own))
        for number, own in enumerate(OWN)
    ]


def judge_two_batches(student, check, task, settings):
    """The parameters after one epoch of two batches with one example each, in either order."""
    wanted = {
        depth: [
            *runs(student, check, task, settings, depth, NEVER),
            *turned(student, check, task, settings, depth),
        ]
        for depth in task.nets
    }
    mine, got, *_ = trained(student, check, task, settings)
    first, *others = wanted[mine]
    check.close("params", got, expected=first, also=others, atol=1e-4)


def turned(student, check, task, settings, depth):
    """The parameters of each right way to train with the second example first, made by the reference alone."""

    def made(momentum, l2):
        other = copy.copy(task)
        other.x, other.y = task.x[::-1], task.y[::-1]
        return whole(student, other, settings, depth, NEVER, settings.rate, momentum, l2)

    return [
        check.recorded(f"parameters turned, {depth} layers, way {number}", lambda own=own: made(*own))
        for number, own in enumerate(OWN)
    ]


def moved(task, settings, params, depth):
    """How far the parameters have moved, for a rate of 1."""
    return (params - task.in_a_row(task.nets[depth])) / settings.rate


def judge_without_test_set(student, check, task, settings):
    """Training comes to its end; what it has learned is asked by other tests."""
    _, found, train_acc, valid_acc = trained(student, check, task, settings)
    check.true(bool(np.size(found)), "training should return its parameters")
    check.true(bool(np.size(train_acc) and np.size(valid_acc)), "training should return its accuracies")
