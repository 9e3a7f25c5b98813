# In[6]:


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
        ### YOUR CODE HERE ###
        self.cache = dict(X=X, Z=np.einsum('ij,jk->ik', X, self.parameters["W"]) + self.parameters["b"])
        out = self.activation.forward(self.cache["Z"])
        return out

    def backward(self, dLdY):
        dX = ...
        ### YOUR CODE HERE ###
        dLdZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients = dict(W=np.einsum('mi,mj->ij', self.cache["X"], dLdZ), b=np.einsum('mj->j', dLdZ).reshape(1, -1))
        dX = np.einsum('mj,ij->mi', dLdZ, self.parameters["W"])
        return dX


# In[7]:


l = FullyConnectedLayer(4, "tanh")
print(l.forward(np.ones((3, 2))))
print(l.backward(np.ones((3, 4))), l.gradients)
