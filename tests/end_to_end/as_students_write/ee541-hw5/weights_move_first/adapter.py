import h5py
import numpy as np
from mlp import *

HIDDEN_LAYERS = 2
ACT = dict(tanh=(Tanh, dTanh), relu=(Relu, dRelu))


def two(params):
    return [p.copy() for p in params[0::2]], [p[0].copy() for p in params[1::2]]


def one(Ws, Bs):
    return [p for WB in zip(Ws, Bs) for p in WB]


my_softmax = Softmax
my_relu = Relu
my_relu_derivative = dRelu
my_tanh = Tanh
my_tanh_derivative = dTanh
my_cross_entropy = CE
my_accuracy = acc


def my_init_params(sizes):
    return one(*weights(sizes))


def my_forward(x, params, activation):
    return fwd(x, *two(params), ACT[activation][0])[-1]


def my_gradients(x, y_true, params, activation):
    act, dact = ACT[activation]
    Ws, Bs = two(params)
    bwd(fwd(x, Ws, Bs, act), y_true, Ws, Bs, dact, 1)
    Ws0, Bs0 = two(params)
    return [a - b for a, b in zip(one(Ws0, Bs0), one(Ws, Bs))]


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    Ws, Bs = two(params)
    A1, A2 = loop(x_train, y_train, x_valid, y_valid, Ws, Bs, *ACT[activation], epochs, rate, batch_size, decay_after)
    return one(Ws, Bs), A1, A2


my_plot = pic


def my_evaluate(file, params, activation):
    with h5py.File(file) as f:
        return acc(my_forward(f['xdata'][:], params, activation), f['ydata'][:])
