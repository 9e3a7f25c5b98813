"""A right solution: softmax builds the Jacobian of each example in a loop; backward runs by recursion.

Activations: functions of one layer's scores, each of which knows its own derivative.

An `Activation` has two methods that belong together:

* `forward(Z)`: what comes out when the scores Z go in?
* `backward(Z, dY)`: if the loss changes by dY per unit of what came out, by how much does it change per unit of Z?

The constructor picks the two by name. `Activation("relu").forward` IS the method `forward_relu` of that object, and
`.backward` its `backward_relu`. Nothing is remembered between the two calls: `backward` is handed the Z of the
forward that it is about. Keeping Z is the business of the layer (`layers.py`).

Letters used in the docstrings:
    m, n      examples in the batch, units of the layer; a batch has one example in each row
    Z         (m, n), the scores: what goes into the activation
    Y         (m, n), what comes out of it
    L         the loss, one number for the whole batch
    dY, dZ    (m, n), the derivatives of L with respect to Y and to Z

No method writes into Z or dY: these arrays belong to the layer, which still needs them.
"""

from __future__ import annotations

import numpy as np


class Activation:
    """One activation function, chosen by name: linear, tanh, arctan, relu, sigmoid or softmax."""

    def __init__(self, name: str) -> None:
        """Bind `forward` and `backward` to the two methods of this name. Given.

        Args:
            name: One of the six names above.
        """
        kinds = {
            "linear": (self.forward_linear, self.backward_linear),
            "tanh": (self.forward_tanh, self.backward_tanh),
            "arctan": (self.forward_arctan, self.backward_arctan),
            "relu": (self.forward_relu, self.backward_relu),
            "sigmoid": (self.forward_sigmoid, self.backward_sigmoid),
            "softmax": (self.forward_softmax, self.backward_softmax),
        }
        if name not in kinds:
            raise ValueError(f"there is no activation {name!r}; there are {', '.join(kinds)}")
        self.name = name
        self.forward, self.backward = kinds[name]

    # ---------------------------------------------------------------------------------------------------
    # Given: three activations to learn from. Each works on every element alone, so the chain rule
    # multiplies element by element: dZ = dY times the slope at Z.
    # ---------------------------------------------------------------------------------------------------

    def forward_linear(self, Z: np.ndarray) -> np.ndarray:
        """Y = Z."""
        return Z

    def backward_linear(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The slope is 1 everywhere."""
        return dY

    def forward_tanh(self, Z: np.ndarray) -> np.ndarray:
        """Y = tanh(Z)."""
        return np.tanh(Z)

    def backward_tanh(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The slope of tanh is 1 minus the square of its value."""
        return dY * (1.0 - np.tanh(Z) ** 2)

    def forward_arctan(self, Z: np.ndarray) -> np.ndarray:
        """Y = arctan(Z)."""
        return np.arctan(Z)

    def backward_arctan(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The slope of arctan is 1 / (1 + Z^2)."""
        return dY / (1.0 + Z**2)

    # ---------------------------------------------------------------------------------------------------
    # Question 1.1.1: ReLU.
    # ---------------------------------------------------------------------------------------------------

    def forward_relu(self, Z: np.ndarray) -> np.ndarray:
        """The larger of 0 and z, for each element z of Z.

        Args:
            Z: (m, n). Left as it is.

        Returns:
            (m, n).
        """
        return np.maximum(Z, 0.0)

    def backward_relu(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to Z.

        Element (i, j) of Y depends on element (i, j) of Z alone. Where z > 0 the output is z itself: slope 1.
        Where z < 0 the output stays 0: slope 0. Written with the indicator 1[Z > 0], an array of zeros and
        ones, the chain rule is a product element by element:

            dZ  =  dY (.) 1[Z > 0]

        At z = 0 the function has a corner and no derivative. The course does not lay down the slope there: 0
        and 1 are both accepted.

        Args:
            Z: (m, n), the input of the forward that this is about.
            dY: (m, n). Left as it is.

        Returns:
            (m, n).
        """
        return dY * (Z > 0)

    # ---------------------------------------------------------------------------------------------------
    # The sigmoid, for the third combination of the table in 1.2.2.
    # ---------------------------------------------------------------------------------------------------

    def forward_sigmoid(self, Z: np.ndarray) -> np.ndarray:
        """1 / (1 + exp(-z)), for each element z of Z.

        exp(-z) overflows to infinity where z is far below 0. The quotient is 0 then, which is right, but NumPy
        prints a warning; a form whose exponent is never above 0, such as (1 + tanh(z / 2)) / 2, has none.

        Args:
            Z: (m, n). Left as it is.

        Returns:
            (m, n), between 0 and 1.
        """
        return 0.5 * (1.0 + np.tanh(0.5 * Z))

    def backward_sigmoid(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to Z.

        With s = 1 / (1 + e) and e = exp(-z), whose derivative is -e:

            ds/dz  =  e / (1 + e)^2  =  1 / (1 + e)  times  e / (1 + e)

        The first factor is s itself and the second is what s lacks to 1. Z is what went INTO the sigmoid.

        Args:
            Z: (m, n), the input of the forward that this is about.
            dY: (m, n). Left as it is.

        Returns:
            (m, n).
        """
        Y = self.forward_sigmoid(Z)
        return dY * Y * (1.0 - Y)

    # ---------------------------------------------------------------------------------------------------
    # Question 1.1.3: softmax, which makes a row of scores into a row of probabilities.
    # ---------------------------------------------------------------------------------------------------

    def forward_softmax(self, Z: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, one row for each example.

        For a row s of k scores, sigma[i] = exp(s[i]) / (exp(s[0]) + ... + exp(s[k-1])).

        exp(1000) overflows, and a row of exponentials that are all 0 cannot be divided by its sum. Taking the
        same number c off all scores of ONE row changes nothing, since exp(-c) stands in the numerator and in
        every term of the denominator. With c the largest score of that row, no exponent is above 0, and one
        term of the sum is exp(0) = 1.

        Args:
            Z: (m, k), any finite numbers, ±1000 too. Left as it is.

        Returns:
            (m, k); each row sums to 1.
        """
        out = np.zeros(Z.shape)
        for i in range(Z.shape[0]):
            row = np.exp(Z[i] - np.max(Z[i]))
            out[i] = row / np.sum(row)
        return out

    def backward_softmax(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to Z.

        Unlike the others, an output of softmax depends on ALL scores of its row. Write S for the sum of the
        row's exponentials and use the rule for quotients:

            i = j:   d sigma[i] / d s[i]  =  (exp(s[i]) S - exp(s[i]) exp(s[i])) / S^2  =  sigma[i] (1 - sigma[i])
            i != j:  d sigma[i] / d s[j]  =  (0 - exp(s[i]) exp(s[j])) / S^2            =  - sigma[i] sigma[j]

        The score s[j] moves the loss through every output i of its row, so the chain rule sums over i. With g
        for the row of dY:

            dL/ds[j]  =  sum over i of  g[i] d sigma[i]/d s[j]  =  sigma[j] (g[j]  -  sum over i of g[i] sigma[i])

        The last sum is one number for each example. So the Jacobian, k x k numbers for each example, need not
        be built, and no loop over the examples is needed; a loop that builds it is right as well.

        Args:
            Z: (m, k), the input of the forward that this is about.
            dY: (m, k), any numbers; not only what cross-entropy hands back. Left as it is.

        Returns:
            (m, k).
        """
        sigma = self.forward_softmax(Z)
        dZ = np.zeros_like(dY)
        for i in range(len(Z)):
            s = sigma[i].reshape(-1, 1)
            jacobian = np.diagflat(s) - s @ s.T
            dZ[i] = jacobian @ dY[i]
        return dZ
