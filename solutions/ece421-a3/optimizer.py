"""The optimizer: how far to move a parameter, given its gradient. Given: leave it as it is."""

from __future__ import annotations

import numpy as np


class SGDOptimizer:
    """Stochastic gradient descent with momentum.

    Each parameter has a velocity v, which begins at 0 and remembers the gradients of the past:

        v  <-  momentum v  +  lr gradient          parameter  <-  parameter - v

    With momentum 0 this is plain gradient descent. With momentum 0.9 and a gradient that stays the same, v grows to
    ten times the plain step.
    """

    def __init__(
        self, lr: float, momentum_hyperparameter: float = 0.0, clip_norm: float | None = None
    ) -> None:
        """Note the settings.

        Args:
            lr: The learning rate.
            momentum_hyperparameter: Which share of the velocity is kept at each step, from 0 to below 1.
            clip_norm: The Euclidean norm to which longer gradients are shortened; None to leave them.
        """
        self.lr = lr
        self.momentum_hyperparameter = momentum_hyperparameter
        self.clip_norm = clip_norm
        self.velocities: dict[str, np.ndarray] = {}

    def update(self, name: str, param: np.ndarray, grad: np.ndarray, epoch: int) -> np.ndarray:
        """The step v that is to be taken off the parameter.

        Args:
            name: The parameter's own name, such as "W0": its velocity is kept by it.
            param: The parameter; only its shape is looked at.
            grad: Its gradient.
            epoch: The number of the epoch; the learning rate here does not depend on it.

        Returns:
            v, of the parameter's shape.
        """
        if self.clip_norm is not None:
            grad = grad * min(1.0, self.clip_norm / max(np.linalg.norm(grad), 1e-12))
        old = self.velocities.get(name, np.zeros_like(param))
        self.velocities[name] = self.momentum_hyperparameter * old + self.lr * grad
        return self.velocities[name]
