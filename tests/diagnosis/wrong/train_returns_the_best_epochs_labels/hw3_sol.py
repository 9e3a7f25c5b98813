# 10-701 HW3

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
    all_sizes = [size_input]
    if type(size_hidden) == list:
        for s in size_hidden:
            all_sizes.append(s)
    else:
        all_sizes.append(size_hidden)
    all_sizes.append(size_output)

    layers = []
    for i in range(len(all_sizes) - 1):
        layers.append(Linear(init_linear_params(all_sizes[i], all_sizes[i + 1])))
        if i != len(all_sizes) - 2:
            layers.append(activation())
    return MultiLayerPerceptron(layers)


def predict(scores):
    # the class with the largest score, for each example
    labels = []
    for row in scores:
        best = 0
        for k in range(len(row)):
            if row[k] > row[best]:
                best = k
        labels.append(best)
    return labels


def accuracy(predicted, truth):
    count = 0
    for p, t in zip(predicted, truth):
        if p == t:
            count += 1
    return count / len(truth)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    train_losses = []
    test_losses = []
    train_accs = []
    test_accs = []

    for epoch in range(num_epoch):
        for start in range(0, len(train_x), batch_size):
            x = train_x[start:start + batch_size]
            y = train_y[start:start + batch_size]
            score = model.forward(x)
            criterion.forward(score, y)
            model.backward(criterion)
            optimizer.step()

        score = model.forward(train_x)
        train_losses.append(float(criterion.forward(score, train_y)))
        yhat_train = predict(score)
        train_accs.append(accuracy(yhat_train, train_y))

        score = model.forward(test_x)
        test_losses.append(float(criterion.forward(score, test_y)))
        yhat_test = predict(score)
        test_accs.append(accuracy(yhat_test, test_y))
        # remember the best model so far
        if epoch == 0 or test_losses[-1] < min(test_losses[:-1]):
            best_train = yhat_train
            best_test = yhat_test
        print("epoch", epoch, "done, test accuracy", test_accs[-1])

    result = {}
    result["train_loss"] = train_losses
    result["test_loss"] = test_losses
    result["train_accuracy"] = train_accs
    result["test_accuracy"] = test_accs
    result["yhat_train"] = best_train
    result["yhat_test"] = best_test
    return result


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
