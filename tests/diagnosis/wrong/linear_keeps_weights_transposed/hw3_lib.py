import numpy as np
from numpy import exp, log


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    # clamp each exponent on the side where it would blow up; np.where then picks the safe side
    right = 1 / (1 + exp(-np.maximum(x, 0)))
    left = exp(np.minimum(x, 0)) / (1 + exp(np.minimum(x, 0)))
    return np.where(x >= 0, right, left)


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        y = sigmoid(x)
        self.state = y * (1 - y)  # the slope, ready for backward
        return y

    def backward(self, g):
        return g * self.state


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x <= 0  # where it is off
        y = x.copy()
        y[self.state] = 0
        return y

    def backward(self, g):
        dx = g.copy()
        dx[self.state] = 0
        return dx


class Linear(Module):
    def __init__(self, init_params):
        w, b = init_params
        self.weights, self.biases = w.T.copy(), b.copy()  # (out, in): one row per unit
        self.d_weights, self.d_biases = None, None
        self.in_x = None

    def forward(self, x):
        self.in_x = x
        return self.biases + x.dot(self.weights.transpose())

    def backward(self, g):
        g_mean = g / g.shape[0]
        self.d_weights = g_mean.transpose().dot(self.in_x)
        self.d_biases = g_mean.sum(axis=0, keepdims=True)
        return g.dot(self.weights)


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        rows = range(len(label))
        best = score.max(axis=1, keepdims=True)
        e = exp(score - best)
        z = e.sum(axis=1, keepdims=True)
        self.y_hat = e / z
        self.y_true = label  # kept as they came
        losses = log(z)[:, 0] - (score - best)[rows, label]
        return losses.sum() / len(losses)

    def backward(self):
        grad = self.y_hat.copy()
        grad[range(len(grad)), self.y_true] -= 1
        return grad


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                for name in ("weights", "biases"):
                    old = getattr(layer, name)
                    grad = getattr(layer, "d_" + name)
                    setattr(layer, name, old - self.learning_rate * grad)
