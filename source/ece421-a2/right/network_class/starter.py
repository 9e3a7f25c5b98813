import matplotlib.pyplot as plt
import numpy as np
from pathlib import Path


def loadData(file: str = "data/notMNIST.npz") -> tuple[np.ndarray, ...]:
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
    return tuple(np.eye(10)[labels] for labels in (trainTarget, validTarget, testTarget))


def shuffle(trainData: np.ndarray, trainTarget: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    np.random.seed(421)
    order = np.arange(len(trainData))
    np.random.shuffle(order)
    return trainData[order], trainTarget[order]


class Network:
    """All in one; the functions that are asked for use it."""

    def __init__(self, wh, bh, wo, bo):
        self.w = {"wo": wo, "bo": bo, "wh": wh, "bh": bh}

    def __call__(self, x):
        self.h = relu(computeLayer(x, self.w["wh"], self.w["bh"]))
        return computeLayer(self.h, self.w["wo"], self.w["bo"])

    def move(self, v):
        self.w = {name: self.w[name] - v[name] for name in self.w}


def relu(x):
    return (x + np.abs(x)) / 2


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def computeLayer(X, W, b):
    return np.matmul(X, W) + b


def CE(target, prediction):
    rows = np.arange(len(target))
    return float(np.mean(-np.log(prediction[rows, np.argmax(target, axis=1)])))


def gradCE(target, prediction):
    return (softmax(prediction) - target) / target.shape[0]


def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    h = np.where(xh > 0, 1, 0) * np.matmul(g, w.T)
    return xh.T.dot(g), g.sum(0).reshape(1, -1), xi.T.dot(h), h.sum(0).reshape(1, -1)


def xavier(units_in, units_out):
    return np.random.randn(units_in, units_out) * np.sqrt(2 / (units_in + units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1):
    x, v = (data.reshape(len(data), -1) for data in (trainData, validData))
    net = Network(*weights)
    speed = {name: 1e-5 for name in net.w}
    log = np.zeros((4, epoch))
    for e in range(epoch):
        s = net(v)
        log[1, e] = CE(newvalid, softmax(s))
        log[3, e] = np.mean(s.argmax(1) == newvalid.argmax(1))
        s = net(x)
        log[0, e] = CE(newtrain, softmax(s))
        log[2, e] = np.mean(s.argmax(1) == newtrain.argmax(1))
        grads = dict(zip(net.w, backprop(x, net.h, net.w["wo"], newtrain, s)))
        speed = {name: gamma * speed[name] + alpha * grads[name] for name in speed}
        net.move(speed)
    return tuple(log)


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    fig, ax = plt.subplots(2, 1)
    e = np.arange(1, len(train_loss) + 1)
    ax[0].plot(e, train_loss, "b", e, valid_loss, "r--")
    ax[0].set_xlabel("epoch")
    ax[0].set_ylabel("loss")
    ax[1].plot(e, train_acc, "b", e, valid_acc, "r--")
    fig.savefig("curves.png")
