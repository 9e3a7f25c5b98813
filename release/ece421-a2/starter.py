"""A network with one hidden layer, in NumPy: its parts, the gradients of its weights, and how it learns.

An image is a row of F pixels. It becomes H hidden units and then K scores, one for each class:

    s_h = x_i W_h + b_h        x_h = relu(s_h)            the hidden layer
    s_o = x_h W_o + b_o        p   = softmax(s_o)         the output layer

    W_h (F, H)   b_h (1, H)   W_o (H, K)   b_o (1, K)

The loss says how far p is from the one-hot label y. The functions below stand in the order in which one
needs the other: the parts of the network, the gradients, the initial weights, learning, the plots.

Letters used in the docstrings:
    N, F, H, K    examples, pixels of an image, hidden units, classes
    n, f, h, k    numbers of one of each, from 0
    L             the loss: the average over the examples

Every array has one example in each row. None of these functions changes an array that was passed to it,
and none needs a loop over examples or classes: NumPy's functions take all rows at once.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

# -------------------------------------------------------------------------------------------------------
# The data. Given: leave these three functions as they are.
# -------------------------------------------------------------------------------------------------------


def loadData(file: str = "data/notMNIST.npz") -> tuple[np.ndarray, ...]:
    """Read the images, shuffle them (the same way for everybody) and divide them into three sets.

    A file of more than 16,000 images gives 10,000 to train on, 6,000 to validate on, and the rest to
    test on. A smaller one is divided in the ratio 6 : 2 : 2.

    Args:
        file: Where the images are, seen from where you run Python.

    Returns:
        trainData, validData, testData (rows, 28, 28) from 0 to 1, and trainTarget, validTarget,
        testTarget (rows,), integers from 0 to 9.
    """
    with np.load(Path(file)) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    np.random.seed(521)
    order = np.arange(len(images))
    np.random.shuffle(order)
    images, labels = images[order] / 255.0, labels[order]
    first, second = 10000, 16000
    if len(images) <= second:
        first, second = len(images) * 6 // 10, len(images) * 8 // 10
    trainData, validData, testData = np.split(images, [first, second])
    trainTarget, validTarget, testTarget = np.split(labels, [first, second])
    return trainData, validData, testData, trainTarget, validTarget, testTarget


def convertOneHot(
    trainTarget: np.ndarray, validTarget: np.ndarray, testTarget: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Turn labels (rows,) into one-hot rows (rows, 10): a single 1, in the column of the label.

    Returns:
        newtrain, newvalid, newtest.
    """
    return tuple(np.eye(10)[labels] for labels in (trainTarget, validTarget, testTarget))


