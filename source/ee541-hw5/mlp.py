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
    """Read the images and labels of an HDF5 file.

    Args:
        file: Where it is, seen from where you run Python: "data/mnist_traindata.hdf5".

    Returns:
        xdata (N, 784), pixels from 0 to 1, and ydata (N, 10), one-hot labels.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is no HDF5 file, or holds something else.
    """
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
    """Divide a training set: five sixths to train on, one sixth to validate with (of 60,000: 50,000 and 10,000).

    Returns:
        x_train, y_train, x_valid, y_valid.
    """
    count = len(x) * 5 // 6
    return x[:count], y[:count], x[count:], y[count:]


# -------------------------------------------------------------------------------------------------------
# The functions of a layer.
# -------------------------------------------------------------------------------------------------------


def softmax(x: np.ndarray) -> np.ndarray:
    """Turn each row of scores into probabilities: positive, and 1 in sum.

        a[m]  =  exp(s[m]) / (exp(s[0]) + ... + exp(s[K-1]))

    As it stands, exp(1000) overflows. Take the same number c off all scores of a row: exp(-c) then stands in
    the numerator and in every term of the sum, and cancels. With c the largest score OF THE ROW the largest
    exponent is 0, so nothing overflows, and the sum is at least 1, so nothing is divided by 0. The largest
    score of the whole batch is not safe: a row of -1000 beside one of 1000 would be left with exp(-2000),
    which is 0, in every entry.

    Args:
        x: The scores s (N, K); any finite numbers.

    Returns:
        a (N, K); each row sums to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)
    ### END SOLUTION


def relu(x: np.ndarray) -> np.ndarray:
    """The rectified linear unit: max(s, 0) of each entry.

    Args:
        x: s, of any shape.

    Returns:
        An array of the same shape.
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


def relu_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of `relu`: 1 where s > 0, and 0 where s < 0.

    At 0 there is a corner, and any number in [0, 1] will do: it is 0 here. The output of relu is positive
    exactly where its input is, so that this function may be given s or a, as `backward` has them at hand.

    Args:
        x: s or a, of any shape.

    Returns:
        An array of the same shape.
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, 0.0)
    ### END SOLUTION


def tanh(x: np.ndarray) -> np.ndarray:
    """The hyperbolic tangent of each entry, from -1 to 1.

        tanh(s)  =  (exp(s) - exp(-s)) / (exp(s) + exp(-s))

    Args:
        x: s, of any shape; large numbers as well.

    Returns:
        An array of the same shape.
    """
    ### BEGIN SOLUTION
    return np.tanh(x)
    ### END SOLUTION


def tanh_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of `tanh`, given its OUTPUT a = tanh(s).

    With u = exp(s) - exp(-s) and v = exp(s) + exp(-s), du/ds = v and dv/ds = u, and the quotient rule gives

        d tanh / ds  =  (v v - u u) / v^2  =  1 - (u/v)^2  =  1 - a^2

    Forward has computed a already, so this form costs one product. (A function of s, 1 - tanh(s)^2, is right
    as well, where backward hands it s.)

    Args:
        x: a, of any shape.

    Returns:
        An array of the same shape.
    """
    ### BEGIN SOLUTION
    return 1.0 - x * x
    ### END SOLUTION


# The activations and their slopes, by the names that the functions below are given.
ACTIVATIONS = {"relu": (relu, relu_derivative), "tanh": (tanh, tanh_derivative)}


# -------------------------------------------------------------------------------------------------------
# How good the predictions are.
# -------------------------------------------------------------------------------------------------------


def cross_entropy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """The cost of a batch: the average of its examples' cross-entropies.

        C  =  - 1/N  sum over n  sum over m  of  y[n, m] ln a[n, m]

    Of the K terms of an example only that of its true class counts, because y is 0 in all others. NumPy
    computes them all, and 0 times ln(0) is not a number: where y is 0, leave the logarithm out.

    Args:
        y_pred: a (N, K), probabilities.
        y_true: y (N, K), the one-hot labels.

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    counted = np.where(y_true > 0, y_pred, 1.0)  # ln(1) = 0 where the label is 0
    return -np.sum(y_true * np.log(counted)) / len(y_true)
    ### END SOLUTION


