"""What the tests of the network share.

A fault in a layer or in the loss costs its own question and not these. So the network first runs with stand-in parts
(`beside/parts.py`), where nothing is the student's but `forward`, `backward` and `predict`. A network that asks for
more than these parts have is right too, if it is right with the student's own parts.
"""

import numpy as np


class Drawn:
    """Numbers for one network: parameters of its layers, and a batch.

    All layers are of the same size unless a test says otherwise, so that a wrong order gives wrong numbers and no
    exception.
    """

    def __init__(self, rng, sizes=(4, 4, 4, 4), rows=7):
        pairs = list(zip(sizes[:-1], sizes[1:]))
        self.weights = [rng.uniform(-1, 1, pair) for pair in pairs]
        self.biases = [rng.uniform(-0.5, 0.5, (1, n_out)) for _, n_out in pairs]
        self.X = rng.uniform(-1, 1, (rows, sizes[0]))
        self.Y = np.eye(sizes[-1])[rng.randint(0, sizes[-1], rows)]
        self.out = rng.uniform(0.1, 1, (rows, sizes[-1]))


class StandIns:
    """A network of stand-in parts."""

    words = ""  # what its checks are called beside their names

    def __init__(self, student, drawn):
        self.model = student.beside.parts.network(student.model, student.loss, drawn.weights)
        self.layers = [self.model.layers[n] for n in range(len(drawn.weights))]

    def after_forward(self, drawn):
        """What `backward` is handed: any numbers will do, so that a fault in `forward` costs nothing there."""
        return drawn.out

    def gradients(self):
        """What came back to each layer, by its name."""
        return {f"what comes back to layer {n}": layer.came_back for n, layer in enumerate(self.layers)}

    def parameters(self):
        """The parameters of all layers, by name."""
        return {f"parameters of layer {n}": layer.parameters["W"] for n, layer in enumerate(self.layers)}


class OwnParts:
    """A network of the student's own parts."""

    words = " (with your own layers)"

    def __init__(self, student, drawn):
        sizes = [weights.shape[1] for weights in drawn.weights]
        kinds = ["tanh"] * (len(sizes) - 1) + ["softmax"]
        arguments = [{"n_out": n_out, "activation": kind} for n_out, kind in zip(sizes, kinds)]
        optimizer = {"lr": 0.1, "momentum_hyperparameter": 0.0}
        self.model = student.model.NeuralNetworkModel("cross_entropy", arguments, optimizer, seed=0)
        self.layers = [
            student.beside.parts.layer(student.layers, kind, weights, biases)
            for kind, weights, biases in zip(kinds, drawn.weights, drawn.biases)
        ]
        self.model.layers = self.layers

    def after_forward(self, drawn):
        """What `backward` is handed: the predictions, since the layers need a `forward` before."""
        return self.model.forward(drawn.X)

    def gradients(self):
        """The gradients of the parameters, by name; those of biases as one row."""
        named = {}
        for n, layer in enumerate(self.layers):
            named[f"gradient of W, layer {n}"] = layer.gradients["W"]
            named[f"gradient of b, layer {n}"] = np.reshape(layer.gradients["b"], (1, -1))
        return named

    def parameters(self):
        """The parameters of all layers, by name."""
        return {f"parameters of layer {n}": layer.parameters["W"] for n, layer in enumerate(self.layers)}


def close_gradients(check, net):
    """What `backward` has left in the layers has to be as recorded."""
    for name, gradient in reversed(net.gradients().items()):
        check.not_none(
            gradient,
            "after `backward` each layer should hold what came back to it, and one holds nothing: was it left out, "
            "or cleared afterwards?",
        )
        check.close(f"{name}{net.words}", gradient)


def pair(check, answer):
    """The predictions and the loss that `predict` has returned."""
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    check.true(is_pair, "`predict` should return the pair of predictions and loss")
    return answer


def judge(student, fresh_student, check, drawn, verdict):
    """Judge a network with stand-in parts or, if that does not pass, with the student's own.

    Stand-ins take the place of the loss in `student`, so that the second network is made in another one.
    """
    check.any_of(
        lambda: verdict(StandIns(student, drawn)),
        lambda: verdict(OwnParts(fresh_student, drawn)),
    )
