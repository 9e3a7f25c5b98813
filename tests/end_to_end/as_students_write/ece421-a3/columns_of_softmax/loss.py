import numpy as np


class CrossEntropyLoss:
    def forward(self, Y, Y_hat):
        return -(Y * np.log(Y_hat)).sum(axis=1).mean()

    def backward(self, Y, Y_hat):
        return -Y / Y_hat / Y.shape[0]

