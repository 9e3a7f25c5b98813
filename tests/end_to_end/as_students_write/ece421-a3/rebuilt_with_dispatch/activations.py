"""Same interface as the starter (Activation(name).forward / .backward), but every activation is its own small class."""
from __future__ import annotations

import typing as t

import numpy as np

Matrix = np.ndarray
REGISTRY: t.Dict[str, t.Type["_Base"]] = {}


def register(name: str):
    def inner(cls):
        REGISTRY[name] = cls
        cls.name = name
        return cls
    return inner


class _Base:
    name: t.ClassVar[str] = "?"

    def forward(self, Z: Matrix) -> Matrix:
        raise NotImplementedError(self.name)

    def slope(self, Z: Matrix) -> Matrix:
        raise NotImplementedError(self.name)

    def backward(self, Z: Matrix, dY: Matrix) -> Matrix:
        return dY * self.slope(Z)

    def __call__(self, Z):
        return self.forward(Z)


@register("linear")
class Linear(_Base):
    forward = staticmethod(lambda Z: Z)
    slope = staticmethod(np.ones_like)


@register("tanh")
class Tanh(_Base):
    forward = staticmethod(np.tanh)
    slope = staticmethod(lambda Z: 1 - np.tanh(Z) ** 2)


@register("arctan")
class Arctan(_Base):
    forward = staticmethod(np.arctan)
    slope = staticmethod(lambda Z: 1 / (1 + Z * Z))


@register("relu")
class ReLU(_Base):
    def forward(self, Z):
        return np.maximum(Z, 0.0)

    def slope(self, Z):
        return np.heaviside(Z, 1.0)


@register("sigmoid")
class Sigmoid(_Base):
    def forward(self, Z):
        out = np.exp(-np.logaddexp(0, -Z))
        return out

    def slope(self, Z):
        y = self.forward(Z)
        return y - np.square(y)


@register("softmax")
class SoftMax(_Base):
    def forward(self, Z):
        return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return Y * dY - Y * np.einsum("ij,ij->i", Y, dY)[:, None]


class Activation:
    def __new__(cls, name: str):
        try:
            return REGISTRY[name]()
        except KeyError:
            raise ValueError(f"no activation {name}") from None
