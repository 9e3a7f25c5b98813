# ECE421 A2.  In my lecture notes x is a COLUMN, so every example is a column here: X is (F, N), W is (H, F), b is (H, 1)
import numpy as np
import matplotlib.pyplot as plt
import pandas as pd
from tqdm import tqdm


def loadData(file="data/notMNIST.npz"):
    with np.load(file) as f:
        images, labels = f["images"], f["labels"]
    np.random.seed(521)
    idx = np.arange(len(images))
    np.random.shuffle(idx)
    images, labels = images[idx] / 255.0, labels[idx]
    return (images[:10000], images[10000:16000], images[16000:],
            labels[:10000], labels[10000:16000], labels[16000:])


def convertOneHot(trainTarget, validTarget, testTarget):
    return tuple(np.eye(10)[t] for t in (trainTarget, validTarget, testTarget))


def relu(x):
    return x.clip(min=0)


def softmax(x):
    z = np.exp(x - x.max(axis=0))
    return z / z.sum(axis=0)


def computeLayer(X, W, b):
    return W @ X + b


def CE(target, prediction):
    N = target.shape[1]
    # xlogy(0, 0) = 0
    logs = np.log(prediction, out=np.zeros_like(prediction), where=target > 0)
    return -(target * logs).sum() / N


def gradCE(target, prediction):
    return (softmax(prediction) - target) / target.shape[1]


def backprop(xi, xh, w, target, prediction):
    G = gradCE(target, prediction)          # (K, N)
    dwo = G @ xh.T                          # (K, H)
    dbo = G.sum(axis=1, keepdims=True)      # (K, 1)
    D = (w.T @ G) * (xh > 0)                # (H, N)
    dwh = D @ xi.T
    dbh = D.sum(axis=1, keepdims=True)
    return dwo, dbo, dwh, dbh


def xavier(units_in, units_out):
    return np.random.normal(0, np.sqrt(2. / (units_in + units_out)), (units_in, units_out))


def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    # the handout gives rows, I turn everything round once
    X, Y = trainData.reshape(len(trainData), -1).T, newtrain.T
    Xv, Yv = validData.reshape(len(validData), -1).T, newvalid.T
    wh, bh, wo, bo = [w.T.copy() for w in weights]
    params = [wh, bh, wo, bo]
    vel = [np.full_like(p, velocity) for p in params]
    curves = [[], [], [], []]

    def run(x):
        h = relu(computeLayer(x, params[0], params[1]))
        return h, computeLayer(h, params[2], params[3])

    for e in tqdm(range(epoch)):
        h, o = run(X)
        _, ov = run(Xv)
        p, pv = softmax(o), softmax(ov)
        curves[0].append(CE(Y, p))
        curves[1].append(CE(Yv, pv))
        curves[2].append((p.argmax(0) == Y.argmax(0)).mean())
        curves[3].append((pv.argmax(0) == Yv.argmax(0)).mean())
        dwo, dbo, dwh, dbh = backprop(X, h, params[2], Y, o)
        for k, d in enumerate([dwh, dbh, dwo, dbo]):
            vel[k] = gamma * vel[k] + alpha * d
            params[k] = params[k] - vel[k]
    return tuple(curves)


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    for a, b, name in ((train_loss, valid_loss, "loss"), (train_acc, valid_acc, "accuracy")):
        df = list(zip(a, b))
        plt.figure()
        plt.plot(df, label=["training", "validation"])
        plt.xlabel("epoch")
        plt.ylabel(name)
        plt.title(name)
        plt.legend()
    plt.show()


if __name__ == "__main__":
    tr, va, te, trt, vat, tet = loadData()
    a, b, c = convertOneHot(trt, vat, tet)
    res = learning(tr, a, va, b, (xavier(784, 1000), np.zeros((1, 1000)), xavier(1000, 10), np.zeros((1, 10))))
    plotCurves(*res)
    print(pd.DataFrame(res).T.tail())
