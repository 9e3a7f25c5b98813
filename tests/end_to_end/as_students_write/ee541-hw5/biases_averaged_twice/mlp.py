import numpy as np
import h5py
import argparse
import matplotlib.pyplot as plt

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--act", default="relu")
parser.add_argument("--gamma", type=float, default=0.9)
args = parser.parse_args()

LAYERS = [784, 100, 50, 25, 10]
DATA = "data/"


def act(s, kind):
    if kind == "relu":
        return np.where(s > 0, s, 0.0)
    elif kind == "tanh":
        return np.tanh(s)
    elif kind == "softmax":
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    raise ValueError(kind)


def act_prime(a, kind):
    if kind == "relu":
        return np.where(a > 0, 1.0, 0.0)
    return 1.0 - a * a


def make(layers):
    net = []
    for n_in, n_out in zip(layers, layers[1:]):
        net.append(dict(w=np.random.randn(n_in, n_out) * (2 / n_in) ** 0.5, b=np.zeros((1, n_out)), a=None,
                        dw=None, db=None, vw=0, vb=0))
    return net


def run_forward(net, x, kind):
    for layer in net[:-1]:
        layer["in"] = x
        x = layer["a"] = act(x @ layer["w"] + layer["b"], kind)
    net[-1]["in"] = x
    net[-1]["a"] = act(x @ net[-1]["w"] + net[-1]["b"], "softmax")
    return net[-1]["a"]


def run_backward(net, y, kind):
    d = (net[-1]["a"] - y) / len(y)                       # averaged over the minibatch
    for i in reversed(range(len(net))):
        net[i]["dw"] = net[i]["in"].T @ d
        net[i]["db"] = np.mean(d, axis=0, keepdims=True)
        if i > 0:
            d = (d @ net[i]["w"].T) * act_prime(net[i - 1]["a"], kind)


def run_update(net, lr, gamma):
    for layer in net:
        for k in "wb":
            layer["v" + k] = gamma * layer["v" + k] - lr * layer["d" + k]
            layer[k] = layer[k] + layer["v" + k]


def ce(p, y):
    return np.mean(np.sum(-y * np.log(np.maximum(p, 1e-12)), axis=1))


def acc(p, y):
    return (np.argmax(p, 1) == np.argmax(y, 1)).mean()


def train(net, xt, yt, xv, yv, kind, lr, epochs, batch, decay, gamma):
    hist = {"train": [], "val": []}
    for epoch in range(epochs):
        if epoch in decay:
            lr = 0.5 * lr
        perm = np.random.permutation(len(xt))
        xs, ys = xt[perm], yt[perm]
        for i in range(0, len(xs), batch):
            run_forward(net, xs[i:i + batch], kind)
            run_backward(net, ys[i:i + batch], kind)
            run_update(net, lr, gamma)
        hist["train"].append(acc(run_forward(net, xt, kind), yt))
        hist["val"].append(acc(run_forward(net, xv, kind), yv))
    return hist


def curves(hist):
    plt.plot(hist["train"], label="train")
    plt.plot(hist["val"], label="val")
    plt.xlabel("epoch")
    plt.ylabel("accuracy")
    plt.legend()
    plt.show()


def main(args):
    f = h5py.File(DATA + "mnist_traindata.hdf5", "r")
    x, y = f["xdata"][:], f["ydata"][:]
    k = len(x) * 5 // 6
    net = make(LAYERS)
    hist = train(net, x[:k], y[:k], x[k:], y[k:], args.act, args.lr, 50, 100, [20, 40], args.gamma)
    curves(hist)
    return net


net = main(args)
# final
test = h5py.File(DATA + "mnist_testdata.hdf5", "r")
print("TEST", acc(run_forward(net, test["xdata"][:], args.act), test["ydata"][:]))
