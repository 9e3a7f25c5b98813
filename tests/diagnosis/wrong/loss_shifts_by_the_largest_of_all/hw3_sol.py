"""HW 3 solution."""
from pathlib import Path

import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Sigmoid


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron(object):

    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, criterion):
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)


def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    try:
        hidden = list(size_hidden)
    except TypeError:  # a single number
        hidden = [size_hidden]
    ins = [size_input] + hidden
    outs = hidden + [size_output]
    linears = [Linear(init_linear_params(i, o)) for i, o in zip(ins, outs)]

    layers = [linears[0]]
    for linear in linears[1:]:
        layers.append(activation())
        layers.append(linear)
    return MultiLayerPerceptron(layers)


class Trainer(object):
    """Keeps together what train_network needs."""

    def __init__(self, model, dataset, learning_rate, batch_size):
        self.model = model
        self.dataset = dataset
        self.batch_size = batch_size
        self.criterion = CrossEntropyLoss()
        self.optimizer = GradientDescentOptimizer(model, learning_rate)
        self.record = {
            "train_loss": [],
            "test_loss": [],
            "train_accuracy": [],
            "test_accuracy": [],
            "yhat_train": None,
            "yhat_test": None,
        }

    def _batches(self):
        x, y = self.dataset["train_x"], self.dataset["train_y"]
        for first in range(0, x.shape[0], self.batch_size):
            last = first + self.batch_size
            yield x[first:last], y[first:last]

    def run_epoch(self):
        for x, y in self._batches():
            self.criterion.forward(self.model.forward(x), y)
            self.model.backward(self.criterion)
            self.optimizer.step()

    def take_down(self, which):
        x, y = self.dataset[which + "_x"], self.dataset[which + "_y"]
        loss = self.criterion.forward(self.model.forward(x), y)
        labels = self.criterion.y_hat.argmax(axis=1)
        self.record[which + "_loss"].append(float(loss))
        self.record[which + "_accuracy"].append(float((labels == y).sum()) / len(y))
        self.record["yhat_" + which] = labels.tolist()


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    np.random.seed(seed)
    trainer = Trainer(model, dataset, learning_rate, batch_size)
    for _ in range(num_epoch):
        trainer.run_epoch()
        trainer.take_down("train")
        trainer.take_down("test")
    return trainer.record


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
