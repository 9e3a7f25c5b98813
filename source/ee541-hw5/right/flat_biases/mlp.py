"""Flat biases, weights from 0 to 1.

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


def init_params(sizes: list[int]) -> list[np.ndarray]:
    params = []
    for size_in, size_out in zip(sizes[:-1], sizes[1:]):
        params.append(np.random.uniform(0, 1, (size_in, size_out)))
        params.append(0.01 * np.random.randn(size_out))
    return params


def forward(x: np.ndarray, params: list[np.ndarray], activation: str = "tanh") -> list[np.ndarray]:
    h, _ = ACTIVATIONS[activation]
    outputs = []
    a = x
    for w, b in zip(params[0:-2:2], params[1:-2:2]):
        a = h(a @ w + b)
        outputs.append(a)
    outputs.append(softmax(a @ params[-2] + params[-1]))
    return outputs


def backward(
    x: np.ndarray,
    y_true: np.ndarray,
    outputs: list[np.ndarray],
    params: list[np.ndarray],
    activation: str = "tanh",
) -> list[np.ndarray]:
    _, slope = ACTIVATIONS[activation]
    inputs = [x, *outputs[:-1]]  # what each layer was given
    weights = params[0::2]
    gradients = []
    delta = (outputs[-1] - y_true) / len(x)
    for layer in reversed(range(len(weights))):
        gradients = [inputs[layer].T @ delta, delta.sum(axis=0), *gradients]
        if layer > 0:
            delta = (delta @ weights[layer].T) * slope(inputs[layer])
    return tuple(gradients)


# -------------------------------------------------------------------------------------------------------
# Training.
# -------------------------------------------------------------------------------------------------------


def train(
    x_train: np.ndarray,
    y_train: np.ndarray,
    x_valid: np.ndarray,
    y_valid: np.ndarray,
    params: list[np.ndarray],
    activation: str = "tanh",
    epochs: int = 50,
    rate: float = 0.5,
    batch_size: int = 500,
    decay_after: tuple[int, int] = (20, 40),
    momentum: float = 0.0,
    l2: float = 0.0,
) -> tuple[list[np.ndarray], list[float], list[float]]:
    params = [array.copy() for array in params]
    velocities = [np.zeros_like(array) for array in params]
    factors = [l2, 0.0] * (len(params) // 2)  # of the weights and of the biases
    train_acc, valid_acc = [], []

    for epoch in range(epochs):
        if epoch in decay_after:
            rate /= 2
        for first in range(0, len(x_train), batch_size):
            x, y = x_train[first : first + batch_size], y_train[first : first + batch_size]
            gradients = backward(x, y, forward(x, params, activation), params, activation)
            for array, v, gradient, factor in zip(params, velocities, gradients, factors):
                v *= momentum
                v -= rate * (gradient.reshape(v.shape) + factor * array)
                array += v

        train_acc.append(accuracy(forward(x_train, params, activation)[-1], y_train))
        valid_acc.append(accuracy(forward(x_valid, params, activation)[-1], y_valid))

    return params, train_acc, valid_acc


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


def evaluate(file: str, params: list[np.ndarray], activation: str = "tanh") -> float:
    x, y = load_data(file)
    return accuracy(forward(x, params, activation)[-1], y)


if __name__ == "__main__":
    data = split(*load_data("data/mnist_traindata.hdf5"))
    _, *curves = train(*data, init_params([784, 100, 50, 25, 10]))
    print("training and validation accuracy:", [float(curve[-1]) for curve in curves])
