from __future__ import print_function, division
import numpy as np
import sys

if sys.version_info[0] == 2:
    range = xrange


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    """The logistic function 1 / (1 + exp(-x)) of each element."""
    x = np.array(x, dtype=np.float64)
    return np.exp(-np.logaddexp(0, -x))


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = sigmoid(x)
        return self.state

    def backward(self, g):
        return g * self.state * (1 - self.state)


class ReLU(Module):
    """Lets what is positive through and stops the rest."""

    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        out = x.copy()
        out[out < 0] = 0
        return out

    def backward(self, g):
        # TODO: finish this!!
        ...


class Linear(Module):
    def __init__(self, init_params):
        weights, biases = init_params
        self.weights = weights.copy()
        self.biases = biases.copy()
        self.d_weights = None
        self.d_biases = None
        self.in_x = None

    def forward(self, x):
        self.in_x = x
        return x.dot(self.weights) + self.biases

    def backward(self, g):
        self.d_weights = self.in_x.T.dot(g) / g.shape[0]
        self.d_biases = np.average(g, axis=0)[None, :]
        #print("dW", self.d_weights)
        #import pdb; pdb.set_trace()
        return g.dot(self.weights.T)


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        m = score.max(axis=1)[:, None]
        e = np.exp(score - m)
        s = e.sum(axis=1)[:, None]
        self.y_hat = e / s
        self.y_true = np.zeros(score.shape)
        for i, c in enumerate(label):
            self.y_true[i, c] = 1
        return np.mean([-(score[i, c] - m[i, 0] - np.log(s[i, 0])) for i, c in enumerate(label)])

    def backward(self):
        return self.y_hat - self.y_true


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights -= self.learning_rate * layer.d_weights
                # biases too?
