"""A digit classifier made of the modules of `hw3_lib`: build it, train it, watch it learn.

The sections follow the lecture: initial parameters, the network, the training loop, the data. Capital
letters: N examples in a data set, E epochs. An epoch is one pass over the training set; a batch is the
handful of examples whose average gradient makes one step.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Module, Sigmoid

# -------------------------------------------------------------------------------------------------------
# The network. `init_linear_params` and `MultiLayerPerceptron` are given: leave them as they are.
# -------------------------------------------------------------------------------------------------------


def init_linear_params(in_size: int, out_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the initial parameters of a `Linear` layer: first the weights, then the biases.

    Random, because units that start equal stay equal (section 2 of the written part); small, so that no
    activation starts where its slope is nearly 0.

    Args:
        in_size: Features that go in.
        out_size: Features that come out.

    Returns:
        Weights (in, out) and biases (1, out), uniform between -1/sqrt(out_size) and 1/sqrt(out_size).
    """
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    """A chain of modules."""

    def __init__(self, layers: list[Module]) -> None:
        """Keep the modules, in the order in which an example runs through them."""
        self.layers = layers

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Run a batch (N, in) through all layers; returns the scores (N, C)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, criterion: Module) -> None:
        """Run the loss's derivative back through all layers; leaves its gradients in each `Linear`."""
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)


def define_network(
    size_hidden: int | list[int],
    size_input: int = 784,
    size_output: int = 10,
    seed: int = 10701,
    activation: type[Module] = Sigmoid,
) -> MultiLayerPerceptron:
    """Build a network with one hidden layer, or with several.

    Each hidden layer is a `Linear` followed by an activation; a last `Linear`, with nothing behind it,
    makes the scores (softmax is part of the loss). The parameters are drawn with `init_linear_params`,
    layer by layer from input to output: another order of draws is another network.

    Args:
        size_hidden: The number of hidden units, or a list such as [384, 256] of one number for each
            hidden layer.
        size_input: Features of an example.
        size_output: Classes.
        seed: For the initial parameters. Keep its default for the experiments of the written part.
        activation: `Sigmoid` or `ReLU`: the class itself; every hidden layer gets an instance of its
            own, because a module remembers its last input.

    Returns:
        The network, with fresh parameters.
    """
    np.random.seed(seed)  # given: keep this line first
    if not isinstance(size_hidden, list):
        size_hidden = [size_hidden]
    layers = []
    previous = size_input
    for size in size_hidden:
        weights, biases = init_linear_params(previous, size)
        layers.append(Linear((weights, biases)))
        layers.append(activation())
        previous = size
    layers.append(Linear(init_linear_params(previous, size_output)))
    return MultiLayerPerceptron(layers)


# -------------------------------------------------------------------------------------------------------
# Training.
# -------------------------------------------------------------------------------------------------------


def evaluate(model, criterion, x, y, batch_size):
    """Mean loss and predicted labels of a whole set, batch by batch."""
    total = 0.0
    labels = []
    for start in range(0, len(x), batch_size):
        x_part = x[start : start + batch_size]
        y_part = y[start : start + batch_size]
        scores = model.forward(x_part)
        total += criterion.forward(scores, y_part) * len(x_part)
        labels.append(np.argmax(scores, axis=1))
    return total / len(x), np.concatenate(labels)


def train_network(
    model: MultiLayerPerceptron,
    dataset: dict[str, np.ndarray],
    num_epoch: int,
    learning_rate: float,
    batch_size: int,
    seed: int = 10701,
) -> dict[str, list]:
    """Train by gradient descent on batches, and keep a record of how it goes.

    The loop is given: it takes the batches in the order of the rows, without shuffling, so that
    everybody's run is the same; the last batch is smaller where `batch_size` does not divide N. Yours
    are the statistics at the end of each epoch. All of them are about the model AS IT STANDS THEN: the
    loss that the loop computes on its way belongs to a model that the very next step has changed, and to
    one batch only. So run the whole training set through the model again, and the whole test set; do not
    call `backward` or `step` on the way. The class that is predicted is the one with the largest score.

    Args:
        model: Trained in place.
        dataset: Arrays train_x (N, in), train_y (N,) of integers, test_x (N_test, in), test_y (N_test,).
        num_epoch: E.
        learning_rate: Factor of each step.
        batch_size: Examples per step.
        seed: For whoever adds something random to the loop; nothing in it is.

    Returns:
        A dictionary with, for each epoch, `train_loss`, `test_loss`, `train_accuracy` and
        `test_accuracy`, each a list of E floats, and, for the last epoch, the predicted labels
        `yhat_train` and `yhat_test`, lists of N and of N_test integers. A loss is the mean over all
        examples of the set; the mean of its batches' losses will do too.
    """
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    history: dict[str, list] = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    for _ in range(num_epoch):
        for start in range(0, len(train_x), batch_size):
            batch = slice(start, start + batch_size)
            # The loss that this returns is dropped: it belongs to a model that is about to change.
            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()

        # The epoch is over. Compute, with the model of this moment:
        # train_loss, one number, and yhat_train, the predicted labels (N,), of the whole training set.
        train_loss, yhat_train = None, None
        train_loss, yhat_train = evaluate(model, criterion, train_x, train_y, batch_size)

        # test_loss, one number, and yhat_test, the predicted labels (N_test,), of the whole test set.
        test_loss, yhat_test = None, None
        test_loss, yhat_test = evaluate(model, criterion, test_x, test_y, batch_size)

        if any(one is None for one in (train_loss, yhat_train, test_loss, yhat_test)):
            raise NotImplementedError(
                "train_network has no statistics yet: write them in the two places above"
            )

        # Given: plain Python numbers, which any file format can hold.
        history["train_loss"].append(float(np.squeeze(train_loss)))
        history["test_loss"].append(float(np.squeeze(test_loss)))
        history["train_accuracy"].append(float(np.mean(yhat_train == train_y)))
        history["test_accuracy"].append(float(np.mean(yhat_test == test_y)))

    return {**history, "yhat_train": yhat_train.tolist(), "yhat_test": yhat_test.tolist()}


# -------------------------------------------------------------------------------------------------------
# The data. Given.
# -------------------------------------------------------------------------------------------------------


def load_data(folder: str = "training_data_student") -> dict[str, np.ndarray]:
    """Read the handwritten digits that came with this assignment.

    A row of `train.csv` (3000 rows) or `test.csv` (1000) holds the 28 x 28 pixels of an image, from 0 to
    1, and then its label, 0 to 9.

    Args:
        folder: Where the two files are, seen from where you run Python.

    Returns:
        The `dataset` that `train_network` takes.
    """
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
