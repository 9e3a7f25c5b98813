# 10-701 HW3
# I know the tips say no loops, but I understand it better one example at a time.

import numpy as np


class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)

    def forward(self, *inputs):
        raise NotImplementedError

    def backward(self, *gradients):
        raise NotImplementedError


def sigmoid_row(row):
    # row is one-dimensional
    answer = np.zeros(len(row))
    big = row >= 0
    small = row < 0
    answer[big] = 1 / (1 + np.exp(-row[big]))
    answer[small] = np.exp(row[small]) / (1 + np.exp(row[small]))
    return answer


def sigmoid(x):
    flat = np.array(x, dtype=float).flatten()
    return sigmoid_row(flat).reshape(np.shape(x))


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        rows = []
        for row in x:
            rows.append(sigmoid_row(row))
        self.state = np.array(rows)
        return np.array(rows)

    def backward(self, g):
        answer = np.zeros(g.shape)
        for n in range(g.shape[0]):
            out = self.state[n]
            answer[n] = out * (1 - out) * g[n]
        return answer


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x.copy()
        answer = x.copy()
        for n in range(x.shape[0]):
            answer[n][answer[n] < 0] = 0
        return answer

    def backward(self, g):
        answer = g.copy()
        for n in range(g.shape[0]):
            answer[n][self.state[n] <= 0] = 0
        return answer


class Linear(Module):
    def __init__(self, init_params):
        weights, biases = init_params
        self.weights = weights.copy()
        self.biases = biases.copy()
        self.d_weights = None
        self.d_biases = None
        self.in_x = None

    def forward(self, x):
        self.in_x = x.copy()
        num = x.shape[0]
        answer = np.zeros((num, self.weights.shape[1]))
        for n in range(num):
            answer[n] = np.dot(x[n], self.weights) + self.biases[0]
        return answer

    def backward(self, g):
        num = g.shape[0]
        sum_w = np.zeros(self.weights.shape)
        sum_b = np.zeros(self.biases.shape)
        dx = np.zeros(self.in_x.shape)
        for n in range(num):
            sum_w = sum_w + np.outer(self.in_x[n], g[n])
            sum_b[0] = sum_b[0] + g[n]
            dx[n] = np.dot(self.weights, g[n])
        self.d_weights = sum_w / num
        self.d_biases = sum_b / num
        return dx


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        num = score.shape[0]
        num_class = score.shape[1]
        self.y_hat = np.zeros((num, num_class))
        self.y_true = np.zeros((num, num_class))
        total_loss = 0
        for n in range(num):
            right_class = int(label[n])
            self.y_true[n][right_class] = 1
            row = score[n] - max(score[n])
            exps = np.exp(row)
            self.y_hat[n] = exps / sum(exps)
            total_loss = total_loss - (row[right_class] - np.log(sum(exps)))
        return total_loss / num

    def backward(self):
        answer = np.zeros(self.y_hat.shape)
        for n in range(answer.shape[0]):
            for k in range(answer.shape[1]):
                answer[n][k] = self.y_hat[n][k] - self.y_true[n][k]
        return answer


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for i in range(len(self.model.layers)):
            layer = self.model.layers[i]
            if isinstance(layer, Linear):
                new_w = layer.weights - self.learning_rate * layer.d_weights
                new_b = layer.biases - self.learning_rate * layer.d_biases
                self.model.layers[i].weights = new_w
                self.model.layers[i].biases = new_b
