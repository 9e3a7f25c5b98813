"""Layers."""

import numpy as np


class Dense:
    """x W."""

    def __init__(self, weights):
        """Keep the weights."""
        ### BEGIN SOLUTION
        self.weights = weights
        ### END SOLUTION

    def forward(self, x):
        """The output."""
        ### BEGIN SOLUTION
        return x @ self.weights
        ### END SOLUTION


def relu(x):
    """x, and 0 where it is negative."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION
