import numpy as np
from pathlib import Path
from hw3_lib import *


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
    if isinstance(size_hidden, int):
        size_hidden = [size_hidden]
    layers = []
    last = size_input
    for h in size_hidden:
        layers.append(Linear(init_linear_params(last, h)))
        layers.append(activation())
        last = h
    layers.append(Linear(init_linear_params(last, size_output)))
    return MultiLayerPerceptron(layers)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    for _ in range(num_epoch):
        for start in range(0, len(train_x), batch_size):
            batch = slice(start, start + batch_size)
            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()

        out_train = model.forward(train_x)
        train_loss, yhat_train = criterion.forward(out_train, train_y), np.argmax(out_train, axis=1)
        out_test = model.forward(test_x)
        test_loss, yhat_test = criterion.forward(out_test, test_y), np.argmax(out_test, axis=1)

        history["train_loss"].append(float(np.squeeze(train_loss)))
        history["test_loss"].append(float(np.squeeze(test_loss)))
        history["train_accuracy"].append(float(np.mean(yhat_train == train_y)))
        history["test_accuracy"].append(float(np.mean(yhat_test == test_y)))

    return {**history, "yhat_train": yhat_train.tolist(), "yhat_test": yhat_test.tolist()}


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }

