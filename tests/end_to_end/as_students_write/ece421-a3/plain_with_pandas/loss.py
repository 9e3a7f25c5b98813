import numpy as np
from abc import ABC, abstractmethod


class Loss(ABC):
    @abstractmethod
    def forward(self, Y, Y_hat):
        ...

    @abstractmethod
    def backward(self, Y, Y_hat):
        ...


class CrossEntropyLoss(Loss):
    def __init__(self, name="cross_entropy"):
        self.name = name

    def __call__(self, Y, Y_hat):
        return self.forward(Y, Y_hat)

    def forward(self, Y, Y_hat):
        m = Y.shape[0]
        return -np.sum(Y * np.log(Y_hat)) / m

    def backward(self, Y, Y_hat):
        return -(Y / Y_hat) / Y.shape[0]
