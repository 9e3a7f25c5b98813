import tensorflow as tf
import matplotlib.pyplot as plt
import numpy as np
from pathlib import Path
import time


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
    return np.maximum(x, 0)


def softmax(x):
    x = x - np.max(x, axis=1).reshape(-1, 1)
    return np.exp(x) / np.sum(np.exp(x), axis=1).reshape(-1, 1)


def computeLayer(X, W, b):
    return np.matmul(X, W) + b


def CE(target, prediction):
    return (-1 / target.shape[0]) * np.sum(target * np.log(prediction))


def gradCE(target, prediction):
    return (softmax(prediction) - target) / target.shape[0]


def backprop(xi, xh, w, target, prediction):
    gradce = gradCE(target, prediction)
    dwo = np.dot(np.transpose(xh), gradce)
    dbo = np.transpose(sum(gradce)).reshape(1, -1)
    on = np.where(xh > 0, 1, 0)
    dwh = np.dot(np.transpose(xi), on * np.matmul(gradce, np.transpose(w)))
    dbh = sum(on * np.dot(gradce, np.transpose(w)))
    return dwo, dbo, dwh, dbh


def learning():
    trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
    trainData = trainData.reshape((trainData.shape[0], -1))
    validData = validData.reshape((validData.shape[0], -1))
    newtrain, newvalid, newtest = convertOneHot(trainTarget, validTarget, testTarget)
    epoch, H, F = 200, 1000, trainData.shape[1]
    gamma, alpha = 0.9, 0.1
    wo = np.random.normal(0, np.sqrt(2 / (H + 10)), (H, 10))
    wh = np.random.normal(0, np.sqrt(2 / (F + H)), (F, H))
    bo, bh = np.zeros((1, 10)), np.zeros((1, H))
    vwh, vwo = np.full((F, H), 1e-5), np.full((H, 10), 1e-5)
    vbh, vbo = np.full((1, H), 1e-5), np.full((1, 10), 1e-5)
    train_loss, valid_loss, train_acc, valid_acc = [], [], [], []
    for i in range(epoch):
        xh = relu(computeLayer(trainData, wh, bh))
        so = computeLayer(xh, wo, bo)
        yo = softmax(so)
        train_loss.append(CE(newtrain, yo))
        compare = np.equal(np.argmax(yo, axis=1), np.argmax(newtrain, axis=1))
        train_acc.append(np.sum(compare == True) / trainData.shape[0])
        print("epoch", i, ": accuracy = ", train_acc[-1])
        valid_pre = softmax(computeLayer(relu(computeLayer(validData, wh, bh)), wo, bo))
        valid_loss.append(CE(newvalid, valid_pre))
        compare = np.equal(np.argmax(valid_pre, axis=1), np.argmax(newvalid, axis=1))
        valid_acc.append(np.sum(compare == True) / validData.shape[0])
        dwo, dbo, dwh, dbh = backprop(trainData, xh, wo, newtrain, so)
        vwh = gamma * vwh + alpha * dwh
        vwo = gamma * vwo + alpha * dwo
        vbh = gamma * vbh + alpha * dbh
        vbo = gamma * vbo + alpha * dbo
        wo, wh, bo, bh = wo - vwo, wh - vwh, bo - vbo, bh - vbh
    plt.plot(range(epoch), train_loss)
    plt.plot(range(epoch), valid_loss)
    plt.ylabel("Loss")
    plt.xlabel("Epochs")
    plt.title("Train and Validation Loss", fontsize=16)
    plt.show()
    plt.plot(range(epoch), train_acc)
    plt.plot(range(epoch), valid_acc)
    plt.ylabel("Accuracy")
    plt.xlabel("Epochs")
    plt.title("Train and Validation Accuracy", fontsize=16)
    plt.show()


if __name__ == "__main__":
    learning()
