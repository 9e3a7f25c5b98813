"""Which of my functions is which."""

import numpy as np
from mlp import *

HIDDEN_LAYERS = 3


def parts(params):
    return [w.T for w in params[0::2]], [b.reshape(-1, 1) for b in params[1::2]]


def together(W, B):
    return [one.T for pair in zip(W, B) for one in pair]


def my_softmax(x):
    return softmax(x.T).T


def my_relu(x):
    return relu(x)


def my_relu_derivative(x):
    return relu_derivative(x)


def my_tanh(x):
    return tanh(x)


def my_tanh_derivative(x):
    return tanh_derivative(x)


def my_cross_entropy(y_pred, y_true):
    return cost(y_true.T, y_pred.T)


def my_accuracy(y_pred, y_true):
    return accuracy(y_true.T, y_pred.T)


def my_init_params(sizes):
    return together(*start(sizes))


def my_forward(x, params, activation):
    return forward(x.T, *parts(params), activation)[1][-1].T


def my_gradients(x, y_true, params, activation):
    W, B = parts(params)
    s, a = forward(x.T, W, B, activation)
    return together(*backward(y_true.T, s, a, W, activation))


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    data = (x_train.T, y_train.T, x_valid.T, y_valid.T)
    W, B, accs, vals = train(*data, *parts(params), activation, epochs, rate, batch_size, decay_after)
    return together(W, B), accs, vals


def my_plot(train_acc, valid_acc, decay_after):
    plot(train_acc, valid_acc, list(decay_after))


def my_evaluate(file, params, activation):
    x, y = load_data(file)
    return accuracy(y.T, my_forward(x, params, activation).T)
