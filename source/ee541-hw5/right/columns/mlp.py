"""A multilayer perceptron in NumPy: its parts, the gradients of its weights, and how it learns.

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


def softmax(s):
    e = np.exp(s - s.max(axis=0))
    return e / e.sum(axis=0)


def relu(s):
    return s * (s > 0)


def relu_derivative(s):
    return s > 0


def tanh(s):
    return 2 / (1 + np.exp(-2 * np.clip(s, -300, 300))) - 1


def tanh_derivative(s):
    return 1 - tanh(s) ** 2


def cost(y, a):
    return -np.sum(y * np.log(a + 1e-12)) / y.shape[1]


def accuracy(y, a):
    return np.mean(y.argmax(0) == a.argmax(0))


def start(sizes):
    W = [np.random.randn(b, a) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
    B = [np.random.randn(b, 1) * 0.1 for b in sizes[1:]]
    return W, B


H = {"tanh": (tanh, tanh_derivative), "relu": (relu, relu_derivative)}


def forward(x, W, B, kind):
    s, a = [], [x]
    for l in range(len(W)):
        s.append(W[l] @ a[-1] + B[l])
        a.append(softmax(s[-1]) if l == len(W) - 1 else H[kind][0](s[-1]))
    return s, a


def backward(y, s, a, W, kind):
    dW, dB = [None] * len(W), [None] * len(W)
    delta = a[-1] - y
    for l in range(len(W) - 1, -1, -1):
        dW[l] = delta @ a[l].T / y.shape[1]
        dB[l] = delta.mean(axis=1, keepdims=True)
        if l > 0:
            delta = (W[l].T @ delta) * H[kind][1](s[l - 1])
    return dW, dB


def train(x, y, xv, yv, W, B, kind, epochs, rate, batch, decay):
    W, B = [w.copy() for w in W], [b.copy() for b in B]
    accs, vals = [], []
    for epoch in range(1, epochs + 1):
        for k in range(0, x.shape[1], batch):
            xb, yb = x[:, k : k + batch], y[:, k : k + batch]
            s, a = forward(xb, W, B, kind)
            dW, dB = backward(yb, s, a, W, kind)
            for l in range(len(W)):
                W[l] -= rate * dW[l]
                B[l] -= rate * dB[l]
        accs.append(accuracy(y, forward(x, W, B, kind)[1][-1]))
        vals.append(accuracy(yv, forward(xv, W, B, kind)[1][-1]))
        if epoch in decay:
            rate = rate / 2
    return W, B, accs, vals


def plot(accs, vals, decay):
    fig, ax = plt.subplots()
    ax.plot(np.arange(len(accs)), accs, "b-", label="Training accuracy")
    ax.plot(np.arange(len(vals)), vals, "r-", label="Validation accuracy")
    ax.plot(decay, [vals[e] for e in decay], "ko", label="rate halved")
    ax.set_xlabel("epoch number")
    ax.set_ylabel("accuracy")
    ax.legend()
    plt.show()
