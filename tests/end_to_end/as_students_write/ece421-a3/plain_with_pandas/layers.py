import numpy as np
from collections import OrderedDict
from typing import Callable, List, Literal, Tuple, Union
from activations import Activation


class FullyConnectedLayer:
    def __init__(self, n_out, activation):
        self.n_in = None
        self.n_out = n_out
        self.activation = Activation(activation)
        self.parameters = {}
        self.gradients = {}
        self.cache = {}

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        self.parameters = {
            "W": np.random.normal(size=(self.n_in, self.n_out)),
            "b": np.zeros((1, self.n_out)),
        }
        self.clear_gradients()

    def clear_gradients(self):
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}


    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)

        ### BEGIN YOUR CODE ###
        W, b = self.parameters["W"], self.parameters["b"]
        Z = X @ W + b
        out = self.activation.forward(Z)
        self.cache["X"] = X
        self.cache["Z"] = Z
        ### END YOUR CODE ###
        return out

    def backward(self, dLdY):
        ### BEGIN YOUR CODE ###
        X, Z = self.cache["X"], self.cache["Z"]
        dLdZ = self.activation.backward(Z, dLdY)
        self.gradients["W"] = X.T @ dLdZ
        self.gradients["b"] = np.sum(dLdZ, axis=0, keepdims=True)
        dX = dLdZ @ self.parameters["W"].T
        ### END YOUR CODE ###
        return dX
