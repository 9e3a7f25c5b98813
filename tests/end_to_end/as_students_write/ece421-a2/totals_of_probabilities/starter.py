#!/usr/bin/env python3
import numpy as np
import matplotlib.pyplot as plt
from typing import *
from functools import lru_cache

# ----- settings (global on purpose) -----
EPOCHS = 200
HIDDEN = 1000
GAMMA, ALPHA = 0.9, 0.1
VERBOSE = True


def loadData(file="data/notMNIST.npz"):
    arrays = np.load(file)
    images, labels = arrays["images"], arrays["labels"]
    np.random.seed(521)
    order = np.random.permutation(len(images))
    images, labels = images[order] / 255.0, labels[order]
    return images[:10000], images[10000:16000], images[16000:], labels[:10000], labels[10000:16000], labels[16000:]


def convertOneHot(*targets):
    return [np.eye(10)[t] for t in targets]


def relu(x: np.ndarray) -> np.ndarray:
    return np.where(np.greater(x, 0), x, 0.0)


def softmax(x: np.ndarray) -> np.ndarray:
    return np.apply_along_axis(lambda row: np.exp(row - row.max()) / np.exp(row - row.max()).sum(), 1, x)


def computeLayer(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("ij,jk->ik", X, W) + np.ravel(b)


def CE(target: np.ndarray, prediction: np.ndarray) -> float:
    # the label is one-hot, so pick the probability of the true class
    true_class = np.argmax(target, axis=1)
    picked = prediction[np.arange(target.shape[0]), true_class]
    return float(np.mean(-np.log(picked)))


def gradCE(target: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """prediction is softmax(o) already.  Not averaged: I divide by N in learning()"""
    return prediction - target


def backprop(xi, xh, w, target, prediction) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    delta_o = gradCE(target, prediction)
    delta_h = np.einsum("nk,hk->nh", delta_o, w)
    delta_h[xh <= 0] = 0
    return (
        np.einsum("nh,nk->hk", xh, delta_o),
        np.einsum("nk->k", delta_o),
        np.einsum("nf,nh->fh", xi, delta_h),
        np.einsum("nh->h", delta_h),
    )


def xavier(units_in: int, units_out: int) -> np.ndarray:
    sigma = (2 / (units_in + units_out)) ** 0.5
    return sigma * np.random.randn(units_in, units_out)


def learning(trainData, newtrain, validData, newvalid, weights, epoch=EPOCHS, gamma=GAMMA, alpha=ALPHA, velocity=0.0):
    N = len(trainData)
    X = np.reshape(trainData, (N, -1))
    V = np.reshape(validData, (len(validData), -1))
    w = {k: np.array(v, dtype=float) for k, v in zip(["wh", "bh", "wo", "bo"], weights)}
    v = {k: np.full(w[k].shape, velocity) for k in w}
    out = {"train_loss": [], "valid_loss": [], "train_acc": [], "valid_acc": []}

    for ep in range(epoch):
        xh = relu(computeLayer(X, w["wh"], w["bh"]))
        p = softmax(computeLayer(xh, w["wo"], w["bo"]))

        g = dict(zip(["wo", "bo", "wh", "bh"], backprop(X, xh, w["wo"], newtrain, p)))
        for k in w:
            v[k] = gamma * v[k] + alpha * g[k].reshape(w[k].shape) / N
            w[k] = w[k] - v[k]

        # measured after the step
        for name, x, t in (("train", X, newtrain), ("valid", V, newvalid)):
            q = softmax(computeLayer(relu(computeLayer(x, w["wh"], w["bh"])), w["wo"], w["bo"]))
            out[name + "_loss"].append(CE(t, q))
            out[name + "_acc"].append(float((np.argmax(q, 1) == np.argmax(t, 1)).mean()))
        if VERBOSE and ep % 10 == 0:
            print(f"{ep:4d} {out['train_loss'][-1]:.4f} {out['valid_loss'][-1]:.4f} {out['train_acc'][-1]:.4f}")
    return out["train_loss"], out["valid_loss"], out["train_acc"], out["valid_acc"]


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    fig, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    x = np.arange(1, len(train_loss) + 1)
    left.plot(x, train_loss, "b-", label="Training loss")
    left.plot(x, valid_loss, "r--", label="Validation loss")
    left.set(xlabel="Epoch", ylabel="Cross-entropy", title="Loss")
    left.legend()
    right.plot(x, train_acc, "b-", label="Training accuracy")
    right.plot(x, valid_acc, "r--", label="Validation accuracy")
    right.set(xlabel="Epoch", ylabel="Accuracy", title="Accuracy")
    right.legend()
    plt.tight_layout()
    plt.savefig("curves.pdf")
