"""The fully-connected layer: where the parameters are.

A layer is an affine map followed by an activation:

    Z  =  X W  +  1^T b          Y  =  activation(Z)

where 1 is a row of m ones, so that 1^T b is a matrix with the row b in each of its m rows. NumPy's broadcasting adds
the one row b to every row by itself.

A layer keeps three dictionaries, and the tests read and set what is in them:

    parameters   "W" (n_in, n_out) and "b" (1, n_out)
    gradients    "W" and "b": the derivatives of the loss with respect to the parameters, set by `backward`
    cache        what `forward` has to remember for `backward`; its keys are yours

Letters: m examples in a batch, n_in inputs and n_out units of the layer; L is the loss of the whole batch.
"""

from __future__ import annotations

import numpy as np
from activations import Activation


class FullyConnectedLayer:
    """n_out units, each of which sees all inputs."""

    def __init__(self, n_out: int, activation: str) -> None:
        """Note the number of units and the activation. Given.

        How many inputs there are is not known yet: the first `forward` shows it, and makes the parameters.

        Args:
            n_out: The number of units.
            activation: The name of an `Activation`.
        """
        self.n_in: int | None = None
        self.n_out = n_out
        self.activation = Activation(activation)
        self.parameters: dict[str, np.ndarray] = {}
        self.gradients: dict[str, np.ndarray] = {}
        self.cache: dict[str, np.ndarray] = {}

    def _init_parameters(self, X_shape: tuple[int, ...]) -> None:
        """Make the parameters for inputs of this shape. Given.

        Weights are drawn from the standard normal distribution, with NumPy's global generator; biases begin at 0.

        Args:
            X_shape: (m, n_in).
        """
        self.n_in = X_shape[1]
        self.parameters = {
            "W": np.random.normal(size=(self.n_in, self.n_out)),
            "b": np.zeros((1, self.n_out)),
        }
        self.clear_gradients()

    def clear_gradients(self) -> None:
        """Set all gradients to 0 and forget what the last forward has kept. Given."""
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Y = activation(X W + b), and keep in `cache` what `backward` will need.

        The parameters are those in `self.parameters` at this moment: an optimizer replaces them between two calls.

        Args:
            X: (m, n_in). Left as it is.

        Returns:
            (m, n_out).
        """
        if self.n_in is None:
            self._init_parameters(X.shape)

        out = ...
        Z = X @ self.parameters["W"] + self.parameters["b"]
        out = self.activation.forward(Z)
        self.cache["input"] = X
        self.cache["scores"] = Z
        return out

    def backward(self, dLdY: np.ndarray) -> np.ndarray:
        """Set `gradients["W"]` and `gradients["b"]`; return the derivative of the loss with respect to X.

        First through the activation: dLdZ, (m, n_out), is what `self.activation.backward` makes of the kept Z and
        of dLdY. Then write one score out, z[i, j] = sum over l of x[i, l] w[l, j], plus b[0, j], and ask what
        each letter on the right moves:

        * The weight w[l, j] moves z[i, j] of every example i, by x[i, l] each:

              dL/dw[l, j]  =  sum over i of  x[i, l] dLdZ[i, j]         (dL/dW = X^T dLdZ)

        * The bias b[0, j] moves z[i, j] of every example i, by 1 each:

              dL/db[0, j]  =  sum over i of  dLdZ[i, j]                 (dL/db = 1 dLdZ)

        * The input x[i, l] moves the scores of its own example i, z[i, j] by w[l, j]:

              dL/dx[i, l]  =  sum over j of  dLdZ[i, j] w[l, j]         (dL/dX = dLdZ W^T)

        These are sums over the batch and not averages: L already is the average over the batch, so that the 1/m
        comes in with dLdY (see `loss.py`). A second call replaces the gradients; it does not add to them.

        Args:
            dLdY: (m, n_out), the derivative of L with respect to the output of the last forward. Left as it is.

        Returns:
            (m, n_in).
        """
        dX = ...
        dZ = self.activation.backward(self.cache["scores"], dLdY)
        self.gradients["W"] = np.matmul(np.transpose(self.cache["input"]), dZ)
        self.gradients["b"] = np.sum(dZ, axis=0)
        dX = dZ @ self.parameters["W"].T
        return dX
