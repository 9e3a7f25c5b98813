#!/usr/bin/env python
# coding: utf-8

# <a href="https://colab.research.google.com/..." target="_parent"><img alt="Open In Colab"/></a>

# In[1]:


get_ipython().run_line_magic('tensorflow_version', '1.x')
import tensorflow as tf
import numpy as np
import matplotlib.pyplot as plt
import time
from google.colab import files
get_ipython().run_line_magic('matplotlib', 'inline')


# In[2]:


uploaded = files.upload()


# In[3]:


def loadData():
    with np.load("notMNIST.npz") as data:
        Data, Target = data["images"], data["labels"]
        np.random.seed(521)
        randIndx = np.arange(len(Data))
        np.random.shuffle(randIndx)
        Data = Data[randIndx] / 255.0
        Target = Target[randIndx]
        trainData, trainTarget = Data[:10000], Target[:10000]
        validData, validTarget = Data[10000:16000], Target[10000:16000]
        testData, testTarget = Data[16000:], Target[16000:]
    return trainData, validData, testData, trainTarget, validTarget, testTarget


# In[4]:


trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
trainData = trainData.reshape(trainData.shape[0], -1)
validData = validData.reshape(validData.shape[0], -1)
testData = testData.reshape(testData.shape[0], -1)
print(trainData.shape, validData.shape, testData.shape)


# In[5]:


plt.imshow(trainData[0].reshape(28, 28), cmap='gray')
plt.show()


# In[6]:


def ReLU(x):
    return np.array([[v if v > 0 else 0. for v in row] for row in x])

def softmax(x):
    m = x.max(axis=1, keepdims=True)
    return np.exp(x - m - np.log(np.exp(x - m).sum(axis=1, keepdims=True)))

def computeLayer(X, W, b):
    return X.dot(W) + b

def CE(target, prediction):
    total = 0
    for n in range(target.shape[0]):
        for k in range(target.shape[1]):
            if target[n, k]:
                total -= target[n, k] * np.log(prediction[n, k])
    return total / target.shape[0]


# In[7]:


def gradCE(target, prediction):
    # dL/dp, p = softmax(o)
    return -(target / prediction) / target.shape[0]

def dsoftmax(p):
    # jacobian of each row  (N, K, K)
    return np.einsum('nk,kl->nkl', p, np.eye(p.shape[1])) - np.einsum('nk,nl->nkl', p, p)

def backprop(xi, xh, w, target, prediction):
    G = np.einsum('nk,nkl->nl', gradCE(target, prediction), dsoftmax(prediction))
    dwo = np.einsum('nh,nk->hk', xh, G)
    dbo = G.sum(0)[None]
    D = np.einsum('nk,hk,nh->nh', G, w, 1. * (xh > 0))
    dwh = np.einsum('nf,nh->fh', xi, D)
    dbh = D.sum(0)[None]
    return dwo, dbo, dwh, dbh


# In[8]:


def xavier(units_in, units_out):
    return np.random.normal(scale=np.sqrt(2 / (units_in + units_out)), size=(units_in, units_out))

def learning(trainData, newtrain, validData, newvalid, weights, epoch=200, gamma=0.9, alpha=0.1, velocity=1e-5):
    xi = trainData.reshape(trainData.shape[0], -1)
    xv = validData.reshape(validData.shape[0], -1)
    wh, bh, wo, bo = weights
    vwh = velocity * np.ones_like(wh)
    vbh = velocity * np.ones_like(bh)
    vwo = velocity * np.ones_like(wo)
    vbo = velocity * np.ones_like(bo)
    tl, vl, ta, va = np.zeros(epoch), np.zeros(epoch), np.zeros(epoch), np.zeros(epoch)
    for e in range(epoch):
        xh = ReLU(computeLayer(xi, wh, bh))
        p = softmax(computeLayer(xh, wo, bo))
        pv = softmax(computeLayer(ReLU(computeLayer(xv, wh, bh)), wo, bo))
        tl[e], vl[e] = CE(newtrain, p), CE(newvalid, pv)
        ta[e] = np.mean(p.argmax(1) == newtrain.argmax(1))
        va[e] = np.mean(pv.argmax(1) == newvalid.argmax(1))
        dwo, dbo, dwh, dbh = backprop(xi, xh, wo, newtrain, p)
        vwh = gamma * vwh + alpha * dwh
        vbh = gamma * vbh + alpha * dbh
        vwo = gamma * vwo + alpha * dwo
        vbo = gamma * vbo + alpha * dbo
        wh = wh - vwh
        bh = bh - vbh
        wo = wo - vwo
        bo = bo - vbo
    return tl, vl, ta, va


# In[9]:


def plotCurves(train_loss, valid_loss, train_acc, valid_acc):
    ep = np.arange(len(train_loss))
    plt.plot(ep, train_loss, label='train loss')
    plt.plot(ep, valid_loss, label='val loss')
    plt.xlabel('epoch')
    plt.ylabel('loss')
    plt.legend()
    plt.show()
    plt.plot(ep, train_acc, label='train acc')
    plt.plot(ep, valid_acc, label='val acc')
    plt.xlabel('epoch')
    plt.ylabel('accuracy')
    plt.legend()
    plt.show()


# In[10]:


newtrain, newvalid = np.eye(10)[trainTarget], np.eye(10)[validTarget]
weights = (xavier(784, 1000), np.zeros((1, 1000)), xavier(1000, 10), np.zeros((1, 10)))
t = time.time()
curves = learning(trainData, newtrain, validData, newvalid, weights)
print(time.time() - t)
plotCurves(*curves)


# In[11]:


model = tf.keras.Sequential([tf.keras.layers.Dense(1000, activation='relu'), tf.keras.layers.Dense(10)])
model.compile('sgd', loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# In[ ]:





