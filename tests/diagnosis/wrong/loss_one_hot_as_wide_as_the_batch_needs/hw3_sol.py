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
    sizes = [size_input, *np.atleast_1d(size_hidden), size_output]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [Linear(init_linear_params(a, b)), activation()]
    return MultiLayerPerceptron(layers[:-1])


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    np.random.seed(seed)
    out = {k: [] for k in ("train_loss", "test_loss", "train_accuracy", "test_accuracy")}
    opt, crit = GradientDescentOptimizer(model, learning_rate), CrossEntropyLoss()
    x, y = dataset["train_x"], dataset["train_y"]
    for _ in range(num_epoch):
        for i in range(0, len(x), batch_size):
            crit(model.forward(x[i:i + batch_size]), y[i:i + batch_size])
            model.backward(crit)
            opt.step()
        for part in ("train", "test"):
            s = model.forward(dataset[part + "_x"])
            out[part + "_loss"].append(float(crit(s, dataset[part + "_y"])))
            out["yhat_" + part] = s.argmax(1).tolist()
            out[part + "_accuracy"].append(float(np.mean(s.argmax(1) == dataset[part + "_y"])))
    return out


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
