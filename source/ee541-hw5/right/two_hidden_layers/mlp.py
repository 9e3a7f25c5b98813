"""Written for two hidden layers.

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
ACTIVATIONS = {"relu": (relu, relu_derivative), "tanh": (tanh, tanh_derivative)}


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


def init_params(n0, n1, n2, n3):
    return (np.random.randn(n0, n1) * 0.1, np.zeros(n1), np.random.randn(n1, n2) * 0.1, np.zeros(n2), np.random.randn(n2, n3) * 0.1, np.zeros(n3))


def forward(x, W1, b1, W2, b2, W3, b3, act):
    a1 = act(np.dot(x, W1) + b1)
    a2 = act(np.dot(a1, W2) + b2)
    return a1, a2, softmax(np.dot(a2, W3) + b3)


def backward(x, y, a1, a2, p, W2, W3, slope):
    d3 = (p - y) / x.shape[0]
    d2 = np.dot(d3, W3.T) * slope(a2)
    d1 = np.dot(d2, W2.T) * slope(a1)
    return np.dot(x.T, d1), d1.sum(0), np.dot(a1.T, d2), d2.sum(0), np.dot(a2.T, d3), d3.sum(0)


def fit(X, Y, Xv, Yv, P, act, slope, epochs, lr, B, decay):
    P = [np.array(p) for p in P]
    t, v = [], []
    for e in range(1, epochs + 1):
        for i in range(0, len(X), B):
            xb, yb = X[i:i+B], Y[i:i+B]
            a1, a2, p = forward(xb, *P, act)
            for p_, g in zip(P, backward(xb, yb, a1, a2, p, P[2], P[4], slope)):
                p_ -= lr * g.reshape(p_.shape)
        t.append(accuracy(forward(X, *P, act)[-1], Y))
        v.append(accuracy(forward(Xv, *P, act)[-1], Yv))
        if e in decay:
            lr /= 2
    return P, t, v


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



def final(file, P, act):
    with h5py.File(file, "r") as f:
        return accuracy(forward(f["xdata"][:], *P, act)[-1], f["ydata"][:])
