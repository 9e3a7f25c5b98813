"""A network with one hidden layer, in NumPy."""
from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

def loadData(file="data/notMNIST.npz"):
    with np.load(file) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    np.random.seed(521)
    order = np.arange(len(images))
    np.random.shuffle(order)
    images, labels = images[order] / 255.0, labels[order]
    trainData, validData, testData = np.split(images, [10000, 16000])
    trainTarget, validTarget, testTarget = np.split(labels, [10000, 16000])
    return trainData, validData, testData, trainTarget, validTarget, testTarget


def convertOneHot(trainTarget, validTarget, testTarget):
    return tuple(np.eye(10)[labels] for labels in (trainTarget, validTarget, testTarget))


def shuffle(trainData, trainTarget):
    np.random.seed(421)
    order = np.arange(len(trainData))
    np.random.shuffle(order)
    return trainData[order], trainTarget[order]


def relu(x: np.ndarray) -> np.ndarray:
    # TODO
    return np.maximum(x, np.zeros(x.shape))


def softmax(x: np.ndarray) -> np.ndarray:
    # TODO
    x = x - x.max(axis=1, keepdims=True)
    return (np.exp(x).T / np.exp(x).sum(axis=1)).T


def computeLayer(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    # TODO
    return np.stack([row @ W for row in X]) + b


def CE(target: np.ndarray, prediction: np.ndarray) -> float:
    # TODO
    return np.average([-np.log(p[t == 1][0]) for t, p in zip(target, prediction)])


def gradCE(target: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    # TODO
    p = softmax(prediction)
    return (p - target) / len(p)


def backprop(xi, xh, w, target, prediction):
    # TODO
    G = gradCE(target, prediction)
    dwo = xh.T.dot(G)
    dbo = G.sum(axis=0, keepdims=True)
    dwh = ...
    dbh = ...
    # dwh = xi.T.dot(G).dot(w.T)   # shapes do not fit??
    return dwo, dbo, dwh, dbh


def xavier(units_in: int, units_out: int) -> np.ndarray:
    # TODO
    return np.random.uniform(-1, 1, (units_in, units_out)) * np.sqrt(6 / (units_in + units_out))


def learning(
    trainData, newtrain, validData, newvalid, weights, epoch: int = 200, gamma: float = 0.9, alpha: float = 0.1,
    velocity: float = 1e-5,
):
    # TODO
    pass


def plotCurves(train_loss, valid_loss, train_acc, valid_acc) -> None:
    # TODO
    figs = [plt.figure(), plt.figure()]
    for f, ys, what in zip(figs, [(train_loss, valid_loss), (train_acc, valid_acc)], ["Loss", "Accuracy"]):
        ax = f.add_subplot()
        ax.plot(ys[0], color="k", label="train")
        ax.plot(ys[1], color="r", label="validation")
        ax.set_xlabel("epoch")
        ax.set_ylabel(what)
        ax.set_title(what)
        ax.legend()


if __name__ == "__main__":
    trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
    newtrain, newvalid, newtest = convertOneHot(trainTarget, validTarget, testTarget)
    weights = (xavier(784, 1000), np.zeros((1, 1000)), xavier(1000, 10), np.zeros((1, 10)))
    curves = learning(trainData, newtrain, validData, newvalid, weights)
