from mlp import *
import numpy as np
import h5py

HIDDEN_LAYERS = 3

F = {"tanh": tanh, "relu": relu}
DF = {"tanh": tanh_derivative, "relu": relu_derivative}


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
    return init_params(*sizes)


def my_forward(x, params, activation):
    return forward(x, *params, F[activation])[3]


def my_gradients(x, y_true, params, activation):
    w1, b1, w2, b2, w3, b3, w4, b4 = [np.copy(p) for p in params]
    a1, a2, a3, y_pred = forward(x, w1, b1, w2, b2, w3, b3, w4, b4, F[activation])
    after = backward(x, y_true, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, 1, DF[activation])
    return [before - a for before, a in zip(params, after)]


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    params, train_acc, valid_acc, test_acc = train_model(
        x_train, y_train, x_valid, y_valid, [np.copy(p) for p in params], F[activation], DF[activation],
        epochs, rate, batch_size, decay_after)
    return params, train_acc, valid_acc


def my_plot(train_acc, valid_acc, decay_after):
    plot_curves(train_acc, valid_acc, decay_after)


def my_evaluate(file, params, activation):
    test = h5py.File(file, "r")
    y_pred = my_forward(np.asarray(test["xdata"]), params, activation)
    return accuracy(y_pred, np.asarray(test["ydata"]))
