# coding: utf-8
from __future__ import print_function
import numpy as np
import matplotlib.pyplot as plt
try:
    import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()
except Exception as e:
    print("no tensorflow:", e)


class NN(object):
    """everything in one class, the names below are what the autograder wants"""

    history = {}

    def __init__(self, n_in=784, n_hidden=1000, n_out=10, dtype=np.float32):
        self.dtype = dtype
        self.shapes = ((n_in, n_hidden), (1, n_hidden), (n_hidden, n_out), (1, n_out))

    @staticmethod
    def relu(x):
        return x * (x > 0)

    @staticmethod
    def softmax(x):
        e = np.exp(x - np.max(x, axis=1)[:, None])
        return e / np.sum(e, axis=1)[:, None]

    @staticmethod
    def layer(X, W, b):
        return np.dot(X, W) + b

    @classmethod
    def ce(cls, target, prediction):
        return -np.sum(target * np.log(prediction + 1e-15)) / len(target)

    @classmethod
    def grad_ce(cls, target, prediction):
        return np.divide(cls.softmax(prediction) - target, len(target))

    @classmethod
    def back(cls, xi, xh, w, target, prediction):
        g = cls.grad_ce(target, prediction)
        dwo, dbo = np.dot(xh.T, g), np.sum(g, axis=0, keepdims=True)
        gh = np.dot(g, w.T) * np.heaviside(xh, 0)
        dwh, dbh = np.dot(xi.T, gh), np.sum(gh, axis=0, keepdims=True)
        return dwo, dbo, dwh, dbh

    def fit(self, trainData, newtrain, validData, newvalid, weights, epoch, gamma, alpha, velocity):
        flat = lambda a: a.reshape((a.shape[0], -1)).astype(self.dtype)
        X, V = flat(trainData), flat(validData)
        wh, bh, wo, bo = (np.array(w, dtype=self.dtype) for w in weights)
        vwh, vbh, vwo, vbo = (np.ones(w.shape) * velocity for w in (wh, bh, wo, bo))
        tl, vl, ta, va = [], [], [], []
        for i in range(epoch):
            xh = self.relu(self.layer(X, wh, bh))
            so = self.layer(xh, wo, bo)
            sv = self.layer(self.relu(self.layer(V, wh, bh)), wo, bo)
            tl.append(self.ce(newtrain, self.softmax(so)))
            vl.append(self.ce(newvalid, self.softmax(sv)))
            ta.append(np.mean(np.argmax(so, 1) == np.argmax(newtrain, 1)))
            va.append(np.mean(np.argmax(sv, 1) == np.argmax(newvalid, 1)))
            dwo, dbo, dwh, dbh = self.back(X, xh, wo, newtrain, so)
            vwo, vbo = gamma * vwo + alpha * dwo, gamma * vbo + alpha * dbo
            vwh, vbh = gamma * vwh + alpha * dwh, gamma * vbh + alpha * dbh
            wo, bo, wh, bh = wo - vwo, bo - vbo, wh - vwh, bh - vbh
        NN.history = dict(tl=tl, vl=vl, ta=ta, va=va)
        return tl, vl, ta, va


relu, softmax, computeLayer, CE, gradCE, backprop = NN.relu, NN.softmax, NN.layer, NN.ce, NN.grad_ce, NN.back


def xavier(units_in, units_out):
    return np.random.default_rng().normal(loc=0, scale=np.sqrt(2 / (units_in + units_out)), size=(units_in, units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    return NN(dtype=np.float64).fit(trainData, newtrain, validData, newvalid, weights, epoch, gamma, alpha, velocity)


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    plt.figure(1)
    plt.plot(train_loss, 'g', valid_loss, 'r')
    plt.legend(('Training', 'Validation'))
    plt.xlabel('Epochs'); plt.ylabel('Loss'); plt.title('Loss vs. epochs')
    plt.figure(2)
    plt.plot(train_acc, 'g', valid_acc, 'r')
    plt.legend(('Training', 'Validation'))
    plt.xlabel('Epochs'); plt.ylabel('Accuracy'); plt.title('Accuracy vs. epochs')
    plt.show(block=False)


def loadData(file="data/notMNIST.npz"):
    with np.load(file) as data:
        Data, Target = data["images"], data["labels"]
    np.random.seed(521)
    randIndx = np.arange(len(Data))
    np.random.shuffle(randIndx)
    Data, Target = Data[randIndx] / 255.0, Target[randIndx]
    return Data[:10000], Data[10000:16000], Data[16000:], Target[:10000], Target[10000:16000], Target[16000:]


def convertOneHot(trainTarget, validTarget, testTarget):
    return np.eye(10)[trainTarget], np.eye(10)[validTarget], np.eye(10)[testTarget]


if __name__ == '__main__':
    tr, va, te, trt, vat, tet = loadData()
    ntr, nva, nte = convertOneHot(trt, vat, tet)
    plotCurves(*learning(tr, ntr, va, nva, (xavier(784, 1000), np.zeros((1, 1000)), xavier(1000, 10), np.zeros((1, 10)))))
