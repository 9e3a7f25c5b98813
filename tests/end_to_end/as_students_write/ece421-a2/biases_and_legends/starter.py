import numpy as np
import matplotlib.pyplot as plt
import torch
import torchvision

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
    return (x + abs(x)) / 2


def softmax(x):
    ex = np.exp(x.T - x.max(axis=1))
    return (ex / ex.sum(axis=0)).T


def computeLayer(X, W, b):
    return np.dot(X, W) + b


def CE(target, prediction):
    return -np.log((target * prediction).sum(axis=1)).mean()


def gradCE(target, prediction):
    return 1 / target.shape[0] * (softmax(prediction) - target)


def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    dwo = xh.T.dot(g)
    dbo = np.mean(g, axis=0, keepdims=True)
    gh = np.multiply(g.dot(w.T), xh > 0)
    dwh = xi.T.dot(gh)
    dbh = np.mean(gh, axis=0, keepdims=True)
    return dwo, dbo, dwh, dbh


def xavier(units_in, units_out):
    return np.random.normal(0.0, np.sqrt(2.0 / (units_in + units_out)), (units_in, units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    X, V = trainData.reshape(len(trainData), -1), validData.reshape(len(validData), -1)
    P = [w.copy() for w in weights]
    M = [np.full_like(w, velocity) for w in weights]
    train_loss, valid_loss, train_acc, valid_acc = [], [], [], []
    for i in range(epoch):
        xh = relu(computeLayer(X, P[0], P[1]))
        so = computeLayer(xh, P[2], P[3])
        sv = computeLayer(relu(computeLayer(V, P[0], P[1])), P[2], P[3])
        train_loss.append(CE(newtrain, softmax(so)))
        valid_loss.append(CE(newvalid, softmax(sv)))
        train_acc.append(np.mean(np.argmax(so, 1) == np.argmax(newtrain, 1)))
        valid_acc.append(np.mean(np.argmax(sv, 1) == np.argmax(newvalid, 1)))
        dwo, dbo, dwh, dbh = backprop(X, xh, P[2], newtrain, so)
        for j, d in enumerate((dwh, dbh, dwo, dbo)):
            M[j] = gamma * M[j] + alpha * d
            P[j] = P[j] - M[j]
    return train_loss, valid_loss, train_acc, valid_acc


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    plt.plot(train_loss, label='Validation loss')
    plt.plot(valid_loss, label='Training loss')
    plt.xlabel('Epoch')
    plt.ylabel('Loss')
    plt.legend()
    plt.show()
    plt.figure()
    plt.plot(train_acc, label='Validation accuracy')
    plt.plot(valid_acc, label='Training accuracy')
    plt.xlabel('Epoch')
    plt.ylabel('Accuracy')
    plt.legend()
    plt.show()
