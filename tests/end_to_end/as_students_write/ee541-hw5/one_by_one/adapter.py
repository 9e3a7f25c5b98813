from __future__ import annotations

import numpy as np
from mlp import *

HIDDEN_LAYERS = 2


def to_layers(params):
    return [{"w": np.array(w.T), "b": np.array(b).ravel()} for w, b in zip(params[0::2], params[1::2])]


def to_list(layers):
    out = []
    for l in layers:
        out += [l["w"].T, l["b"].reshape(1, -1)]
    return out


def my_softmax(x):
    return np.array([soft_max(row) for row in x])


def my_relu(x):
    return re_lu(x)


def my_relu_derivative(x):
    return re_lu_d(x)


def my_tanh(x):
    return tan_h(x)


def my_tanh_derivative(x):
    return tan_h_d(x)


def my_cross_entropy(y_pred, y_true):
    return sum(cost_of_one(a, y) for a, y in zip(y_pred, y_true)) / len(y_true)


def my_accuracy(y_pred, y_true):
    return sum(int(np.argmax(a) == np.argmax(y)) for a, y in zip(y_pred, y_true)) / len(y_true)


def my_init_params(sizes):
    return to_list(make_layers(sizes))


def my_forward(x, params, activation):
    return np.array([forward_one(row, to_layers(params), activation)[1][-1] for row in x])


def my_gradients(x, y_true, params, activation):
    return to_list(batch_gradients(x, y_true, to_layers(params), activation))


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    layers = to_layers(params)
    t, v = train(x_train, y_train, x_valid, y_valid, layers, activation, rate, epochs, batch_size, decay_after)
    return to_list(layers), t, v


def my_plot(train_acc, valid_acc, decay_after):
    draw(train_acc, valid_acc, decay_after)


def my_evaluate(file, params, activation):
    with h5py.File(file) as f:
        x, y = f["xdata"][:], f["ydata"][:]
    return right(x, y, to_layers(params), activation) / len(x)
