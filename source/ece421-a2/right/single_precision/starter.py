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


def relu(x):
    return np.where(x < 0, 0, x).astype(np.float32)


def softmax(x):
    x = np.asarray(x, dtype=np.float32)
    e = np.exp(x - x.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]


def computeLayer(X, W, b):
    return (X.astype(np.float32) @ W.astype(np.float32)) + b.astype(np.float32)


def CE(target, prediction):
    return np.float32(-np.mean(np.sum(target * np.log(prediction.astype(np.float32)), axis=1)))


def gradCE(target, prediction):
    return ((softmax(prediction) - target) / target.shape[0]).astype(np.float32)


def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    h = np.float32(xh > 0) * np.matmul(g, w.T.astype(np.float32))
    return xh.T.astype(np.float32).dot(g), g.sum(0).reshape(1, -1), xi.T.astype(np.float32).dot(h), h.sum(0).reshape(1, -1)


def xavier(units_in, units_out):
    return np.random.randn(units_in, units_out) * np.sqrt(2 / (units_in + units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1):
    xi = trainData.reshape((trainData.shape[0], -1))
    xv = validData.reshape((validData.shape[0], -1))
    wh, bh, wo, bo = weights
    vwh, vbh = np.full(wh.shape, 1e-5), np.full(bh.shape, 1e-5)
    vwo, vbo = np.full(wo.shape, 1e-5), np.full(bo.shape, 1e-5)
    train_loss, valid_loss, train_acc, valid_acc = [], [], [], []

    def network(x):
        h = relu(computeLayer(x, wh, bh))
        return h, computeLayer(h, wo, bo)

    for i in range(epoch):
        xh, so = network(xi)

        train_loss.append(CE(newtrain, softmax(so)))
        valid_loss.append(CE(newvalid, softmax(network(xv)[1])))
        train_acc.append(np.sum(np.argmax(so, axis=1) == np.argmax(newtrain, axis=1)) / len(newtrain))
        valid_acc.append(np.sum(np.argmax(network(xv)[1], axis=1) == np.argmax(newvalid, axis=1)) / len(newvalid))

        dwo, dbo, dwh, dbh = backprop(xi, xh, wo, newtrain, so)
        vwo = gamma * vwo + alpha * dwo
        vbo = gamma * vbo + alpha * dbo
        vwh = gamma * vwh + alpha * dwh
        vbh = gamma * vbh + alpha * dbh
        wo = wo - vwo
        bo = bo - vbo
        wh = wh - vwh
        bh = bh - vbh

    return train_loss, valid_loss, train_acc, valid_acc


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    plt.figure()
    plt.plot(train_loss)
    plt.plot(valid_loss)
    plt.ylabel("Loss")
    plt.xlabel("Epochs")
    plt.title("Train and Validation Loss")
    plt.show()
    plt.figure()
    plt.plot(train_acc)
    plt.plot(valid_acc)
    plt.ylabel("Accuracy")
    plt.xlabel("Epochs")
    plt.title("Train and Validation Accuracy")
    plt.show()
