import numpy as np
import matplotlib.pyplot as plt
import tensorflow as tf
import sklearn


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
    return np.maximum(0, x)


def relu_derivative(x):
    return np.where(x >= 0, 1, 0)


def softmax(x):
    shifted = x - np.max(x, axis=1, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)


def computeLayer(X, W, b):
    return np.matmul(X, W) + b


def CE(target, prediction):
    return -np.mean(np.sum(target * np.log(prediction), axis=1))


def gradCE(target, prediction):
    return (softmax(prediction) - target) / np.size(target, 0)


def backprop(xi, xh, w, target, prediction):
    g = gradCE(target, prediction)
    dwo = xh.T @ g
    dbo = np.sum(g, axis=0, keepdims=True)
    delta = relu_derivative(xh) * (g @ w.T)
    dwh = xi.T @ delta
    dbh = np.sum(delta, axis=0, keepdims=True)
    return dwo, dbo, dwh, dbh


def xavier(units_in, units_out):
    return np.random.normal(0, np.sqrt(2 / (units_in + units_out)), (units_in, units_out))


def forward(X, wh, bh, wo, bo):
    xh = relu(computeLayer(X, wh, bh))
    so = computeLayer(xh, wo, bo)
    return xh, so, softmax(so)


def acc(p, t):
    return np.mean(np.argmax(p, axis=1) == np.argmax(t, axis=1))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    trainData = trainData.reshape(trainData.shape[0], -1)
    validData = validData.reshape(validData.shape[0], -1)
    wh, bh, wo, bo = [w.copy() for w in weights]
    vs = [np.full(w.shape, velocity) for w in weights]
    train_loss, valid_loss, train_acc, valid_acc = [], [], [], []
    for i in range(epoch):
        xh, so, p = forward(trainData, wh, bh, wo, bo)
        _, _, pv = forward(validData, wh, bh, wo, bo)
        train_loss.append(CE(newtrain, p)); valid_loss.append(CE(newvalid, pv))
        train_acc.append(acc(p, newtrain)); valid_acc.append(acc(pv, newvalid))
        dwo, dbo, dwh, dbh = backprop(trainData, xh, wo, newtrain, so)
        # exponential moving average like in Adam
        vs = [gamma * v + (1 - gamma) * alpha * d for v, d in zip(vs, (dwh, dbh, dwo, dbo))]
        wh, bh, wo, bo = [w - v for w, v in zip((wh, bh, wo, bo), vs)]
    return train_loss, valid_loss, train_acc, valid_acc


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    plt.figure()
    plt.plot(train_loss, label='train')
    plt.plot(valid_loss, label='valid')
    plt.xlabel('epoch'); plt.ylabel('loss'); plt.legend(loc='best'); plt.grid()
    plt.figure()
    plt.plot(train_acc, label='train')
    plt.plot(valid_acc, label='valid')
    plt.xlabel('epoch'); plt.ylabel('accuracy'); plt.legend(loc='best'); plt.grid()


if __name__ == "__main__":
    sess = tf.Session()
