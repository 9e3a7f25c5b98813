#!/usr/bin/env python
# coding: utf-8

# In[1]:

import numpy as np
import h5py
import matplotlib.pyplot as plt
get_ipython().run_line_magic('matplotlib', 'inline')
plt.rcParams['figure.figsize'] = (10.0, 6.0)

# In[2]:

def load_dataset():
    train = h5py.File('mnist_traindata.hdf5', 'r')
    X = np.array(train['xdata'])
    y = np.array(train['ydata'])
    return X[:50000], y[:50000], X[50000:], y[50000:]

# X_train, y_train, X_val, y_val = load_dataset()
X_train, y_train, X_val, y_val = load_dataset()
print(X_train.shape)
plt.imshow(X_train[0].reshape(28, 28), cmap='gray')
plt.show()

# In[3]:

def softmax(x):
    out = []
    for row in x:
        e = np.exp(row - max(row))
        out.append(e / sum(e))
    return np.array(out)

def relu(x):
    return np.maximum(0, x)

def relu_derivative(x):
    return (x > 0) * 1

def tanh(x):
    return np.tanh(x)

def tanh_derivative(a):
    return 1 - np.square(a)

def cross_entropy(y_pred, y_true):
    loss = 0
    for i in range(len(y_true)):
        loss -= np.sum(y_true[i] * np.log(y_pred[i]))
    return loss / len(y_true)

def accuracy(y_pred, y_true):
    correct = 0
    for i in range(len(y_true)):
        if np.argmax(y_pred[i]) == np.argmax(y_true[i]):
            correct = correct + 1
    return correct / len(y_true) * 100

# In[4]:

def init_params(sizes):
    params = []
    for i in range(1, len(sizes)):
        params.append(np.ones((sizes[i-1], sizes[i])) * 0.01)
        params.append(np.zeros((1, sizes[i])))
    return params

def forward(x, params, activation='tanh'):
    outputs = []
    a = x
    for i in range(0, len(params) - 2, 2):
        z = a.dot(params[i]) + params[i+1]
        if activation == 'tanh':
            a = tanh(z)
        elif activation == 'relu':
            a = relu(z)
        outputs.append(a)
    outputs.append(softmax(a.dot(params[-2]) + params[-1]))
    return outputs

def backward(x, y_true, outputs, params, activation='tanh'):
    grads = [None] * len(params)
    N = len(x)
    L = len(params) // 2
    delta = (outputs[-1] - y_true) / N
    for l in range(L, 0, -1):
        a_prev = x if l == 1 else outputs[l-2]
        grads[2*l-2] = a_prev.T.dot(delta)
        grads[2*l-1] = delta.sum(axis=0).reshape(1, -1)
        if l > 1:
            delta = delta.dot(params[2*l-2].T)
            if activation == 'tanh':
                delta = delta * tanh_derivative(a_prev)
            else:
                delta = delta * relu_derivative(a_prev)
    return grads

# In[5]:

def train(x_train, y_train, x_valid, y_valid, params, activation='tanh', epochs=50, rate=0.5, batch_size=500, decay_after=(20, 40)):
    params = [p.copy() for p in params]
    train_acc, valid_acc = [], []
    n_batches = len(x_train) // batch_size
    for epoch in range(epochs):
        for k in range(n_batches):
            xb = x_train[k * batch_size:(k + 1) * batch_size]
            yb = y_train[k * batch_size:(k + 1) * batch_size]
            outputs = forward(xb, params, activation)
            grads = backward(xb, yb, outputs, params, activation)
            for i in range(len(params)):
                params[i] -= rate * grads[i]
        train_acc.append(accuracy(forward(x_train, params, activation)[-1], y_train))
        valid_acc.append(accuracy(forward(x_valid, params, activation)[-1], y_valid))
        if (epoch + 1) in decay_after:
            rate = rate / 2
            print('rate is now', rate)
    return params, train_acc, valid_acc

def plot_accuracies(train_acc, valid_acc, decay_after, title=''):
    epochs = np.linspace(1, len(train_acc), len(train_acc))
    plt.figure()
    plt.plot(epochs, train_acc, label='Training')
    plt.plot(epochs, valid_acc, label='Validation')
    plt.axvline(decay_after[0], linestyle='--', color='g', label='decay')
    plt.axvline(decay_after[1], linestyle='--', color='g')
    plt.xlabel('Epoch')
    plt.ylabel('Accuracy (%)')
    plt.ylim([0, 100])
    plt.title(title)
    plt.legend()
    plt.show()

def evaluate(file, params, activation='tanh'):
    f = h5py.File(file, 'r')
    return accuracy(forward(np.array(f['xdata']), params, activation)[-1], np.array(f['ydata']))

# In[6]:

for activation in ('tanh', 'relu'):
    for rate in (1, 0.5, 0.1):
        params = init_params([784, 100, 50, 25, 10])
        params, train_acc, valid_acc = train(X_train, y_train, X_val, y_val, params, activation, 50, rate)
        plot_accuracies(train_acc, valid_acc, (20, 40), activation + ' ' + str(rate))

# In[7]:

print(evaluate('mnist_testdata.hdf5', params, 'relu'))
