#!/usr/bin/env python
# coding: utf-8

# # 10-701 HW3 - lib

# In[1]:


from google.colab import drive
drive.mount('/content/drive')

get_ipython().run_line_magic('load_ext', 'autoreload')
get_ipython().run_line_magic('autoreload', '2')
get_ipython().run_line_magic('matplotlib', 'inline')


# In[2]:


import numpy as np
import matplotlib.pyplot as plt
from tqdm.notebook import tqdm
np.set_printoptions(precision=4, suppress=True)


# In[3]:


class Module:
    def __call__(self, *args):
        return self.forward(*args)

    def forward(self, *args):
        raise NotImplementedError

    def backward(self, *args):
        raise NotImplementedError


# In[4]:


def sigmoid(x):
    # stable version from stackoverflow/3985619
    pos_mask = (x >= 0)
    neg_mask = (x < 0)
    z = np.zeros_like(x, dtype=float)
    z[pos_mask] = np.exp(-x[pos_mask])
    z[neg_mask] = np.exp(x[neg_mask])
    top = np.ones_like(x, dtype=float)
    top[neg_mask] = z[neg_mask]
    return top / (1 + z)


# In[5]:


# sanity check
xs = np.linspace(-10, 10, 200)
plt.plot(xs, sigmoid(xs))
plt.title('sigmoid')
plt.show()


# In[6]:


class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = sigmoid(x)
        return self.state

    def backward(self, g):
        return g * self.state * (1 - self.state)


class ReLU(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        return x * (x > 0)

    def backward(self, g):
        return g * (self.state > 0)


# In[7]:


class Linear(Module):
    def __init__(self, init_params):
        weights, biases = init_params
        self.weights = weights.copy()
        self.biases = biases.copy()
        self.d_weights = None
        self.d_biases = None
        self.in_x = None

    def forward(self, x):
        self.in_x = x
        out = np.dot(x, self.weights) + self.biases
        # print(x.shape, self.weights.shape, out.shape)
        return out

    def backward(self, g):
        batch = g.shape[0]
        self.d_weights = np.dot(self.in_x.T, g) / batch
        self.d_biases = np.sum(g, axis=0, keepdims=True) / batch
        return np.dot(g, self.weights.T)


# In[8]:


lin = Linear((np.random.randn(4, 3), np.random.randn(1, 3)))
print(lin.forward(np.random.randn(5, 4)).shape)
lin.backward(np.random.randn(5, 3))
print(lin.d_weights.shape, lin.d_biases.shape)


# In[9]:


class CrossEntropyLoss(Module):
    def __init__(self):
        self.y_hat = None
        self.y_true = None

    def forward(self, score, label):
        N, C = score.shape
        self.y_true = np.zeros((N, C))
        self.y_true[np.arange(N), label] = 1
        shifted = score - np.max(score, axis=1).reshape(-1, 1)
        logits = shifted - np.log(np.sum(np.exp(shifted), axis=1)).reshape(-1, 1)
        self.y_hat = np.exp(logits)
        return -np.sum(self.y_true * logits) / N

    def backward(self):
        return self.y_hat - self.y_true


# In[10]:


class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate

    def step(self):
        for l in self.model.layers:
            if type(l) == Linear:
                l.weights = l.weights - self.learning_rate * l.d_weights
                l.biases = l.biases - self.learning_rate * l.d_biases


# In[ ]:




