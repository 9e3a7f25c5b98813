from __future__ import print_function, division
from pathlib import Path
import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Module, Sigmoid


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
    np.random.seed(seed)  # given: keep this line first
    h = [size_hidden] if isinstance(size_hidden, int) else size_hidden
    L = []
    for a, b in zip([size_input] + h[:-1], h):
        L.append(Linear(init_linear_params(a, b)))
        L.append(activation())
    L.append(Linear(init_linear_params(h[-1], size_output)))
    return MultiLayerPerceptron(L)


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
            # The loss that this returns is dropped: it belongs to a model that is about to change.
            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()

        # The epoch is over. Compute, with the model of this moment:
        # train_loss, one number, and yhat_train, the predicted labels (N,), of the whole training set.
        train_loss, yhat_train = None, None
        ### TYPE HERE AND REMOVE `pass` below ###
        pass

        # test_loss, one number, and yhat_test, the predicted labels (N_test,), of the whole test set.
        test_loss, yhat_test = None, None
        ### TYPE HERE AND REMOVE `pass` below ###
        pass

        if any(one is None for one in (train_loss, yhat_train, test_loss, yhat_test)):
            raise NotImplementedError(
                "train_network has no statistics yet: write them in the two places above"
            )

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

