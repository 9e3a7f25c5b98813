import numpy as np
from activations import Activation
import activations

STATE = {}   # id(layer) -> what forward has seen


def affine(X, W, b):
    return np.add(np.matmul(X, W), np.repeat(b, len(X), axis=0))


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

        out = ...
        try:
            Z = affine(X, self.parameters["W"], self.parameters["b"])
            out = self.activation.forward(Z)
        except ValueError as err:
            print("shapes?", X.shape, {k: v.shape for k, v in self.parameters.items()})
            raise err
        STATE[id(self)] = (X, Z)
        return out

    def backward(self, dLdY):
        dX = ...
        X, Z = STATE[id(self)]
        delta = self.activation.backward(Z, dLdY)
        self.gradients["W"] = np.tensordot(X, delta, axes=(0, 0))
        self.gradients["b"] = np.add.reduce(delta, axis=0, keepdims=True)
        dX = np.inner(delta, self.parameters["W"])
        return dX
