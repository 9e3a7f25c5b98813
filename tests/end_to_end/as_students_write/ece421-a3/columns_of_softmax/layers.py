import numpy as np
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
        Z = X.dot(self.parameters["W"]) + self.parameters["b"]
        self.cache["X"], self.cache["Z"] = X, Z
        return self.activation.forward(Z)

    def backward(self, dLdY):
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients["W"] = self.cache["X"].T.dot(dZ)
        self.gradients["b"] = dZ.sum(axis=0)
        return dZ.dot(self.parameters["W"].T)

