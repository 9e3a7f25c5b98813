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
    hidden = size_hidden if isinstance(size_hidden, list) else [size_hidden]
    layers, size = [], size_input
    for h in hidden + [size_output]:
        layers.append(Linear(init_linear_params(size, h)))
        layers.append(activation())
        size = h
    layers.pop()  # scores are not squashed
    return MultiLayerPerceptron(layers)


def batches(x, y, batch_size):
    for i in range(0, len(x), batch_size):
        yield x[i:i + batch_size], y[i:i + batch_size]


def test_in_batches(model, x, y, batch_size):
    """The mean of the batches' losses, and the labels; the whole set at once would be a big array."""
    criterion = CrossEntropyLoss()
    losses, labels = [], []
    for bx, by in batches(x, y, batch_size):
        scores = model.forward(bx)
        losses.append(criterion.forward(scores, by))
        labels.extend(int(k) for k in scores.argmax(axis=1))
    return float(np.mean(losses)), labels


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    train_loss, test_loss, train_accuracy, test_accuracy = [], [], [], []

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    for epoch in range(1, num_epoch + 1):
        for bx, by in batches(train_x, train_y, batch_size):
            criterion.forward(model.forward(bx), by)
            model.backward(criterion)
            optimizer.step()

        loss, yhat_train = test_in_batches(model, train_x, train_y, batch_size)
        train_loss.append(loss)
        train_accuracy.append(sum(a == b for a, b in zip(yhat_train, train_y)) / len(train_y))
        loss, yhat_test = test_in_batches(model, test_x, test_y, batch_size)
        test_loss.append(loss)
        test_accuracy.append(sum(a == b for a, b in zip(yhat_test, test_y)) / len(test_y))

    return dict(
        train_loss=train_loss,
        test_loss=test_loss,
        train_accuracy=train_accuracy,
        test_accuracy=test_accuracy,
        yhat_train=yhat_train,
        yhat_test=yhat_test,
    )


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
