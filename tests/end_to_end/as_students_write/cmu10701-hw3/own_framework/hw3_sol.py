import sys
from collections import defaultdict

import numpy as np

import hw3_lib
from hw3_lib import *

sys.setrecursionlimit(10000)
rng_seed = 10701


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        return functools.reduce(lambda value, layer: layer(value), self.layers, x)

    def backward(self, criterion):
        functools.reduce(lambda g, layer: layer.backward(g), reversed(self.layers), criterion.backward())

    def __repr__(self):
        return " -> ".join(type(l).__name__ for l in self.layers)


def define_network(size_hidden, size_input=784, size_output=10, seed=rng_seed, activation=Sigmoid):
    np.random.seed(seed)

    def build(sizes):
        if len(sizes) == 2:
            return [Linear(init_linear_params(*sizes))]
        head = [Linear(init_linear_params(sizes[0], sizes[1])), activation()]
        return head + build(sizes[1:])

    return MultiLayerPerceptron(build([size_input] + list(np.atleast_1d(size_hidden)) + [size_output]))


class Trainer:
    def __init__(self, model, dataset, lr, bs):
        self.model, self.dataset, self.bs = model, dataset, bs
        self.opt = GradientDescentOptimizer(model, lr)
        self.crit = CrossEntropyLoss()
        self.log = defaultdict(list)

    def epoch(self):
        X, y = self.dataset["train_x"], self.dataset["train_y"]
        start = 0
        while start < len(X):
            self.crit(self.model.forward(X[start:start + self.bs]), y[start:start + self.bs])
            self.model.backward(self.crit)
            self.opt.step()
            start += self.bs

    def measure(self):
        for part in "train", "test":
            X, y = self.dataset[part + "_x"], self.dataset[part + "_y"]
            scores = self.model.forward(X)
            self.log[part + "_loss"].append(self.crit(scores, y))
            guess = scores.argmax(-1)
            self.log[part + "_accuracy"].append(1 - np.count_nonzero(guess - y) / y.size)
            self.log["yhat_" + part] = guess.tolist()


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    np.random.seed(seed)
    trainer = Trainer(model, dataset, learning_rate, batch_size)
    try:
        for _ in range(num_epoch):
            trainer.epoch()
            trainer.measure()
    except KeyboardInterrupt:
        print("stopped early")
    return dict(trainer.log)


def load_data(folder="training_data_student"):
    import os
    train, test = [np.loadtxt(os.path.join(folder, f), delimiter=",") for f in ("train.csv", "test.csv")]
    return {"train_x": train[:, :-1], "train_y": train[:, -1].astype(int),
            "test_x": test[:, :-1], "test_y": test[:, -1].astype(int)}
