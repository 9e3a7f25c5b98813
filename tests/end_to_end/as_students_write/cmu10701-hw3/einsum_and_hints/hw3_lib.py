from __future__ import annotations

import logging
from typing import Any, List, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

logging.basicConfig(level=logging.DEBUG, format="%(levelname)s:%(name)s:%(message)s")
log = logging.getLogger(__name__)

Array = npt.NDArray[np.float64]
EPS: float = 1e-300


class Module:
    def __call__(self, *inputs: Array) -> Array:
        return self.forward(*inputs)

    def forward(self, *inputs: Array) -> Array:
        raise NotImplementedError

    def backward(self, *gradients: Array) -> Array:
        raise NotImplementedError


def sigmoid(x: Array) -> Array:
    """0.5 * (1 + tanh(x / 2)) is the same function, and never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


class Sigmoid(Module):
    def __init__(self) -> None:
        self.state: Optional[Array] = None

    def forward(self, x: Array) -> Array:
        self.state = x
        log.debug("sigmoid %s", x.shape)
        return sigmoid(x)

    def backward(self, g: Array) -> Array:
        # d/dx sigmoid = sigmoid(x) * sigmoid(-x)
        return np.einsum("ij,ij,ij->ij", sigmoid(self.state), sigmoid(-self.state), g)


class ReLU(Module):
    def __init__(self) -> None:
        self.state: Optional[Array] = None

    def forward(self, x: Array) -> Array:
        self.state = np.heaviside(x, 0.0)
        return np.einsum("ij,ij->ij", x, self.state)

    def backward(self, g: Array) -> Array:
        return np.einsum("ij,ij->ij", g, self.state)


class Linear(Module):
    def __init__(self, init_params: Tuple[Array, Array]) -> None:
        (self.weights, self.biases) = map(np.copy, init_params)
        self.d_weights: Optional[Array] = None
        self.d_biases: Optional[Array] = None
        self.in_x: Optional[Array] = None

    def forward(self, x: Array) -> Array:
        self.in_x = x
        return np.einsum("ni,ij->nj", x, self.weights) + np.einsum("nj->j", self.biases)

    def backward(self, g: Array) -> Array:
        n = len(g)
        self.d_weights = np.einsum("ni,nj->ij", self.in_x, g) / n
        self.d_biases = np.einsum("nj->j", g)[np.newaxis] / n
        return np.einsum("nj,ij->ni", g, self.weights)


def _one_hot(labels: npt.NDArray[np.int_], classes: int) -> Array:
    return (labels[:, None] == np.arange(classes)[None, :]).astype(np.float64)


def _logsumexp(scores: Array) -> Array:
    return np.logaddexp.reduce(scores, axis=1, keepdims=True)


class CrossEntropyLoss(Module):
    def __init__(self) -> None:
        self.y_hat: Optional[Array] = None
        self.y_true: Optional[Array] = None

    def forward(self, score: Array, label: npt.NDArray[np.int_]) -> float:
        log_p = score - _logsumexp(score)
        self.y_hat = np.exp(log_p)
        self.y_true = _one_hot(np.asarray(label), score.shape[1])
        return float(-np.take_along_axis(log_p, np.asarray(label)[:, None], axis=1).mean())

    def backward(self) -> Array:
        return np.subtract(self.y_hat, self.y_true)


class GradientDescentOptimizer:
    def __init__(self, model: Any, learning_rate: float) -> None:
        self.model, self.learning_rate = model, learning_rate

    def step(self) -> None:
        for layer in filter(lambda one: isinstance(one, Linear), self.model.layers):
            np.subtract(layer.weights, self.learning_rate * layer.d_weights, out=layer.weights)
            np.subtract(layer.biases, self.learning_rate * layer.d_biases, out=layer.biases)
