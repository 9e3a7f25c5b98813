from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Optional

import numpy as np

from activations import Activation


class NamedArrays(dict):
    """dict whose entries can be read as attributes, too"""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = value


@dataclass
class FullyConnectedLayer:
    n_out: int
    activation: str
    n_in: Optional[int] = None
    parameters: Dict[str, np.ndarray] = field(default_factory=NamedArrays)
    gradients: Dict[str, np.ndarray] = field(default_factory=NamedArrays)
    cache: Dict[str, np.ndarray] = field(default_factory=NamedArrays)

    def __post_init__(self):
        self.activation = Activation(self.activation)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        self.parameters.W = np.random.normal(size=(self.n_in, self.n_out))
        self.parameters.b = np.zeros((1, self.n_out))
        self.clear_gradients()

    def clear_gradients(self):
        for k, v in self.parameters.items():
            self.gradients[k] = np.zeros_like(v)
        self.cache.clear()

    def forward(self, X: np.ndarray) -> np.ndarray:
        if self.n_in is None:
            self._init_parameters(X.shape)
        self.cache.X = X
        self.cache.Z = np.dot(X, self.parameters["W"]) + self.parameters["b"]
        return self.activation(self.cache.Z)

    def backward(self, dLdY: np.ndarray) -> np.ndarray:
        dZ = self.activation.backward(self.cache.Z, dLdY)
        self.gradients.update(W=self.cache.X.T.dot(dZ), b=np.ones((1, len(dZ))).dot(dZ))
        return dZ.dot(self.parameters["W"].T)
