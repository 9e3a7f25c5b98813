import numpy as np
import matplotlib.pyplot as plt

PRINT = 0
history_of_losses = []   # global, for plotting


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid(x):
    out = np.empty(np.shape(x))
    big = np.asarray(x) >= 0
    out[big] = 1 / (1 + np.exp(-x[big]))
    t = np.exp(x[~big])
    out[~big] = t / (1 + t)
    return out


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        return sigmoid(x)

    def backward(self, g):
        s = sigmoid(self.state)
        return g * s * (1 - s)


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        return (np.abs(x) + x) / 2

    def backward(self, g):
        return g * ((np.sign(self.state) + 1) // 2)   # sign 0 gives 0.5 // -> 0


class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = init_params[0].copy(), init_params[1].copy()
        self.d_weights = None
        self.d_biases = None
        self.in_x = None

    def forward(self, x):
        self.in_x = x
        return np.add(np.dot(x, self.weights), self.biases)

    def backward(self, g):
        n = self.in_x.shape[0]
        self.d_weights = (1.0 / n) * np.dot(self.in_x.transpose(), g)
        self.d_biases = (1.0 / n) * np.dot(np.ones((1, n)), g)
        return np.dot(g, self.weights.transpose())


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        self.y_hat = softmax(score)
        self.y_true = np.eye(score.shape[1])[label]
        loss = -np.mean(np.sum(self.y_true * np.log(self.y_hat), axis=1))
        history_of_losses.append(loss)
        if PRINT:
            print("loss", loss)
        return loss

    def backward(self):
        return self.y_hat - self.y_true


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights += -self.learning_rate * layer.d_weights
                layer.biases += -self.learning_rate * layer.d_biases