def shuffle(trainData: np.ndarray, trainTarget: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put the examples into another order, each with its own target; for training on batches."""
    np.random.seed(421)
    order = np.arange(len(trainData))
    np.random.shuffle(order)
    return trainData[order], trainTarget[order]


# -------------------------------------------------------------------------------------------------------
# 1.1  The parts of the network.
# -------------------------------------------------------------------------------------------------------


def relu(x: np.ndarray) -> np.ndarray:
    """The activation of the hidden layer: max(x, 0) of each entry.

    A unit hands on what is positive and is silent otherwise. Its slope is 1 where x > 0 and 0 where
    x < 0, which is what `backprop` needs of it.

    Args:
        x: Any shape.

    Returns:
        An array of the same shape.
    """
    # TODO
    pass


def softmax(x: np.ndarray) -> np.ndarray:
    """Turn each row of scores into probabilities: positive, and 1 in sum.

        p[k]  =  exp(x[k]) / (exp(x[0]) + ... + exp(x[K-1]))

    As it stands, exp(1000) overflows. Take the same number m off all scores of a row: exp(-m) then
    stands in the numerator and in every term below it, and cancels. With m the largest score OF THE ROW
    the largest exponent is 0, so nothing overflows, and the sum is at least 1, so nothing is divided by
    0. The maximum of the whole array is not safe: a row of -1000 beside one of 1000 would be left with
    exp(-2000) = 0 in every place.

    Args:
        x: (N, K), the scores; any finite numbers.

    Returns:
        (N, K); each row sums to 1.
    """
    # TODO
    pass


def computeLayer(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """What a layer computes before its activation, for all examples at once.

    Unit j of the layer takes, from each example, the sum over i of X[n, i] W[i, j], and adds its bias
    b[0, j]. The row of biases is added to each row of the product by broadcasting.

    Args:
        X: (N, in), one example in each row.
        W: (in, out), a column of weights for each unit.
        b: (1, out), the biases.

    Returns:
        (N, out).
    """
    # TODO
    pass


def CE(target: np.ndarray, prediction: np.ndarray) -> float:
    """The average cross-entropy of a batch.

        L  =  - 1/N  sum over n  sum over k  of  y[n, k] log p[n, k]

    Of the K terms of an example only that of its true class counts, because y is 0 in all others. NumPy
    computes them all, and 0 times log(0) is not a number: where y is 0 leave the logarithm out. The
    probability 0 of the true class itself has an infinite loss, by definition.

    Args:
        target: y (N, K), the one-hot labels.
        prediction: p (N, K), the probabilities that softmax gives.

    Returns:
        One number.
    """
    # TODO
    pass


# -------------------------------------------------------------------------------------------------------
# 1.1 and 1.2  The gradients.
# -------------------------------------------------------------------------------------------------------


def gradCE(target: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """The gradient of `CE` with respect to the scores o that softmax turns into p.

    The loss of one example is -(sum over k of y[k] log p[k]). First, how probability p[k] moves with
    score o[j]: with S the sum of all exp(o[l]), p[k] = exp(o[k]) / S, and the quotient rule gives

        dp[j]/do[j]  =  exp(o[j]) / S  -  exp(o[j])^2 / S^2      =   p[j] (1 - p[j])
        dp[k]/do[j]  =                 -  exp(o[k] + o[j]) / S^2  =  -p[k] p[j]         for k not j

    Then the chain rule, where dl/dp[k] = -y[k] / p[k], and p[k] cancels in every term:

        dl/do[j]  =  -y[j] (1 - p[j])  +  sum over k not j of y[k] p[j]
                  =  -y[j]  +  p[j] (sum over all k of y[k])
                  =  p[j] - y[j]

    because y has a single 1. The loss of the batch is the average, so each row is divided by N.

    Args:
        target: y (N, K), the one-hot labels.
        prediction: o (N, K), the SCORES, as `computeLayer` gives them: softmax is applied in here. (The
            handout says which other readings of this function are right.)

    Returns:
        dL/do (N, K).
    """
    # TODO
    pass


def backprop(
    xi: np.ndarray, xh: np.ndarray, w: np.ndarray, target: np.ndarray, prediction: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The gradients of the loss with respect to all weights and biases.

    Let G = dL/ds_o (N, K), which `gradCE` gives. A weight of the output layer, W_o[h, k], moves score k
    of every example n by x_h[n, h]; a bias moves it by 1. So

        dL/dW_o[h, k]  =  sum over n of  x_h[n, h] G[n, k]           =  (x_h^T G)[h, k]
        dL/db_o[k]     =  sum over n of  G[n, k]

    A hidden unit x_h[n, h] moves all scores of its own example, by W_o[h, k] each:

        dL/dx_h[n, h]  =  sum over k of  G[n, k] W_o[h, k]           =  (G W_o^T)[n, h]

    Through relu only that passes whose unit was on. Entry by entry, with the slope 1 where x_h > 0 and 0
    elsewhere (x_h > 0 exactly where s_h > 0):

        D[n, h]        =  dL/ds_h[n, h]  =  (G W_o^T)[n, h]  if x_h[n, h] > 0, else 0

    And from there on the hidden layer is a layer like the other one:

        dL/dW_h        =  x_i^T D
        dL/db_h[h]     =  sum over n of  D[n, h]

    No average is taken here: it stands in G already.

    Args:
        xi: x_i (N, F), the input.
        xh: x_h (N, H), the hidden layer behind relu.
        w: W_o (H, K), the weights of the OUTPUT layer.
        target: y (N, K), the one-hot labels.
        prediction: (N, K), what your `gradCE` takes as `prediction`.

    Returns:
        dwo (H, K), dbo (1, K), dwh (F, H), dbh (1, H), in this order.
    """
    # TODO
    pass


# -------------------------------------------------------------------------------------------------------
# 1.3  Learning.
# -------------------------------------------------------------------------------------------------------


def xavier(units_in: int, units_out: int) -> np.ndarray:
    """Draw the initial weights of a layer: normal, mean 0, VARIANCE 2 / (units_in + units_out).

    A sum of units_in products has the variance of one product times units_in. Weights of variance
    1/units_in keep the spread of the numbers on their way forward, weights of variance 1/units_out that
    of the gradients on their way back; this is the compromise. (The standard deviation is the square
    root of a variance.)

    Returns:
        (units_in, units_out), other numbers in every call.
    """
    # TODO
    pass


def learning(
    trainData: np.ndarray,
    newtrain: np.ndarray,
    validData: np.ndarray,
    newvalid: np.ndarray,
    weights: tuple[np.ndarray, ...],
    epoch: int = 200,
    gamma: float = 0.9,
    alpha: float = 0.1,
    velocity: float = 1e-5,
) -> tuple[list[float], ...]:
    """Train the network by gradient descent with momentum, on all examples in every step.

    A step does not follow the gradient of the moment alone but a velocity, which keeps the share gamma
    of what it was. For each of the four arrays W, with a velocity v of the same shape:

        v  <-  gamma v  +  alpha dL/dW
        W  <-  W - v

    Where gradients agree from step to step, v grows to 1/(1 - gamma) times one step: 10 for gamma 0.9.
    Where they swing to and fro they cancel. All four gradients are those of one moment: compute them
    all before the first array moves.

    Args:
        trainData: The training images, (N, F) or (N, height, width): flatten each to a row.
        newtrain: (N, K), their one-hot labels.
        validData: The validation images. Nothing is learned from them.
        newvalid: Their one-hot labels.
        weights: The initial wh (F, H), bh (1, H), wo (H, K), bo (1, K), a tuple. Left as they are.
        epoch: E, the number of steps: each is one pass over the training set.
        gamma: The share of a velocity that is kept.
        alpha: The learning rate.
        velocity: What every entry of the four velocities is in the beginning.

    Returns:
        train_loss, valid_loss, train_acc, valid_acc: four lists of E numbers. Entry e is measured
        BEFORE step e, when e steps have been made; an accuracy is the share of the examples whose
        largest probability is that of the true class.
    """
    # TODO
    pass


def plotCurves(
    train_loss: list[float], valid_loss: list[float], train_acc: list[float], valid_acc: list[float]
) -> None:
    """Draw how learning went: the two losses in one plot, the two accuracies in another.

    Over the epochs, with names at the axes, a title, and a legend that tells training from validation.

    Args:
        train_loss: What `learning` returns, as the three others.
        valid_loss: Another list of E numbers.
        train_acc: Shares of right predictions, E of them.
        valid_acc: The same of the validation set.
    """
    # TODO
    pass


if __name__ == "__main__":
    trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
    newtrain, newvalid, newtest = convertOneHot(trainTarget, validTarget, testTarget)
    weights = (xavier(784, 1000), np.zeros((1, 1000)), xavier(1000, 10), np.zeros((1, 10)))
    curves = learning(trainData, newtrain, validData, newvalid, weights)
    print("train loss, validation loss, accuracies:", [float(curve[-1]) for curve in curves])
    plotCurves(*curves)
