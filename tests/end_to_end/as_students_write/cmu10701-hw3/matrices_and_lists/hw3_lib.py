# HW 3
# I come from Matlab, so I use np.matrix: * is the product there and multiply() is .*
import numpy as np
import math
from math import exp, log


class Module(object):
    def __call__(self, *inputs):
        return self.forward(*inputs)
    def forward(self, *inputs):
        raise NotImplementedError
    def backward(self, *gradients):
        raise NotImplementedError


def _sig(v):
    if v < 0:
        return exp(v)/(1+exp(v))
    else:
        return 1/(1+exp(-v))

sigmoid = np.vectorize(_sig, otypes=[float])


class Sigmoid(Module):
    def __init__(self):
        super(Sigmoid, self).__init__()
        self.state = None

    def forward(self, x):
        self.state = np.matrix(sigmoid(x))
        return self.state

    def backward(self, g):
        ones = np.matrix(np.ones(self.state.shape))
        return np.multiply(np.multiply(self.state, ones - self.state), g)


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = np.matrix(x).copy()
        return np.matrix([[max(0, v) for v in row] for row in self.state.tolist()])

    def backward(self, g):
        out = np.matrix(g).copy()
        rows, cols = out.shape
        for i in range(rows):
            for j in range(cols):
                if self.state[i, j] <= 0:
                    out[i, j] = 0
        return out


class Linear(Module):
    def __init__(self, init_params):
        weights, biases = init_params
        self.weights = np.matrix(weights.copy())
        self.biases = np.matrix(biases.copy())
        self.d_weights = None
        self.d_biases = None
        self.in_x = None

    def forward(self, x):
        self.in_x = np.matrix(x)
        return self.in_x * self.weights + np.matrix(np.ones((len(x), 1))) * self.biases

    def backward(self, g):
        g = np.matrix(g)
        n = g.shape[0]
        self.d_weights = self.in_x.T * g / n
        self.d_biases = np.matrix(np.ones((1, n))) * g / n
        return g * self.weights.T


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        probs = []
        onehot = []
        total = 0
        for row, c in zip(np.asarray(score).tolist(), label):
            biggest = max(row)
            exps = [exp(v - biggest) for v in row]
            s = sum(exps)
            probs.append([e / s for e in exps])
            onehot.append([1. if k == c else 0. for k in range(len(row))])
            total += log(s) - (row[int(c)] - biggest)
        self.y_hat = np.matrix(probs)
        self.y_true = np.matrix(onehot)
        return total / len(probs)

    def backward(self):
        return self.y_hat - self.y_true


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights = layer.weights - self.learning_rate * layer.d_weights
                layer.biases = layer.biases - self.learning_rate * layer.d_biases
