from __future__ import annotations

import functools
import logging
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from layers import FullyConnectedLayer
from loss import CrossEntropyLoss
from optimizer import SGDOptimizer

logger_ = logging.getLogger("model")
logger_.setLevel(logging.INFO)


class NeuralNetworkModel:
    def __init__(self, loss: str, layer_args: List[Dict], optimizer_args: Dict[str, Any], logger=None, seed: Optional[int] = None):
        if seed is not None:
            np.random.seed(seed)
        self.layer_args, self.logger = layer_args, logger
        self.loss, self.optimizer = CrossEntropyLoss(), SGDOptimizer(**optimizer_args)
        self.layers = [FullyConnectedLayer(**a) for a in layer_args[:-1]]
        self.n_forward = 0

    def forward(self, X: np.ndarray) -> np.ndarray:
        self.n_forward += 1
        return functools.reduce(lambda A, layer: layer.forward(A), self.layers, X)

    def backward(self, target: np.ndarray, out: np.ndarray) -> float:
        functools.reduce(lambda G, layer: layer.backward(G), reversed(self.layers), self.loss.backward(target, out))
        return self.loss.forward(target, out)

    def predict(self, X: np.ndarray, Y: np.ndarray) -> Tuple[np.ndarray, float]:
        return (out := self.forward(X)), self.loss.forward(Y, out)

    def update(self, epoch: int) -> None:
        for i, layer in enumerate(self.layers):
            for k in layer.parameters:
                layer.parameters[k] = layer.parameters[k] - self.optimizer.update(
                    f"{k}{i}", layer.parameters[k], layer.gradients[k], epoch)
            layer.clear_gradients()

    def accuracy(self, target, out) -> float:
        return float((target.argmax(1) == out.argmax(1)).mean())

    def train(self, dataset, epochs: int) -> None:
        if len(self.layers) < len(self.layer_args):
            self.layers.append(FullyConnectedLayer(**{**self.layer_args[-1], "n_out": dataset.out_dim}))
        for epoch in range(epochs):
            L, A = [], []
            for _ in range(dataset.train.samples_per_epoch):
                X, Y = dataset.train.sample()
                out = self.forward(X)
                L.append(self.backward(Y, out))
                A.append(self.accuracy(Y, out))
                self.update(epoch)
            vl, va = self._measure(dataset.validate)
            if self.logger:
                self.logger.log(L, np.mean(A), vl, va)
            logger_.info("epoch %d loss %.4f", epoch, np.mean(L))

    def test(self, dataset):
        return self._measure(dataset.test)

    def _measure(self, part):
        pairs = [(Y, *self.predict(X, Y)) for X, Y in (part.sample() for _ in range(part.samples_per_epoch))]
        return float(np.mean([p[2] for p in pairs])), float(np.mean([self.accuracy(p[0], p[1]) for p in pairs]))
