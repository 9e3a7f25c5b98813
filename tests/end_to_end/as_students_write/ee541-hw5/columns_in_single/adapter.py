import h5py
import numpy as np
from mlp import softmax, relu, relu_prime, tanh, tanh_prime, cost, percent, initialize, ff, bp, sgd, show

HIDDEN_LAYERS = 1
HP = {"tanh": (tanh, tanh_prime), "relu": (relu, relu_prime)}


def T(arrays):
    return [np.asarray(a, dtype=np.float32).T for a in arrays]


def my_softmax(x):
    return softmax(x.T).T


def my_relu(x):
    return relu(x)


def my_relu_derivative(x):
    return relu_prime(x)


def my_tanh(x):
    return tanh(x)


def my_tanh_derivative(x):
    return tanh_prime(x)


def my_cross_entropy(y_pred, y_true):
    return cost(y_pred.T, y_true.T)


def my_accuracy(y_pred, y_true):
    return percent(y_pred.T, y_true.T)


def my_init_params(sizes):
    return T(initialize(*sizes))


def my_forward(x, params, activation):
    return ff(x.T.astype(np.float32), *T(params), HP[activation][0])[-1].T


def my_gradients(x, y_true, params, activation):
    h, hprime = HP[activation]
    W1, b1, W2, b2 = T(params)
    X, Y = T([x, y_true])
    S1, A1, S2, A2 = ff(X, W1, b1, W2, b2, h)
    return T(bp(X, Y, S1, A1, A2, W2, hprime))


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    W1, b1, W2, b2, t, v = sgd(*T([x_train, y_train, x_valid, y_valid]), *T(params), *HP[activation],
                               epochs, rate, batch_size, decay_after)
    return T([W1, b1, W2, b2]), t, v


def my_plot(train_acc, valid_acc, decay_after):
    show([100 * a for a in train_acc], [100 * a for a in valid_acc], decay_after)


def my_evaluate(file, params, activation):
    test = h5py.File(file, "r")
    return my_accuracy(my_forward(np.array(test["xdata"]), params, activation), np.array(test["ydata"]))
