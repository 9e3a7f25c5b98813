import numpy as np
from activations import Activation
import time


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
        self.cache["X"] = X
        self.cache["Z"] = Z = np.matmul(X, self.parameters["W"]) + self.parameters["b"]
        return self.activation.forward(Z)

    def backward(self, dLdY):
        dLdZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients["W"] += np.matmul(np.transpose(self.cache["X"]), dLdZ)
        self.gradients["b"] += np.mean(dLdZ, axis=0, keepdims=True)
        return np.matmul(dLdZ, np.transpose(self.parameters["W"]))
