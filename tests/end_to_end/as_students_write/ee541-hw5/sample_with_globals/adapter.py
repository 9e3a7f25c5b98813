import h5py
import numpy as np
import mlp
from mlp import *

HIDDEN_LAYERS = 3


def choose(activation):
    if activation == "tanh":
        mlp.act, mlp.act_derivative = mlp.tanh, mlp.tanh_derivative
    else:
        mlp.act, mlp.act_derivative = mlp.relu, mlp.relu_derivative


def my_softmax(x):
    return softmax(x)


def my_relu(x):
    return relu(x)


def my_relu_derivative(x):
    return relu_derivative(x)


def my_tanh(x):
    return tanh(x)


def my_tanh_derivative(x):
    return tanh_derivative(x)


def my_cross_entropy(y_pred, y_true):
    return loss(y_pred, y_true)


def my_accuracy(y_pred, y_true):
    return accuracy(y_pred, y_true)


def my_init_params(sizes):
    return list(init_params(*sizes))


def my_forward(x, params, activation):
    choose(activation)
    return forward(x, *params)[-1]


def my_gradients(x, y_true, params, activation):
    choose(activation)
    w1, b1, w2, b2, w3, b3, w4, b4 = [p.copy() for p in params]
    a1, a2, a3, y_pred = forward(x, w1, b1, w2, b2, w3, b3, w4, b4)
    new = backward(x, y_true, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, lr=1)
    return [p - q for p, q in zip(params, new)]


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    mlp.X_train, mlp.Y_train, mlp.X_valid, mlp.Y_valid = x_train, y_train, x_valid, y_valid
    mlp.w1, mlp.b1, mlp.w2, mlp.b2, mlp.w3, mlp.b3, mlp.w4, mlp.b4 = [p.copy() for p in params]
    mlp.n_epochs, mlp.lr_initial, mlp.batch_size = epochs, rate, batch_size
    mlp.lr_decay_epochs = list(decay_after)
    train_acc, valid_acc = mlp.run(activation)
    return [mlp.w1, mlp.b1, mlp.w2, mlp.b2, mlp.w3, mlp.b3, mlp.w4, mlp.b4], train_acc, valid_acc


def my_plot(train_acc, valid_acc, decay_after):
    mlp.lr_decay_epochs = decay_after
    mlp.plot(train_acc, valid_acc, "plot")


def my_evaluate(file, params, activation):
    test = h5py.File(file, "r")
    return my_accuracy(my_forward(np.asarray(test["xdata"]), params, activation), np.asarray(test["ydata"]))
