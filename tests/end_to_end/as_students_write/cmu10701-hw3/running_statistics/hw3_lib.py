import numpy as np


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


sigmoid = lambda x: np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


class Sigmoid(Module):
    def __init__(self):
        self.state = None
        self.cached_slope = None

    def forward(self, x):
        out = sigmoid(x)
        self.state, self.cached_slope = out, out * (1 - out)
        return out

    def backward(self, g):
        return self.cached_slope * g


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        return np.maximum(0, x)

    def backward(self, g):
        return np.array([[gij if xij > 0 else 0.0 for gij, xij in zip(gi, xi)] for gi, xi in zip(g, self.state)])


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
        return np.tensordot(x, self.weights, axes=1) + self.biases

    def backward(self, g):
        d_weights = np.zeros(self.weights.shape)
        d_biases = np.zeros(self.biases.shape)
        for n in range(g.shape[0]):
            d_weights += self.in_x[n].reshape(-1, 1) * g[n].reshape(1, -1)
            d_biases += g[n].reshape(1, -1)
        self.d_weights, self.d_biases = d_weights / g.shape[0], d_biases / g.shape[0]
        return np.tensordot(g, self.weights, axes=((1,), (1,)))


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        self.label = label
        shifted = score - np.amax(score, axis=1)[:, np.newaxis]
        denominators = np.exp(shifted).sum(axis=1)
        self.y_hat = np.exp(shifted) / denominators[:, np.newaxis]
        one_hot = np.zeros(score.shape); np.put_along_axis(one_hot, np.reshape(label, (-1, 1)), 1, axis=1)
        self.y_true = one_hot
        return np.mean(np.log(denominators) - shifted[np.arange(len(label)), label])

    def backward(self):
        gradient = self.y_hat.copy()
        gradient[np.arange(len(self.label)), self.label] -= 1
        return gradient


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.model.layers:
            if layer.__class__.__name__ == 'Linear':
                for name in ('weights', 'biases'):
                    setattr(layer, name, getattr(layer, name) - self.learning_rate * getattr(layer, 'd_' + name))
