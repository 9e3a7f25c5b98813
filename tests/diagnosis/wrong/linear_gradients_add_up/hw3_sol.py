"""hw3_sol, checked likewise."""

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
    if np.isscalar(size_hidden):
        first = Linear(init_linear_params(size_input, size_hidden))
        second = Linear(init_linear_params(size_hidden, size_output))
        return MultiLayerPerceptron([first, activation(), second])

    layers = []
    size = size_input
    for hidden in size_hidden:
        layers.append(Linear(init_linear_params(size, hidden)))
        layers.append(activation())
        size = hidden
    layers.append(Linear(init_linear_params(size, size_output)))
    return MultiLayerPerceptron(layers)


def check_dataset(dataset):
    for part in ("train", "test"):
        x, y = dataset[f"{part}_x"], dataset[f"{part}_y"]
        if len(x) != len(y):
            raise ValueError(f"{part}: {len(x)} images, {len(y)} labels")


def measure(model, x, y):
    scores = model.forward(x)
    if scores.shape[0] != y.shape[0]:
        raise ValueError(f"scores {scores.shape} for {y.shape} labels")
    loss = CrossEntropyLoss().forward(scores, y)
    return loss, scores.argmax(axis=1)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    check_dataset(dataset)
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()
    num_batches = -(-len(train_x) // batch_size)  # rounded up: the last one may be short

    for _ in range(num_epoch):
        for k in range(num_batches):
            x = train_x[k * batch_size:(k + 1) * batch_size]
            y = train_y[k * batch_size:(k + 1) * batch_size]
            criterion.forward(model.forward(x), y)
            model.backward(criterion)
            optimizer.step()

        train_loss, yhat_train = measure(model, train_x, train_y)
        test_loss, yhat_test = measure(model, test_x, test_y)
        history["train_loss"].append(float(train_loss))
        history["test_loss"].append(float(test_loss))
        history["train_accuracy"].append(float(np.mean(yhat_train == train_y)))
        history["test_accuracy"].append(float(np.mean(yhat_test == test_y)))

    history["yhat_train"] = yhat_train.tolist()
    history["yhat_test"] = yhat_test.tolist()
    return history


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
