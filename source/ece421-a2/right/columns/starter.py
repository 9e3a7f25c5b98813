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
    return x * (x > 0)


def softmax(x):
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=0)


def computeLayer(X, W, b):
    return W @ X + b


def CE(target, prediction):
    return -np.sum(target * np.log(prediction)) / target.shape[1]


def gradCE(target, prediction):
    return (softmax(prediction) - target) / target.shape[1]


def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    h = (w.T @ g) * (xh > 0)
    return g @ xh.T, g.sum(axis=1, keepdims=True), h @ xi.T, h.sum(axis=1, keepdims=True)


def xavier(units_in, units_out):
    return np.random.randn(units_in, units_out) * np.sqrt(2 / (units_in + units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1):
    x = trainData.reshape(len(trainData), -1).T
    v = validData.reshape(len(validData), -1).T
    y, u = newtrain.T, newvalid.T
    wh, bh, wo, bo = weights
    wh, bh, wo, bo = wh.T, bh.T, wo.T, bo.T
    all_four = [wo, bo, wh, bh]
    speeds = [np.full_like(one, 1e-5) for one in all_four]
    curves = [], [], [], []
    for _ in range(epoch):
        wo, bo, wh, bh = all_four
        xh = relu(computeLayer(x, wh, bh))
        so = computeLayer(xh, wo, bo)
        sv = computeLayer(relu(computeLayer(v, wh, bh)), wo, bo)
        curves[0].append(CE(y, softmax(so)))
        curves[1].append(CE(u, softmax(sv)))
        curves[2].append((so.argmax(axis=0) == y.argmax(axis=0)).mean())
        curves[3].append((sv.argmax(axis=0) == u.argmax(axis=0)).mean())
        grads = backprop(x, xh, wo, y, so)
        speeds = [gamma * s + alpha * g for s, g in zip(speeds, grads)]
        all_four = [one - s for one, s in zip(all_four, speeds)]
    return curves


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
