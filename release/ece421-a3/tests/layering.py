"""What the tests of the fully-connected layer share: layers whose parameters the test has set.

The activations are those that the handout gives, so that a fault in ReLU or softmax costs nothing here.
"""

import numpy as np


class Drawn:
    """Numbers for one layer: parameters, a batch, and a gradient that comes back."""

    def __init__(self, rng, rows=5, n_in=3, n_out=2):
        self.W, self.b = rng.uniform(-1, 1, (n_in, n_out)), rng.uniform(-1, 1, (1, n_out))
        self.X, self.dLdY = rng.uniform(-1, 1, (rows, n_in)), rng.uniform(-1, 1, (rows, n_out))


def layer_of(student, drawn, activation="tanh"):
    """A layer with these parameters; its first forward, which makes parameters of its own, is over."""
    return student.beside.parts.layer(student.layers, activation, drawn.W, drawn.b)


def after_backward(student, drawn, activation="tanh"):
    """A layer that has run forward and backward."""
    layer = layer_of(student, drawn, activation)
    layer.forward(drawn.X)
    layer.backward(drawn.dLdY)
    return layer


def close_bias(check, name, got, drawn):
    """A bias gradient has to be as recorded, of shape (1, n_out) or (n_out,)."""
    n_out = drawn.W.shape[1]
    check.close(name, np.reshape(got, (1, n_out)) if np.shape(got) == (n_out,) else got)
