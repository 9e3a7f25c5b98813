# EE 541 homework 5
# usage: python mlp.py [learning rate] [tanh|relu]
import sys
import os
import math
import random
import h5py
import numpy as np
from matplotlib import pyplot as plt

rate = float(sys.argv[1]) if len(sys.argv) > 2 else 0.05
act = sys.argv[2] if len(sys.argv) > 2 else "relu"
print("using rate", rate, "and", act)

def soft_max(s):
    """s: one vector of scores"""
    m = max(s)
    e = [math.exp(v - m) for v in s]
    total = sum(e)
    return np.array([v / total for v in e])

def re_lu(v):
    return v if v > 0 else 0.0

def re_lu_d(v):
    if v > 0:
        return 1.0
    elif v < 0:
        return 0.0
    else:
        return random.random()    # any number in [0, 1]

def tan_h(v):
    return math.tanh(v)

def tan_h_d(v):
    return 1 - math.tanh(v) ** 2

re_lu, re_lu_d, tan_h, tan_h_d = [np.vectorize(f, otypes=[float]) for f in (re_lu, re_lu_d, tan_h, tan_h_d)]

FUNCTIONS = {"relu": [re_lu, re_lu_d], "tanh": [tan_h, tan_h_d]}

def cost_of_one(a, y):
    c = 0
    for m in range(len(y)):
        if y[m] != 0:
            c -= y[m] * math.log(a[m])
    return c

def make_layers(sizes):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append({"w": np.random.uniform(-1, 1, (sizes[i + 1], sizes[i])) / math.sqrt(sizes[i]),
                       "b": np.random.uniform(-0.1, 0.1, sizes[i + 1])})
    return layers

def forward_one(x, layers, act):
    """returns the s and the a of every layer for ONE image"""
    a = [x]
    s = []
    for i, layer in enumerate(layers):
        s.append(layer["w"].dot(a[-1]) + layer["b"])
        if i == len(layers) - 1:
            a.append(soft_max(s[-1]))
        else:
            a.append(FUNCTIONS[act][0](s[-1]))
    return s, a

def backward_one(y, s, a, layers, act):
    grads = [None] * len(layers)
    delta = a[-1] - y
    for i in range(len(layers) - 1, -1, -1):
        grads[i] = {"w": np.outer(delta, a[i]), "b": delta}
        if i > 0:
            delta = layers[i]["w"].T.dot(delta) * FUNCTIONS[act][1](s[i - 1])
    return grads

def batch_gradients(xs, ys, layers, act):
    total = [{"w": np.zeros(l["w"].shape), "b": np.zeros(l["b"].shape)} for l in layers]
    for x, y in zip(xs, ys):
        s, a = forward_one(x, layers, act)
        for t, g in zip(total, backward_one(y, s, a, layers, act)):
            t["w"] += g["w"]
            t["b"] += g["b"]
    for t in total:
        t["w"] /= len(xs)
        t["b"] /= len(xs)
    return total

def right(xs, ys, layers, act):
    count = 0
    for x, y in zip(xs, ys):
        if np.argmax(forward_one(x, layers, act)[1][-1]) == np.argmax(y):
            count += 1
    return count

def train(xs, ys, xv, yv, layers, act, rate, epochs=50, size=100, decay=[20, 40]):
    t_acc, v_acc = [], []
    numbers = list(range(len(xs)))
    for epoch in range(epochs):
        random.shuffle(numbers)
        start = 0
        while start < len(numbers):
            batch = numbers[start:start + size]
            grads = batch_gradients(xs[batch], ys[batch], layers, act)
            for l, g in zip(layers, grads):
                l["w"] -= rate * g["w"]
                l["b"] -= rate * g["b"]
            start += size
        t_acc.append(right(xs, ys, layers, act) / len(xs))
        v_acc.append(right(xv, yv, layers, act) / len(xv))
        sys.stdout.write("\repoch %3d %.4f %.4f" % (epoch, t_acc[-1], v_acc[-1]))
        sys.stdout.flush()
        if epoch == decay[0] - 1 or epoch == decay[1] - 1:
            rate *= 0.5
    return t_acc, v_acc

def draw(t_acc, v_acc, decay):
    plt.clf()
    n = list(range(1, len(t_acc) + 1))
    plt.plot(n, t_acc, color="tab:blue")
    plt.plot(n, v_acc, color="tab:orange")
    plt.scatter(decay, [v_acc[d - 1] for d in decay], marker="x", s=80, color="red", zorder=3)
    plt.legend(["train", "validation", "learning rate halved"])
    plt.xlabel("epoch"); plt.ylabel("accuracy")
    plt.savefig("accuracy.png")

if os.path.exists("data/mnist_traindata.hdf5"):
    with h5py.File("data/mnist_traindata.hdf5") as f:
        X = f["xdata"][:]
        Y = f["ydata"][:]
    n = len(X) * 5 // 6
    net = make_layers([784, 64, 32, 10])
    draw(*train(X[:n], Y[:n], X[n:], Y[n:], net, act, rate), [20, 40])