def accuracy(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """The share of the examples whose largest probability is that of the true class, from 0 to 1.

    Args:
        y_pred: a (N, K), probabilities.
        y_true: y (N, K), the one-hot labels.

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    return np.mean(np.argmax(y_pred, axis=1) == np.argmax(y_true, axis=1))
    ### END SOLUTION


# -------------------------------------------------------------------------------------------------------
# The network.
# -------------------------------------------------------------------------------------------------------


def init_params(sizes: list[int]) -> list[np.ndarray]:
    """Draw the weights to begin with, for layers of these sizes.

    Weights that are all alike stay alike: units with the same weights give the same, have the same gradient
    and move the same way, so that a layer of 100 units is worth one. Random numbers make them differ. How
    large they are matters too: a sum of `in` products has `in` times the variance of one of them, so weights
    of variance 2 / (in + out) (Xavier) neither blow up nor fade what passes through, forward or backward.
    Biases may begin at 0.

    Args:
        sizes: The units of each layer, from the pixels to the classes: [784, 100, 50, 25, 10].

    Returns:
        [w_1, b_1, w_2, b_2, ..., w_L, b_L]: w_l (in, out), b_l (1, out).
    """
    ### BEGIN SOLUTION
    params = []
    for size_in, size_out in zip(sizes, sizes[1:]):
        params.append(np.random.normal(0.0, np.sqrt(2.0 / (size_in + size_out)), (size_in, size_out)))
        params.append(np.zeros((1, size_out)))
    return params
    ### END SOLUTION


def forward(x: np.ndarray, params: list[np.ndarray], activation: str = "tanh") -> list[np.ndarray]:
    """Compute all layers of the network, for all examples at once.

    Unit j of layer l takes, from each example, the sum over i of a_(l-1)[n, i] w_l[i, j] and adds its bias
    b_l[0, j]: a matrix product, and a row that is added to each row. The hidden layers apply the activation
    to it, the output layer softmax.

    Args:
        x: (N, F), one image in each row.
        params: [w_1, b_1, ..., w_L, b_L].
        activation: That of the hidden layers, "tanh" or "relu".

    Returns:
        [a_1, ..., a_L]: the last one holds the probabilities, the others are what `backward` needs.
    """
    ### BEGIN SOLUTION
    h, _ = ACTIVATIONS[activation]
    *hidden_layers, (w_last, b_last) = zip(params[::2], params[1::2])
    outputs = []
    a = x
    for w, b in hidden_layers:
        a = h(a @ w + b)
        outputs.append(a)
    outputs.append(softmax(a @ w_last + b_last))
    return outputs
    ### END SOLUTION


def backward(
    x: np.ndarray,
    y_true: np.ndarray,
    outputs: list[np.ndarray],
    params: list[np.ndarray],
    activation: str = "tanh",
) -> list[np.ndarray]:
    """The gradients of the cost with respect to all weights and biases.

    THE OUTPUT LAYER. For one example, C = -(sum over m of y[m] ln a[m]). First, how a[m] moves with s[j]: with
    S the sum of all exp(s[i]), a[m] = exp(s[m]) / S, and the quotient rule gives

        da[j]/ds[j]  =  exp(s[j]) / S  -  exp(s[j])^2 / S^2      =   a[j] (1 - a[j])
        da[m]/ds[j]  =                 -  exp(s[m] + s[j]) / S^2  =  -a[m] a[j]         for m not j

    Then the chain rule, with dC/da[m] = -y[m] / a[m], where a[m] cancels in every term:

        delta[j]  =  dC/ds[j]  =  -y[j] (1 - a[j])  +  sum over m not j of  y[m] a[j]
                  =  -y[j]  +  a[j] (sum over all m of y[m])
                  =  a[j] - y[j]

    because y has a single 1. So delta_L = a_L - y, and divided by N, as the cost of a batch is the average.

    ITS WEIGHTS. w_l[i, j] moves s_l[n, j] of every example n by a_(l-1)[n, i], and b_l[j] moves it by 1:

        dC/dw_l  =  a_(l-1)^T delta_l                dC/db_l  =  the sum of the rows of delta_l

    THE LAYER BELOW. a_(l-1)[n, i] moves all s_l[n, j] of its own example, by w_l[i, j] each, and s_(l-1)
    moves a_(l-1) by the slope h' of the activation. With * entry by entry:

        delta_(l-1)  =  (delta_l w_l^T) * h'

    and so on down to the first layer, whose a_0 is x. All w_l are those that forward used: no weight may move
    before all gradients are computed.

    Args:
        x: (N, F), one image in each row.
        y_true: y (N, K), the one-hot labels.
        outputs: What `forward` gave for x.
        params: [w_1, b_1, ..., w_L, b_L].
        activation: That of the hidden layers, "tanh" or "relu".

    Returns:
        [dC/dw_1, dC/db_1, ..., dC/dw_L, dC/db_L]: averages over the batch, each of the shape of its parameter.
    """
    ### BEGIN SOLUTION
    _, slope = ACTIVATIONS[activation]
    inputs = [x, *outputs[:-1]]  # what each layer was given
    weights = params[::2]
    gradients = []
    delta = (outputs[-1] - y_true) / len(x)
    for layer in reversed(range(len(weights))):
        gradients = [inputs[layer].T @ delta, np.sum(delta, axis=0, keepdims=True), *gradients]
        if layer > 0:
            delta = (delta @ weights[layer].T) * slope(inputs[layer])
    return gradients
    ### END SOLUTION


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
    """Train by stochastic gradient descent: one step for each batch, so many passes over the training set.

    An epoch goes through the training set once, batch after batch (the last one may be smaller). Each step
    takes the average gradient of its batch:

        w  <-  w - rate dC/dw            and likewise the biases

    When as many epochs are done as one of `decay_after` says, the rate is halved for all epochs that follow.
    After two of them it is a quarter of what it was; within an epoch it never changes.

    The validation set is only looked at, through `forward`. No test set comes near this function.

    Args:
        x_train: (N, F), the images to train on.
        y_train: (N, K), their one-hot labels.
        x_valid: The images to validate with.
        y_valid: Their one-hot labels.
        params: The parameters to begin with. Left as they are.
        activation: That of the hidden layers, "tanh" or "relu".
        epochs: How many passes over the training set.
        rate: The learning rate to begin with, for averaged gradients.
        batch_size: How many examples a batch has.
        decay_after: After how many epochs the rate is halved.
        momentum: Yours to use or to ignore: v <- momentum v - rate dC/dw, then w <- w + v, with v = 0 at first.
        l2: Yours to use or to ignore: l2 times w is added to the gradient of each weight w (of no bias).

    Returns:
        The trained parameters, and after each epoch the accuracy on all of the training set and on all of the
        validation set: params, train_acc, valid_acc.
    """
    ### BEGIN SOLUTION
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
                v -= rate * (gradient + factor * array)
                array += v

        train_acc.append(accuracy(forward(x_train, params, activation)[-1], y_train))
        valid_acc.append(accuracy(forward(x_valid, params, activation)[-1], y_valid))

    return params, train_acc, valid_acc
    ### END SOLUTION


def plot_accuracies(
    train_acc: list[float], valid_acc: list[float], decay_after: tuple[int, int], title: str = ""
) -> None:
    """Draw how training went: both accuracies over the epochs, 1, 2, ..., with the epochs of decay marked.

    A vertical line (`plt.axvline`) marks each of the two epochs after which the rate was halved. The axes have
    names, and a legend tells training from validation.

    Args:
        train_acc: What `train` returns.
        valid_acc: The same of the validation set.
        decay_after: After which epochs the rate was halved.
        title: The configuration: activation and rate.
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION


def evaluate(file: str, params: list[np.ndarray], activation: str = "tanh") -> float:
    """Read the test set, once, after all decisions have been made, and measure the accuracy on it.

    Args:
        file: Where the test set is: "data/mnist_testdata.hdf5".
        params: The trained parameters.
        activation: That of the hidden layers, "tanh" or "relu".

    Returns:
        The share of the images that are told right.
    """
    ### BEGIN SOLUTION
    x, y = load_data(file)
    return accuracy(forward(x, params, activation)[-1], y)
    ### END SOLUTION


if __name__ == "__main__":
    data = split(*load_data("data/mnist_traindata.hdf5"))
    _, *curves = train(*data, init_params([784, 100, 50, 25, 10]))
    print("training and validation accuracy:", [float(curve[-1]) for curve in curves])
