"""What the tests of define_network and train_network share: small networks, and how they are trained.

A fault in a layer, in the loss or in the optimizer costs its own question and not these. So `train_network` first
trains a network of stand-in parts (`beside/stand_ins.py`), in which nothing is the student's but `train_network`
itself. A `train_network` that asks for more than these parts have is right too, if it is right with the student's own
parts. What it has to return is recorded with the reference solution: nothing is compared with what the same
submission has computed.
"""

import numpy as np


class Task:
    """What one call of train_network is given: data, initial parameters for either network, and settings.

    With `contrary` the test set has the opposite labels, so that the test loss grows while the network learns.
    """

    def __init__(self, rng, rows=(36, 28), num_epoch=3, batch_size=4, learning_rate=0.4, *, contrary=False):
        self.data = {}
        for kind, count in zip(("train", "test"), rows):
            x = rng.uniform(-2, 2, (count, 4))
            self.data[f"{kind}_x"] = x
            self.data[f"{kind}_y"] = np.argmax(x + rng.normal(0, 0.3, x.shape), axis=1)
        if contrary:
            self.data["test_y"] = np.argmin(self.data["test_x"], axis=1)
        # Both begin with the wrong signs, so that most labels are wrong before training, and change in it.
        self.stretch, self.shift = rng.uniform(-1.2, -0.4, (1, 4)), rng.uniform(-1, 1, (1, 4))
        self.weights, self.biases = rng.uniform(-0.5, 0.5, (4, 4)) - np.eye(4), rng.uniform(-1, 1, (1, 4))
        self.settings = {"num_epoch": num_epoch, "learning_rate": learning_rate, "batch_size": batch_size}


class StandIns:
    """A network of stand-in parts."""

    words = ""  # what its checks are called beside their names

    def __init__(self, student, task):
        self.student, self.task = student, task
        self.parts = student.beside.stand_ins
        self.parts.install(student.hw3_sol, student.hw3_lib)
        self.before = [task.stretch, task.shift]

    def network(self):
        """A new one."""
        sol, lib = self.student.hw3_sol, self.student.hw3_lib
        return self.parts.network(sol, lib, (self.task.stretch, self.task.shift))

    def parameters(self, model):
        """The two arrays that training moves."""
        return self.parts.numbers(model.layers[0])


class OwnParts:
    """A network of the student's own parts."""

    words = " (with your own layers)"

    def __init__(self, student, task):
        self.student, self.task = student, task
        self.before = [task.weights, task.biases]

    def network(self):
        """A new one."""
        layer = self.student.hw3_lib.Linear((self.task.weights, self.task.biases))
        return self.student.hw3_sol.MultiLayerPerceptron([layer])

    def parameters(self, model):
        """The two arrays that training moves."""
        return [model.layers[0].weights, model.layers[0].biases]


class Run:
    """One call of train_network."""

    def __init__(self, check, world):
        self.check, self.world, self.task, self.words = check, world, world.task, world.words
        self.model = world.network()
        self.said = world.student.hw3_sol.train_network(self.model, self.task.data, **self.task.settings)
        self.after = [np.array(one) for one in world.parameters(self.model)]
        pairs = zip(self.after, world.before)
        moved = any(one.shape != np.shape(other) or np.any(one != other) for one, other in pairs)
        check.true(moved, "train_network leaves the parameters of the network as they were")
        check.true(isinstance(self.said, dict), "train_network has to return a dictionary")

    def close(self, name, also=()):
        """What train_network says under this name has to be as recorded."""
        self.check.close(f"{name}{self.words}", self.said[name], also=also)

    def mean_of_batches(self, kind):
        """The other right reading of a loss: at each epoch's end, the mean of the losses of the set's batches."""
        name = f"the mean of the batches' losses, {kind}{self.words}"
        return self.check.recorded(name, lambda: means_of_batches(self.world, kind))


def means_of_batches(world, kind):
    """Train a network as train_network has to, and look at the set's batches after each epoch."""
    data, settings, lib = world.task.data, world.task.settings, world.student.hw3_lib
    model, criterion = world.network(), lib.CrossEntropyLoss()
    optimizer = lib.GradientDescentOptimizer(model, settings["learning_rate"])
    means = []
    for _ in range(settings["num_epoch"]):
        for x, y in batches(data, "train", settings["batch_size"]):
            criterion.forward(model.forward(x), y)
            model.backward(criterion)
            optimizer.step()
        losses = [
            criterion.forward(model.forward(x), y) for x, y in batches(data, kind, settings["batch_size"])
        ]
        means.append(np.mean([np.squeeze(loss) for loss in losses]))
    return means


def batches(data, kind, size):
    """The batches of a set, in the order of its rows."""
    x, y = data[f"{kind}_x"], data[f"{kind}_y"]
    return [(x[start : start + size], y[start : start + size]) for start in range(0, len(x), size)]


def judge(student, fresh_student, check, task, verdict):
    """Call train_network with stand-in parts or, if that does not pass, with the student's own."""
    check.any_of(
        lambda: verdict(Run(check, StandIns(fresh_student, task))),
        lambda: verdict(Run(check, OwnParts(student, task))),
    )


def judge_network(student, fresh_student, check, define, expected, x):
    """Have define_network build a network of stand-in parts or, if that does not pass, of the student's own.

    Args:
        student: The student.
        fresh_student: The student in another worker.
        check: Judges.
        define: Calls define_network of the student that it is given.
        expected: What the layers are, from input to output.
        x: A batch, which is run through the network: what comes out shows whether it is one.
    """

    def look(one, words, parameters):
        lib, sol, stand_ins = one.hw3_lib, one.hw3_sol, one.beside.stand_ins
        model = define(one)
        check.not_none(model, "define_network has to return the network")
        kinds = list(stand_ins.kinds(model, lib, sol))
        # In words: what the student's network has and what it should have stand one below the other.
        check.equal(f"the sequence of layers{words}", ", ".join(kinds), expected=", ".join(expected))
        for number in range(0, len(expected), 2):
            weights, biases = parameters(one, model.layers[number])
            check.close(f"weights of layer {number}{words}", weights)
            check.close(f"biases of layer {number}{words}", biases)
        check.close(f"scores{words}", model.forward(x))

    def of_stand_ins():
        fresh_student.beside.stand_ins.install(fresh_student.hw3_sol, fresh_student.hw3_lib)
        look(fresh_student, "", lambda one, layer: one.beside.stand_ins.numbers(layer))

    check.any_of(
        of_stand_ins,
        lambda: look(student, OwnParts.words, lambda _, layer: (layer.weights, layer.biases)),
    )
