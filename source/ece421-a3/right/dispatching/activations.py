"""A right solution: forward and backward are methods that look the formula up, and slopes stand in classes of their own."""

import numpy as np


class _Kind:
    @staticmethod
    def value(Z):
        return Z

    @staticmethod
    def pull(Z, dY):
        return dY


class _Slope(_Kind):
    @classmethod
    def pull(cls, Z, dY):
        return cls.slope(Z) * dY


class _Tanh(_Slope):
    value = staticmethod(np.tanh)

    @staticmethod
    def slope(Z):
        return 1 / np.cosh(Z) ** 2


class _Arctan(_Slope):
    value = staticmethod(np.arctan)

    @staticmethod
    def slope(Z):
        return 1 / (1 + Z * Z)


class _Relu(_Slope):
    @staticmethod
    def value(Z):
        return (abs(Z) + Z) / 2

    @staticmethod
    def slope(Z):
        return np.heaviside(Z, 1.0)


class _Sigmoid(_Slope):
    @staticmethod
    def value(Z):
        return np.exp(-np.logaddexp(0, -Z))

    @classmethod
    def slope(cls, Z):
        return cls.value(Z) * cls.value(-Z)


class _Softmax(_Kind):
    @staticmethod
    def value(Z):
        return np.stack([_Softmax.row(row) for row in Z])

    @staticmethod
    def row(row):
        powers = np.exp(row - max(row))
        return powers / sum(powers)

    @staticmethod
    def pull(Z, dY):
        Y = _Softmax.value(Z)
        return Y * dY - Y * np.sum(Y * dY, axis=1)[:, np.newaxis]


class Activation:
    def __init__(self, name):
        self.name = name
        self.kind = {
            "linear": _Kind,
            "tanh": _Tanh,
            "arctan": _Arctan,
            "relu": _Relu,
            "sigmoid": _Sigmoid,
            "softmax": _Softmax,
        }[name]

    def forward(self, Z):
        return self.kind.value(Z)

    def backward(self, Z, dY):
        return self.kind.pull(Z, dY)
