"""HW3: the network and its training."""
from pathlib import Path

import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Sigmoid


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    """Given."""

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
    if isinstance(size_hidden, int):
        size_hidden = [size_hidden]
    layers = []
    previous = size_input
    for size in size_hidden:
        layers.append(Linear(init_linear_params(previous, size)))
        layers.append(activation())
        previous = size
    layers.append(Linear(init_linear_params(previous, size_output)))
    return MultiLayerPerceptron(layers)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    X, y = dataset["train_x"], dataset["train_y"]
    X_test, y_test = dataset["test_x"], dataset["test_y"]
    N = X.shape[0]

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    train_loss = np.zeros(num_epoch)
    test_loss = np.zeros(num_epoch)
    train_accuracy = np.zeros(num_epoch)
    test_accuracy = np.zeros(num_epoch)

    for epoch in range(num_epoch):
        start = 0
        while start < N:
            stop = min(start + batch_size, N)
            criterion.forward(model.forward(X[start:stop]), y[start:stop])
            model.backward(criterion)
            optimizer.step()
            start = stop

        scores = model.forward(X)
        train_loss[epoch] = criterion.forward(scores, y)
        yhat_train = np.argmax(criterion.y_hat, axis=1)
        train_accuracy[epoch] = np.mean(yhat_train == y)

        scores = model.forward(X_test)
        test_loss[epoch] = criterion.forward(scores, y_test)
        yhat_test = np.argmax(criterion.y_hat, axis=1)
        test_accuracy[epoch] = np.mean(yhat_test == y_test)

    return {
        "train_loss": train_loss.tolist(),
        "test_loss": test_loss.tolist(),
        "train_accuracy": train_accuracy.tolist(),
        "test_accuracy": test_accuracy.tolist(),
        "yhat_train": yhat_train.tolist(),
        "yhat_test": yhat_test.tolist(),
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
