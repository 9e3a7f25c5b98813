"""A class for the network.

An image is a row of 784 pixels. It goes through hidden layers, each of which takes weighted sums s of what
the layer before it gives and applies an activation h, and through an output layer with softmax:

    s_1 = x w_1 + b_1           a_1 = h(s_1)            the first hidden layer
    s_2 = a_1 w_2 + b_2         a_2 = h(s_2)            the second, and so on
    ...
    s_L = a_(L-1) w_L + b_L     a_L = softmax(s_L)      the output layer: probabilities

    w_l (in, out)   b_l (1, out)   s_l, a_l (N, out)

h is tanh or ReLU. The number of layers L and their sizes are yours. The cost C says how far a_L is from the
one-hot labels y. The functions below stand in the order in which one needs the other.

Letters used in the docstrings:
    N, K          examples of a batch, classes
    n, i, j, m    numbers of an example, of units, of a class, from 0
    delta_l       dC/ds_l, the error of layer l

Every array has one example in each row. None of these functions changes an array that was passed to it.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import matplotlib.pyplot as plt
import numpy as np

# -------------------------------------------------------------------------------------------------------
# The data. Given: leave these two functions as they are.
# -------------------------------------------------------------------------------------------------------


def load_data(file: str) -> tuple[np.ndarray, np.ndarray]:
    if not Path(file).is_file():
        raise FileNotFoundError(f"{file}: there is no such file; run Python from the folder that holds data/")
    try:
        with h5py.File(file, "r") as content:
            x, y = np.asarray(content["xdata"]), np.asarray(content["ydata"])
    except OSError:
        raise ValueError(f"{file}: this is no HDF5 file, or a damaged one; fetch it again") from None
    except KeyError:
        raise ValueError(f"{file}: the keys xdata and ydata should be in it, and are not") from None
    if y.ndim != 2 or len(x) != len(y) or np.any(y.sum(axis=1) != 1):
        raise ValueError(f"{file}: ydata should have a one-hot row for each image; it is of shape {y.shape}")
    return x, y


def split(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    count = len(x) * 5 // 6
    return x[:count], y[:count], x[count:], y[count:]


# -------------------------------------------------------------------------------------------------------
# The functions of a layer.
# -------------------------------------------------------------------------------------------------------


def softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def relu_derivative(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, 1.0, 0.0)


def tanh(x: np.ndarray) -> np.ndarray:
    return np.tanh(x)


def tanh_derivative(x: np.ndarray) -> np.ndarray:
    return 1.0 - x * x


# The activations and their slopes, by the names that the functions below are given.
PAIRS = {"relu": (relu, relu_derivative), "tanh": (tanh, tanh_derivative)}


# -------------------------------------------------------------------------------------------------------
# How good the predictions are.
# -------------------------------------------------------------------------------------------------------


def cross_entropy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    counted = np.where(y_true > 0, y_pred, 1.0)  # ln(1) = 0 where the label is 0
    return -np.sum(y_true * np.log(counted)) / len(y_true)


def accuracy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    return np.mean(np.argmax(y_pred, axis=1) == np.argmax(y_true, axis=1))


# -------------------------------------------------------------------------------------------------------
# The network.
# -------------------------------------------------------------------------------------------------------



class Network:
    """A network with its parameters."""

    def __init__(self, sizes=(784, 100, 50, 25, 10), activation="tanh", params=None):
        self.h, self.slope = PAIRS[activation]
        if params is None:
            params = []
            for a, b in zip(sizes[:-1], sizes[1:]):
                params += [np.random.uniform(-1, 1, (a, b)) / np.sqrt(a), np.zeros(b)]
        self.w = [np.array(w, float) for w in params[0::2]]
        self.b = [np.array(b, float).ravel() for b in params[1::2]]

    def params(self):
        return [one for pair in zip(self.w, self.b) for one in pair]

    def __call__(self, x):
        self.a = [x]
        for w, b in zip(self.w[:-1], self.b[:-1]):
            self.a.append(self.h(self.a[-1].dot(w) + b))
        return softmax(self.a[-1].dot(self.w[-1]) + self.b[-1])

    def gradients(self, x, y):
        delta = (self(x) - y) / len(y)
        found = []
        for layer in range(len(self.w) - 1, -1, -1):
            found.insert(0, delta.sum(0))
            found.insert(0, np.einsum("ni,nj->ij", self.a[layer], delta))
            if layer:
                delta = np.einsum("nj,ij->ni", delta, self.w[layer]) * self.slope(self.a[layer])
        return found

    def fit(self, x, y, xv, yv, epochs, rate, batch, decay):
        train_acc, valid_acc = [], []
        for done in range(epochs):
            now = rate * 0.5 ** sum(done >= one for one in decay)
            for k in range(-(-len(x) // batch)):
                chosen = slice(k * batch, (k + 1) * batch)
                moves = self.gradients(x[chosen], y[chosen])
                self.w = [w - now * g for w, g in zip(self.w, moves[0::2])]
                self.b = [b - now * g for b, g in zip(self.b, moves[1::2])]
            train_acc.append(accuracy(self(x), y))
            valid_acc.append(accuracy(self(xv), yv))
        return train_acc, valid_acc


def plot_accuracies(
    train_acc: list[float], valid_acc: list[float], decay_after: tuple[int, int], title: str = ""
) -> None:
    plt.figure()
    epochs = range(1, len(train_acc) + 1)
    plt.plot(epochs, train_acc, label="training")
    plt.plot(epochs, valid_acc, label="validation")
    for epoch in decay_after:
        plt.axvline(epoch, linestyle=":", color="gray")
    plt.xlabel("Epoch")
    plt.ylabel("Accuracy")
    plt.title(title)
    plt.legend()


