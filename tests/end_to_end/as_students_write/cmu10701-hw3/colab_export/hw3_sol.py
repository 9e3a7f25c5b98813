#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().system('ls /content/drive/MyDrive/10701/hw3')
get_ipython().run_line_magic('cd', '/content/drive/MyDrive/10701/hw3')


# In[2]:


import numpy as np
import time
from tqdm.notebook import tqdm
from hw3_lib import *


# In[3]:


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, criterion):
        g = criterion.backward()
        for layer in self.layers[::-1]:
            g = layer.backward(g)


# In[4]:


def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    if type(size_hidden) != list:
        size_hidden = [size_hidden]
    sizes = [size_input] + size_hidden + [size_output]
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(Linear(init_linear_params(sizes[i], sizes[i + 1])))
        if i < len(sizes) - 2:
            layers.append(activation())
    return MultiLayerPerceptron(layers)


# In[5]:


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset['train_x'], dataset['train_y']
    test_x, test_y = dataset['test_x'], dataset['test_y']

    train_loss_list, test_loss_list = [], []
    train_acc_list, test_acc_list = [], []

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()
    t0 = time.time()

    for epoch in tqdm(range(num_epoch)):
        for i in range(0, train_x.shape[0], batch_size):
            xb = train_x[i:i + batch_size]
            yb = train_y[i:i + batch_size]
            criterion(model.forward(xb), yb)
            model.backward(criterion)
            optimizer.step()

        score = model.forward(train_x)
        train_loss = criterion(score, train_y)
        yhat_train = np.argmax(score, axis=1)

        score = model.forward(test_x)
        test_loss = criterion(score, test_y)
        yhat_test = np.argmax(score, axis=1)

        train_loss_list.append(float(train_loss))
        test_loss_list.append(float(test_loss))
        train_acc_list.append(float((yhat_train == train_y).mean()))
        test_acc_list.append(float((yhat_test == test_y).mean()))
        print('epoch %d: train loss %.4f acc %.4f | test loss %.4f acc %.4f [%.1fs]' % (
            epoch, train_loss, train_acc_list[-1], test_loss, test_acc_list[-1], time.time() - t0))

    return {'train_loss': train_loss_list, 'test_loss': test_loss_list,
            'train_accuracy': train_acc_list, 'test_accuracy': test_acc_list,
            'yhat_train': yhat_train.tolist(), 'yhat_test': yhat_test.tolist()}


# In[6]:


def load_data(folder='training_data_student'):
    train = np.loadtxt(folder + '/train.csv', delimiter=',')
    test = np.loadtxt(folder + '/test.csv', delimiter=',')
    return dict(train_x=train[:, :-1], train_y=train[:, -1].astype(int),
                test_x=test[:, :-1], test_y=test[:, -1].astype(int))


# In[7]:


data = load_data('/content/drive/MyDrive/10701/hw3/training_data_student')
print({k: v.shape for k, v in data.items()})


# In[8]:


net = define_network(256)
hist = train_network(net, data, 50, 0.01, 50)


# In[9]:


plt.plot(hist['train_loss'], label='train')
plt.plot(hist['test_loss'], label='test')
plt.legend()
plt.show()
