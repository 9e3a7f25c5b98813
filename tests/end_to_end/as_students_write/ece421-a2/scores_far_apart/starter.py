import numpy as np
import matplotlib.pyplot as plt

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
    y = np.array(x, dtype=float)
    y[y < 0] = 0
    return y

def softmax(x):
    """subtract the max so that exp does not overflow"""
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=1).reshape(-1, 1)

def computeLayer(X, W, b):
    return X @ W + b

def CE(target, prediction):
    return np.mean(-target * np.log(prediction))

def gradCE(target, prediction):
    return (softmax(prediction) - target) / len(target)

def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    hidden = g @ w.T * (xh > 0)
    return xh.T @ g, g.sum(axis=0).reshape(1, -1), xi.T @ hidden, hidden.sum(axis=0).reshape(1, -1)

def xavier(units_in, units_out):
    limit = 2 / (units_in + units_out)
    return np.random.normal(0, limit ** .5, size=(units_in, units_out))

def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    x, xv = [a.reshape(a.shape[0], -1) for a in (trainData, validData)]
    wh, bh, wo, bo = weights
    vwh, vbh, vwo, vbo = velocity, velocity, velocity, velocity     # numpy broadcasts
    L, LV, A, AV = [], [], [], []
    for k in range(epoch):
        xh = relu(computeLayer(x, wh, bh)); so = computeLayer(xh, wo, bo)
        sv = computeLayer(relu(computeLayer(xv, wh, bh)), wo, bo)
        L.append(CE(newtrain, softmax(so)))
        LV.append(CE(newvalid, softmax(sv)))
        A.append((so.argmax(axis=1) == newtrain.argmax(axis=1)).sum() / so.shape[0])
        AV.append((sv.argmax(axis=1) == newvalid.argmax(axis=1)).sum() / sv.shape[0])
        dwo, dbo, dwh, dbh = backprop(x, xh, wo, newtrain, so)
        vwh = gamma*vwh + alpha*dwh
        vbh = gamma*vbh + alpha*dbh
        vwo = gamma*vwo + alpha*dwo
        vbo = gamma*vbo + alpha*dbo
        wh = wh - vwh
        bh = bh - vbh
        wo = wo - vwo
        bo = bo - vbo
    return L, LV, A, AV

def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    plt.subplot(211)
    plt.plot(train_loss, label="train loss"); plt.plot(valid_loss, label="valid loss")
    plt.xlabel("epoch"); plt.ylabel("loss"); plt.legend()
    plt.subplot(212)
    plt.plot(train_acc, label="train accuracy"); plt.plot(valid_acc, label="valid accuracy")
    plt.xlabel("epoch"); plt.ylabel("accuracy"); plt.legend()
