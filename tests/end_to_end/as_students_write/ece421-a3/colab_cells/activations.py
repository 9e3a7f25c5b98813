#!/usr/bin/env python
# coding: utf-8

# In[1]:


from google.colab import drive
drive.mount('/content/gdrive')
get_ipython().run_line_magic('cd', '/content/gdrive/MyDrive/ece421/pa3')
get_ipython().run_line_magic('load_ext', 'autoreload')


# In[2]:


import numpy as np
import matplotlib.pyplot as plt


# In[3]:


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
        return Z.clip(0)

    def backward_relu(self, Z, dY):
        return np.einsum('ij,ij->ij', dY, np.where(Z > 0, 1., 0.))

    def forward_sigmoid(self, Z):
        return (1 + np.tanh(Z / 2)) / 2

    def backward_sigmoid(self, Z, dY):
        return dY * self.forward_sigmoid(Z) * self.forward_sigmoid(-Z)

    def forward_softmax(self, Z):
        Z = Z - Z.max(-1, keepdims=True)
        return np.exp(Z - np.log(np.exp(Z).sum(-1, keepdims=True)))

    def backward_softmax(self, Z, dY):
        S = self.forward_softmax(Z)
        J = np.einsum('mi,ij->mij', S, np.identity(S.shape[1])) - np.einsum('mi,mj->mij', S, S)
        return np.einsum('mi,mij->mj', dY, J)


# In[4]:


# check
act = Activation("softmax")
z = np.random.randn(2, 3)
print(act.forward(z), act.forward(z).sum(1))
print(act.backward(z, np.ones((2, 3))))
get_ipython().run_line_magic('timeit', 'act.backward(z, np.ones((2, 3)))')


# In[5]:


zz = np.linspace(-4, 4, 100)[:, None]
for name in ["relu", "sigmoid", "tanh"]:
    plt.plot(zz, Activation(name).forward(zz), label=name)
plt.legend()
plt.show()
