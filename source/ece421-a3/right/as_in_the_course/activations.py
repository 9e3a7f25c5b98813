"""A right solution, written as a student's files of the course are: imports nobody needs, work at import."""
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from tqdm import tqdm


class Activation(object):
    def __init__(self, name):
        if name == "linear":
            self.forward = self.forward_linear
            self.backward = self.backward_linear
        elif name == "tanh":
            self.forward = self.forward_tanh
            self.backward = self.backward_tanh
        elif name == "arctan":
            self.forward = self.forward_arctan
            self.backward = self.backward_arctan
        elif name == "relu":
            self.forward = self.forward_relu
            self.backward = self.backward_relu
        elif name == "sigmoid":
            self.forward = self.forward_sigmoid
            self.backward = self.backward_sigmoid
        elif name == "softmax":
            self.forward = self.forward_softmax
            self.backward = self.backward_softmax
        else:
            raise NotImplementedError("{} is not implemented".format(name))

    def forward_linear(self, Z):
        return Z

    def backward_linear(self, Z, dY):
        return dY

    def forward_tanh(self, Z):
        return 2 / (1 + np.exp(-2 * Z)) - 1

    def backward_tanh(self, Z, dY):
        fn = self.forward_tanh(Z)
        return dY * (1 - fn ** 2)

    def forward_arctan(self, Z):
        return np.arctan(Z)

    def backward_arctan(self, Z, dY):
        return dY * 1 / (Z ** 2 + 1)

    def forward_relu(self, Z):
        ### YOUR CODE HERE ###
        return np.maximum(0, Z)

    def backward_relu(self, Z, dY):
        ### YOUR CODE HERE ###
        dZ = np.where(Z > 0, 1, 0)
        return dY * dZ

    def forward_sigmoid(self, Z):
        ### YOUR CODE HERE ###
        return 1 / (1 + np.exp(-Z))

    def backward_sigmoid(self, Z, dY):
        ### YOUR CODE HERE ###
        sig = self.forward_sigmoid(Z)
        return dY * sig * (1 - sig)

    def forward_softmax(self, Z):
        ### YOUR CODE HERE ###
        exp_Z = np.exp(Z - np.max(Z, axis=1, keepdims=True))
        return exp_Z / np.sum(exp_Z, axis=1, keepdims=True)

    def backward_softmax(self, Z, dY):
        ### YOUR CODE HERE ###
        Y = self.forward_softmax(Z)
        dZ = np.empty_like(Y)
        for i, (y, dy) in enumerate(zip(Y, dY)):
            y = y.reshape(-1, 1)
            J = np.diagflat(y) - np.dot(y, y.T)
            dZ[i] = np.dot(J, dy)
        return dZ


for name in tqdm(["relu", "sigmoid", "tanh"]):
    print(name, Activation(name).forward(np.linspace(-3, 3, 7)))
