import numpy as np
import math


class Activation:
    def __init__(self, name):
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

    def forward_linear(self, Z):
        return Z

    def backward_linear(self, Z, dY):
        return dY

    def forward_tanh(self, Z):
        return np.tanh(Z)

    def backward_tanh(self, Z, dY):
        return dY * (1.0 - np.tanh(Z) ** 2)

    def forward_arctan(self, Z):
        return np.arctan(Z)

    def backward_arctan(self, Z, dY):
        return dY / (1.0 + Z**2)


    def forward_relu(self, Z):
        Y = Z.copy()
        Y[Y < 0] = 0
        return Y

    def backward_relu(self, Z, dY):
        # slope 1 at 0
        dZ = dY.copy()
        dZ[Z < 0] = 0
        return dZ

    def forward_sigmoid(self, Z):
        f = np.vectorize(lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0)
        return f(Z)

    def backward_sigmoid(self, Z, dY):
        Y = self.forward_sigmoid(Z)
        dZ = np.empty_like(Z)
        m, n = Z.shape
        for i in range(m):
            for j in range(n):
                dZ[i][j] = dY[i][j] * Y[i][j] * (1 - Y[i][j])
        return dZ

    def forward_softmax(self, Z):
        rows = []
        for z in Z:
            e = np.exp(z - max(z))
            rows.append(e / sum(e))
        return np.array(rows)

    def backward_softmax(self, Z, dY):
        sigma = self.forward_softmax(Z)
        dZ = np.zeros(Z.shape)
        for i in range(len(Z)):
            s = sigma[i].reshape(-1, 1)
            J = np.diagflat(s) - np.dot(s, s.T)
            dZ[i] = np.dot(J, dY[i])
        return dZ
