"""The loss: one number that says how wrong a batch of predictions is.

Letters: m examples, k classes. Y (m, k) holds the labels one-hot: a single 1 in each row, in the column of the true
class. Y_hat (m, k) holds the predictions: probabilities, which the softmax of the last layer has made.
"""

from __future__ import annotations

import numpy as np


class CrossEntropyLoss:
    """Cross-entropy between one-hot labels and predicted probabilities, averaged over the batch."""

    def forward(self, Y: np.ndarray, Y_hat: np.ndarray) -> float:
        """The loss of the batch.

            L  =  - 1/m  sum over i, j of  Y[i, j] ln Y_hat[i, j]

        In each row only the term of the true class is not 0. The average is taken over the m examples, not over
        the m k entries.

        Args:
            Y: (m, k), the labels, one-hot.
            Y_hat: (m, k), the predictions, above 0.

        Returns:
            One number.
        """
        return np.mean(-np.log(np.sum(Y * Y_hat, axis=1)))

    def backward(self, Y: np.ndarray, Y_hat: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to the predictions.

        Y_hat[i, j] stands in one term of the double sum only, and the derivative of ln p is 1/p:

            dL/dY_hat[i, j]  =  - 1/m  Y[i, j] / Y_hat[i, j]

        As an array: -(Y / Y_hat) / m, where the division is element by element. This is the derivative with
        respect to the OUTPUT of softmax; what the scores in front of it feel is `Activation.backward_softmax`'s
        business. Together the two give (Y_hat - Y) / m, which is a good check.

        Args:
            Y: (m, k), the labels, one-hot.
            Y_hat: (m, k), the predictions, above 0.

        Returns:
            (m, k).
        """
        return -(Y / Y_hat) / len(Y)
