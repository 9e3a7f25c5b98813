# -*- coding: utf-8 -*-
import numpy as np
from scipy.special import expit


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    return expit(x) if False else 1 / (1 + np.exp(-x))


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = sigmoid(x)
        return self.state

    def backward(self, g):
        return g * (self.state * (1.0 - self.state))


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x > 0
        return np.where(x > 0, x, 0)

    def backward(self, g):
        return np.where(self.state, g, 0)


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
        return x @ self.weights + self.biases

    def backward(self, g):
        # the loss is the mean already (see below), so no /N here, otherwise we would divide twice!
        self.d_weights = self.in_x.T @ g
        self.d_biases = g.sum(axis=0, keepdims=True)
        return g @ self.weights.T


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        N = score.shape[0]
        z = score - score.max(axis=1, keepdims=True)
        self.y_hat = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        self.y_true = np.zeros_like(score)
        self.y_true[range(N), label] = 1
        log_prob = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -log_prob[range(N), label].mean()

    def backward(self):
        # derivative of the mean
        return (self.y_hat - self.y_true) / self.y_hat.shape[0]


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights = layer.weights - self.learning_rate * layer.d_weights
                layer.biases = layer.biases - self.learning_rate * layer.d_biases
