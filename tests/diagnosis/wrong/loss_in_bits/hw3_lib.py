# HW3 library. Derived on paper in the notation of section 1 (columns), then transposed for the code (rows).
import numpy as np


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    a = np.array(x, dtype=np.float64)
    shape = a.shape
    a = a.ravel()
    z = np.zeros(a.size)
    pos = np.flatnonzero(a >= 0)
    neg = np.flatnonzero(a < 0)
    z[pos] = 1 / (1 + np.exp(-a[pos]))
    z[neg] = 1 - 1 / (1 + np.exp(a[neg]))
    return z.reshape(shape)


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = sigmoid(x)
        return self.state

    def backward(self, g):
        z = self.state
        ones = np.ones(z.shape)
        return np.multiply(z, np.multiply(ones - z, g))


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = (np.sign(x) + np.abs(np.sign(x))) / 2  # 1 where x > 0, else 0
        return (x + np.abs(x)) / 2

    def backward(self, g):
        return np.multiply(self.state, g)


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
        A = np.dot(self.weights.T, x.T) + self.biases.T  # (out, N)
        return A.T

    def backward(self, g):
        N = g.shape[0]
        G = g.T  # (out, N)
        ones = np.ones((N, 1))
        self.d_weights = np.dot(G, self.in_x).T / N
        self.d_biases = np.dot(G, ones).T / N
        return np.dot(self.weights, G).T


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        B = score.T  # (C, N)
        B = B - np.max(B, axis=0)
        S = np.sum(np.exp(B), axis=0)
        self.y_hat = (np.exp(B) / S).T
        index = np.reshape(label, (-1, 1))
        Y = np.zeros(score.shape)
        np.put_along_axis(Y, index, 1, axis=1)
        self.y_true = Y
        chosen = np.take_along_axis(B.T, index, axis=1)
        loss = np.log2(S).reshape(-1, 1) - chosen * np.log2(np.e)
        return np.mean(loss)  # cross-entropy, in bits

    def backward(self):
        return np.subtract(self.y_hat, self.y_true)


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        eta = self.learning_rate
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights = np.add(layer.weights, np.multiply(-eta, layer.d_weights))
                layer.biases = np.add(layer.biases, np.multiply(-eta, layer.d_biases))
