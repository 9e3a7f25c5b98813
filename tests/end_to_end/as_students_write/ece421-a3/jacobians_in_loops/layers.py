import numpy as np
from activations import Activation


class FullyConnectedLayer:
    def __init__(self, n_out, activation):
        self.n_in = None
        self.n_out = n_out
        self.activation = Activation(activation)
        self.parameters = {}
        self.gradients = {}
        self.cache = {}

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        self.parameters = {
            "W": np.random.normal(size=(self.n_in, self.n_out)),
            "b": np.zeros((1, self.n_out)),
        }
        self.clear_gradients()

    def clear_gradients(self):
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}


    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)

        out = ...
        self.cache['input'] = X
        self.cache['preact'] = np.array([[np.dot(x, self.parameters['W'][:, j]) + self.parameters['b'][0, j]
                                          for j in range(self.n_out)] for x in X])
        out = self.activation.forward(self.cache['preact'])
        return out

    def backward(self, dLdY):
        dX = ...
        X = self.cache['input']
        dLdZ = self.activation.backward(self.cache['preact'], dLdY)
        dW = np.zeros_like(self.parameters['W'])
        db = np.zeros(self.n_out)
        dX = np.zeros_like(X)
        for i in range(X.shape[0]):
            dW += np.outer(X[i], dLdZ[i])
            db += dLdZ[i]
            dX[i] = np.dot(self.parameters['W'], dLdZ[i])
        self.gradients['W'] = dW
        self.gradients['b'] = db
        return dX
