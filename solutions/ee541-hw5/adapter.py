"""Which of your functions is which: the tests ask the functions below, and these ask yours.

Where you keep the names and arguments of `mlp.py`, each of them is one line that calls the function of that
name. Where your functions are called otherwise, or take their weights one by one (w1, b1, w2, b2, ...), keep
them as they are: write what they are called here, and put arguments and results into the form that is
described.

Lists of parameters and of their gradients have the order [w_1, b_1, ..., w_L, b_L], with w_l (in, out) and
b_l (1, out). Examples are rows, and labels are one-hot.
"""

from __future__ import annotations

import numpy as np
from mlp import *  # whatever your functions are called

# How many hidden layers the tests give your network, 1, 2 or 3. Where your functions are written for one
# number of them, as with w1, b1, ..., w4, b4, write that number; where they take any, leave it.
HIDDEN_LAYERS = 3


def my_softmax(x: np.ndarray) -> np.ndarray:
    """The probabilities (N, K) of scores (N, K)."""
    return softmax(x)


def my_relu(x: np.ndarray) -> np.ndarray:
    """ReLU of each entry."""
    return relu(x)


def my_relu_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of ReLU, for each entry."""
    return relu_derivative(x)


def my_tanh(x: np.ndarray) -> np.ndarray:
    """The hyperbolic tangent of each entry."""
    return tanh(x)


def my_tanh_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of tanh, for each entry: of s or of a, as your function has it."""
    return tanh_derivative(x)


def my_cross_entropy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """The average cross-entropy of probabilities (N, K) and labels (N, K)."""
    return cross_entropy(y_pred, y_true)


def my_accuracy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """The share of right predictions, or the percentage."""
    return accuracy(y_pred, y_true)


def my_init_params(sizes: list[int]) -> list[np.ndarray]:
    """Parameters to begin with, for layers of these sizes: [784, 100, 50, 25, 10]."""
    return init_params(sizes)


def my_forward(x: np.ndarray, params: list[np.ndarray], activation: str) -> np.ndarray:
    """The probabilities (N, K) that the network gives for images (N, F); "tanh" or "relu" in its hidden layers."""
    return forward(x, params, activation)[-1]


def my_gradients(
    x: np.ndarray, y_true: np.ndarray, params: list[np.ndarray], activation: str
) -> list[np.ndarray]:
    """The gradients of a batch, in the order of the parameters: your forward, then your backward."""
    return backward(x, y_true, forward(x, params, activation), params, activation)


def my_train(
    x_train: np.ndarray,
    y_train: np.ndarray,
    x_valid: np.ndarray,
    y_valid: np.ndarray,
    params: list[np.ndarray],
    activation: str,
    epochs: int,
    rate: float,
    batch_size: int,
    decay_after: tuple[int, int],
) -> tuple[list[np.ndarray], list[float], list[float]]:
    """The trained parameters, and both accuracies after each epoch: params, train_acc, valid_acc."""
    return train(
        x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after
    )


def my_plot(train_acc: list[float], valid_acc: list[float], decay_after: tuple[int, int]) -> None:
    """The plot of both accuracies, with the epochs marked after which the rate was halved."""
    plot_accuracies(train_acc, valid_acc, decay_after)


def my_evaluate(file: str, params: list[np.ndarray], activation: str) -> float:
    """The accuracy on the test set in this file, whose keys are xdata and ydata."""
    return evaluate(file, params, activation)
