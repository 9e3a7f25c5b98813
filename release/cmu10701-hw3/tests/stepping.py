"""What the tests of the optimizer share: layers that hold parameters and gradients of the test's own.

A layer is made by its own constructor or, if that is wrong, without it, and no forward and no backward runs: a fault
in `Linear`, `Sigmoid` or `ReLU` costs its own question and not the optimizer's. Where parameters and gradients cannot
be set, because a layer keeps them elsewhere and only shows them, the layer's own backward makes the gradients.
"""

import numpy as np


class Made:
    """Layers that are made by their own constructors."""

    words = ""  # what its checks are called beside their names

    def __init__(self, student):
        self.student = student

    def layer(self, parameters):
        """A Linear layer with these weights and biases."""
        layer = self.student.hw3_lib.Linear(parameters)
        layer.weights, layer.biases = parameters  # whatever a wrong Linear has made of them
        return layer

    def give(self, layer, gradients):
        """Gradients of the test's own making: how backward works is no matter here."""
        layer.d_weights, layer.d_biases = gradients

    def activation(self, name):
        """A layer without parameters."""
        return getattr(self.student.hw3_lib, name)()

    def optimizer(self, layers, learning_rate):
        """An optimizer for a model of these layers: anything with a list `layers` will do."""
        model = self.student.beside.stand_ins.Chain(layers)
        return self.student.hw3_lib.GradientDescentOptimizer(model, learning_rate)


class Bare(Made):
    """Layers that are made without the student's code."""

    words = " of a layer without your constructor"

    def layer(self, parameters):
        """A Linear layer with these weights and biases."""
        layer = self.student.beside.stand_ins.bare(self.student.hw3_lib.Linear)
        layer.weights, layer.biases = parameters
        return layer

    def activation(self, name):
        """A layer without parameters."""
        return self.student.beside.stand_ins.bare(getattr(self.student.hw3_lib, name))


class OwnBackward(Made):
    """Layers that are made by their own constructors, and whose own backward makes the gradients."""

    words = " after your own backward"

    def layer(self, parameters):
        """A Linear layer with these weights and biases."""
        return self.student.hw3_lib.Linear(parameters)

    def give(self, layer, gradients):
        """Gradients for the weights; those of the biases follow from them."""
        d_weights, _ = gradients
        layer.forward(np.eye(len(d_weights)))
        layer.backward(len(d_weights) * d_weights)


def drawn(rng, size_in=4, size_out=3, most=1):
    """Weights and biases of a layer, or their gradients."""
    return rng.uniform(-most, most, (size_in, size_out)), rng.uniform(-most, most, (1, size_out))


def judge(student, fresh_student, check, verdict):
    """Judge the optimizer with layers of their own constructors or, if that does not pass, in two other ways."""
    check.any_of(
        lambda: verdict(Made(student)),
        lambda: verdict(Bare(fresh_student)),
        lambda: verdict(OwnBackward(student)),
    )
