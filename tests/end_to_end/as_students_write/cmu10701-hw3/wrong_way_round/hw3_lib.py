import numpy as np, math, random, os, sys
import ipdb


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    with np.errstate(over='ignore'):
        return np.reciprocal(1 + np.exp(-x))

class Sigmoid(Module):
    def __init__(self):
        self.state = None
    def forward(self, x):
        self.state = x
        return sigmoid(self.state)
    def backward(self, g):
        s = sigmoid(self.state)
        return g * s * (1 - s)

class ReLU(Module):
    def __init__(self):
        self.state = None
    def forward(self, x):
        x[x < 0] = 0
        self.state = x
        return x
    def backward(self, g):
        g[self.state < 0] = 0        # where the input was negative
        return g

class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = [p.copy() for p in init_params]
        self.d_weights = self.d_biases = self.in_x = None
    def forward(self, x):
        self.in_x = x.copy()
        return self.in_x @ self.weights + self.biases
    def backward(self, g):
        self.d_weights = self.in_x.T @ g / len(g)
        self.d_biases = g.mean(0, keepdims=True)
        return g @ self.weights.T

class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None
    def forward(self, score, label):
        score = score - np.max(score, axis=1, keepdims=True)
        self.y_hat = np.exp(score) / np.exp(score).sum(axis=1, keepdims=True)
        self.y_true = np.eye(10, score.shape[1])[label] if score.shape[1] <= 10 else np.eye(score.shape[1])[label]
        logs = score - np.log(np.exp(score).sum(axis=1, keepdims=True))
        return -np.sum(self.y_true * logs)
    def backward(self):
        return self.y_hat - self.y_true

class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate
    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights = layer.weights + self.learning_rate * layer.d_weights
                layer.biases = layer.biases + self.learning_rate * layer.d_biases
