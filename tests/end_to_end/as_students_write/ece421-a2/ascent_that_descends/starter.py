import numpy as np
from matplotlib import pyplot as plt
import random, sys

random.seed(1)
np.random.seed(1)
DEBUG = '--debug' in sys.argv

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


def relu(x):
    return np.fmax(x, 0)


def softmax(x):
    if DEBUG: print(x)
    row_max = np.max(x, axis=1, keepdims=True)
    num = np.exp(x - row_max)
    den = num @ np.ones((x.shape[1], 1))
    return num / den


def computeLayer(X, W, b):
    return np.hstack((X, np.ones((len(X), 1)))) @ np.vstack((W, np.reshape(b, (1, -1))))


def CE(target, prediction):
    N = target.shape[0]
    return -1. / N * np.trace(target @ np.log(prediction).T)


def gradCE(target, prediction):
    return (target - softmax(prediction)) / target.shape[0]


def backprop(xi, xh, w, target, prediction):
    delta = gradCE(target, prediction)
    dwo = xh.T @ delta
    dbo = delta.sum(axis=0, keepdims=True)
    delta_h = delta @ w.T
    delta_h = np.where(xh > 0, delta_h, 0)
    dwh = xi.T @ delta_h
    dbh = delta_h.sum(axis=0, keepdims=True)
    return dwo, dbo, dwh, dbh


def xavier(units_in, units_out):
    return np.random.randn(units_in, units_out) / np.sqrt(units_in)


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    X = trainData.reshape(-1, int(np.prod(trainData.shape[1:])))
    V = validData.reshape(-1, int(np.prod(validData.shape[1:])))
    [wh, bh, wo, bo] = [np.copy(w) for w in weights]
    vwh = np.zeros_like(wh); vbh = np.zeros_like(bh)
    vwo = np.zeros_like(wo); vbo = np.zeros_like(bo)
    stats = []
    e = 0
    while e < epoch:
        xh = relu(computeLayer(X, wh, bh))
        so = computeLayer(xh, wo, bo)
        po = softmax(so)
        pv = softmax(computeLayer(relu(computeLayer(V, wh, bh)), wo, bo))
        stats.append((CE(newtrain, po), CE(newvalid, pv),
                      np.mean(po.argmax(1) == newtrain.argmax(1)), np.mean(pv.argmax(1) == newvalid.argmax(1))))
        dwo, dbo, dwh, dbh = backprop(X, xh, wo, newtrain, so)
        # gradCE is target - p so we ADD
        vwh = gamma * vwh + alpha * dwh; wh += vwh
        vbh = gamma * vbh + alpha * dbh; bh += vbh
        vwo = gamma * vwo + alpha * dwo; wo += vwo
        vbo = gamma * vbo + alpha * dbo; bo += vbo
        e += 1
    return tuple(map(list, zip(*stats)))


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    _, axs = plt.subplots(2)
    axs[0].plot(range(1, 1 + len(train_loss)), train_loss, label='training')
    axs[0].plot(range(1, 1 + len(valid_loss)), valid_loss, label='validation')
    axs[1].plot(range(1, 1 + len(train_acc)), train_acc, label='training')
    axs[1].plot(range(1, 1 + len(valid_acc)), valid_acc, label='validation')
    for ax, n in zip(axs, ['loss', 'accuracy']):
        ax.set_xlabel('epochs'); ax.set_ylabel(n); ax.legend(); ax.set_title(n)
