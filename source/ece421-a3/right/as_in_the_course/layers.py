import numpy as np
from collections import OrderedDict
from typing import Tuple
from activations import Activation


class FullyConnectedLayer(object):
    def __init__(self, n_out: int, activation: str, name="fully_connected", weight_init="normal") -> None:
        self.name = name
        self.weight_init = weight_init
        self.n_in = None
        self.n_out = n_out
        self.activation = Activation(activation)
        self.parameters = OrderedDict()
        self.gradients = OrderedDict()
        self.cache = OrderedDict()

    def _init_parameters(self, X_shape: Tuple[int, int]) -> None:
        self.n_in = X_shape[1]
        W = np.random.normal(0, 1, (self.n_in, self.n_out))
        b = np.zeros((1, self.n_out))
        self.parameters = OrderedDict({"W": W, "b": b})
        self.cache = OrderedDict({"Z": [], "X": []})
        self.gradients = OrderedDict({"W": np.zeros_like(W), "b": np.zeros_like(b)})

    def forward(self, X: np.ndarray) -> np.ndarray:
        if self.n_in is None:
            self._init_parameters(X.shape)

        # BEGIN YOUR CODE
        Z = np.dot(X, self.parameters["W"]) + self.parameters["b"]
        out = self.activation.forward(Z)
        self.cache["Z"] = Z
        self.cache["X"] = X
        # END YOUR CODE
        return out

    def backward(self, dLdY: np.ndarray) -> np.ndarray:
        # BEGIN YOUR CODE
        Z, X = self.cache["Z"], self.cache["X"]
        dZ = self.activation.backward(Z, dLdY)
        self.gradients["W"] = np.dot(X.T, dZ)
        self.gradients["b"] = np.sum(dZ, axis=0)
        dX = np.dot(dZ, self.parameters["W"].T)
        # END YOUR CODE
        return dX

    def clear_gradients(self) -> None:
        self.cache = OrderedDict({a: [] for a, b in self.cache.items()})
        self.gradients = OrderedDict({a: np.zeros_like(b) for a, b in self.gradients.items()})
