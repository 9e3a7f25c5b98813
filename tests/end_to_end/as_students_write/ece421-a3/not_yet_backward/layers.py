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

        out = ...
        ### YOUR CODE HERE ###
        Z = X @ self.parameters["W"] + self.parameters["b"]
        out = self.activation.forward(Z)
        return out

    def backward(self, dLdY):
        dX = ...
        ### YOUR CODE HERE ###
        return dX
