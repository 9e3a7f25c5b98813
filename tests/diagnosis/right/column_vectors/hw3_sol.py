# HW3: network, training.
from pathlib import Path

import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Sigmoid


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
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
    sizes = np.hstack([size_input, size_hidden, size_output])
    L = len(sizes) - 1
    layers = []
    for l in range(1, L):
        layers.append(Linear(init_linear_params(sizes[l - 1], sizes[l])))
        layers.append(activation())
    layers.append(Linear(init_linear_params(sizes[L - 1], sizes[L])))
    return MultiLayerPerceptron(layers)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    X, Y = dataset["train_x"], dataset["train_y"]
    Xt, Yt = dataset["test_x"], dataset["test_y"]
    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    cuts = np.arange(batch_size, len(X), batch_size)
    X_batches = np.split(X, cuts)
    Y_batches = np.split(Y, cuts)

    J, Jt, acc, acct = [], [], [], []
    for _ in range(num_epoch):
        for Xb, Yb in zip(X_batches, Y_batches):
            criterion.forward(model.forward(Xb), Yb)
            model.backward(criterion)
            optimizer.step()

        # losses over all examples: batch means weighted by the sizes of the batches
        total = 0.0
        labels = []
        for Xb, Yb in zip(X_batches, Y_batches):
            B = model.forward(Xb)
            total += len(Xb) * criterion.forward(B, Yb)
            labels.append(np.argmax(B, axis=1))
        yhat = np.concatenate(labels)
        J.append(float(total / len(X)))
        acc.append(float(1 - np.count_nonzero(yhat - Y) / len(Y)))

        B = model.forward(Xt)
        Jt.append(float(criterion.forward(B, Yt)))
        yhat_t = np.argmax(B, axis=1)
        acct.append(float(1 - np.count_nonzero(yhat_t - Yt) / len(Yt)))

    return {
        "train_loss": J,
        "test_loss": Jt,
        "train_accuracy": acc,
        "test_accuracy": acct,
        "yhat_train": list(map(int, yhat)),
        "yhat_test": list(map(int, yhat_t)),
    }


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
