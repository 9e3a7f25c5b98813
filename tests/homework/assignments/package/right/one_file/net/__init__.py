import numpy as np


class Dense:
    def __init__(self, weights):
        self.w = np.array(weights)

    def forward(self, x):
        return np.dot(x, self.w)
