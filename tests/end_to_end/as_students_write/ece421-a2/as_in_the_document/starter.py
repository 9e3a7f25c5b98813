import tensorflow as tf
import numpy as np
import matplotlib.pyplot as plt
import time
import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

# Load the data
def loadData():
    with np.load("notMNIST.npz") as data:
        Data, Target = data["images"], data["labels"]
        np.random.seed(521)
        randIndx = np.arange(len(Data))
        np.random.shuffle(randIndx)
        Data = Data[randIndx] / 255.0
        Target = Target[randIndx]
        trainData, trainTarget = Data[:10000], Target[:10000]
        validData, validTarget = Data[10000:16000], Target[10000:16000]
        testData, testTarget = Data[16000:], Target[16000:]
    return trainData, validData, testData, trainTarget, validTarget, testTarget

# Implementation of a neural network using only Numpy - trained using gradient descent with momentum
def convertOneHot(trainTarget, validTarget, testTarget):
    newtrain = np.zeros((trainTarget.shape[0], 10))
    newvalid = np.zeros((validTarget.shape[0], 10))
    newtest = np.zeros((testTarget.shape[0], 10))

    for item in range(0, trainTarget.shape[0]):
        newtrain[item][trainTarget[item]] = 1
    for item in range(0, validTarget.shape[0]):
        newvalid[item][validTarget[item]] = 1
    for item in range(0, testTarget.shape[0]):
        newtest[item][testTarget[item]] = 1
    return newtrain, newvalid, newtest


def shuffle(trainData, trainTarget):
    np.random.seed(421)
    randIndx = np.arange(len(trainData))
    target = trainTarget
    np.random.shuffle(randIndx)
    data, target = trainData[randIndx], target[randIndx]
    return data, target


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    x = x - np.amax(x, axis=1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)


def compute(X, W, b):
    return np.matmul(X, W) + b


def averageCE(target, prediction):
    return (-1 / target.shape[0]) * np.sum(target * np.log(prediction))


def gradCE(target, prediction):
    return (softmax(prediction) - target) / target.shape[0]


def backprop(xi, xh, w, target, prediction):
    gradce = gradCE(target, prediction)
    dwo = np.dot(np.transpose(xh), gradce)
    dbo = np.transpose(sum(gradce)).reshape(1, -1)
    dwh = np.dot(np.transpose(xi), np.where(xh > 0, 1, 0) * np.matmul(gradce, np.transpose(w)))
    dbh = sum(np.where(xh > 0, 1, 0) * np.dot(gradce, np.transpose(w)))
    return dwo, dbo, dwh, dbh


def learning():
    trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
    trainData = trainData.reshape((trainData.shape[0], -1))
    validData = validData.reshape((validData.shape[0], -1))
    testData = testData.reshape((testData.shape[0], -1))
    newtrain, newvalid, newtest = convertOneHot(trainTarget, validTarget, testTarget)
    epoch = 200
    H = 1000
    F = trainData.shape[1]
    gamma = 0.9
    alpha = 0.1
    xi = trainData
    wo = np.random.normal(0, np.sqrt(2 / (H + 10)), (H, 10))
    wh = np.random.normal(0, np.sqrt(2 / (F + H)), (F, H))
    bo = np.zeros((1, 10))
    bh = np.zeros((1, H))
    train_loss = []
    valid_loss = []
    train_acc = []
    valid_acc = []

    vwh = np.full((F, H), 1e-5)
    vwo = np.full((H, 10), 1e-5)
    vbh = np.full((1, H), 1e-5)
    vbo = np.full((1, 10), 1e-5)

    start = time.time()
    for i in range(epoch):
        sh = compute(xi, wh, bh)
        xh = relu(sh)
        so = compute(xh, wo, bo)
        yo = softmax(so)
        train_loss.append(averageCE(newtrain, yo))
        compare = np.equal(np.argmax(yo, axis=1), np.argmax(newtrain, axis=1))
        train_accuracy = np.sum((compare == True)) / (trainData.shape[0])
        train_acc.append(train_accuracy)
        print("epoch", i, ": accuracy = ", train_accuracy)

        sh_ = compute(validData, wh, bh)
        xh_ = relu(sh_)
        so_ = compute(xh_, wo, bo)
        valid_pre = softmax(so_)
        valid_loss.append(averageCE(newvalid, valid_pre))
        compare_valid = np.equal(np.argmax(valid_pre, axis=1), np.argmax(newvalid, axis=1))
        valid_accuracy = np.sum((compare_valid == True)) / (validData.shape[0])
        valid_acc.append(valid_accuracy)

        dwo, dbo, dwh, dbh = backprop(xi, xh, wo, newtrain, so)
        vwh = gamma * vwh + alpha * dwh
        vwo = gamma * vwo + alpha * dwo
        vbh = gamma * vbh + alpha * dbh
        vbo = gamma * vbo + alpha * dbo
        wo = wo - vwo
        wh = wh - vwh
        bo = bo - vbo
        bh = bh - vbh
    print("it took", time.time() - start)
    plt.plot(range(epoch), train_loss)
    plt.plot(range(epoch), valid_loss)
    plt.ylabel('Loss')
    plt.xlabel('Epochs')
    plt.title('Train and Validation Loss', fontsize=16)
    plt.legend(['train', 'valid'])
    plt.show()
    plt.plot(range(epoch), train_acc)
    plt.plot(range(epoch), valid_acc)
    plt.ylabel('Accuracy')
    plt.xlabel('Epochs')
    plt.title('Train and Validation Accuracy', fontsize=16)
    plt.legend(['train', 'valid'])
    plt.show()


learning()
