import numpy as np
import h5py
import matplotlib
matplotlib.use('TkAgg')
import matplotlib.pyplot as plt
import time
import torch   # only for comparing, see the bottom

dtype = np.float32
np.random.seed(541)

f = h5py.File('mnist_traindata.hdf5', 'r')
xtrain = np.array(f['xdata'], dtype=dtype).T      # 784 x 60000
ytrain = np.array(f['ydata'], dtype=dtype).T      # 10 x 60000
f.close()
xval, yval = xtrain[:, 50000:], ytrain[:, 50000:]
xtr, ytr = xtrain[:, :50000], ytrain[:, :50000]

def softmax(S):
    S = S.astype(dtype)
    E = np.exp(S - np.max(S, axis=0))
    return E / np.sum(E, axis=0)

def relu(S):
    A = S.astype(dtype)
    A[A < 0] = 0
    return A

def relu_prime(S):
    return (S >= 0).astype(dtype)

def tanh(S):
    S = S.astype(dtype)
    return (1 - np.exp(-2 * np.abs(S))) / (1 + np.exp(-2 * np.abs(S))) * np.sign(S)

def tanh_prime(S):
    return 1 - tanh(S) ** 2

def cost(A, Y):
    # cross entropy, Y is one hot and the examples are columns
    picked = np.max(A * Y, axis=0)
    return -np.mean(np.log(picked + dtype(1e-20)))

def percent(A, Y):
    return 100 * np.mean(np.argmax(A, axis=0) == np.argmax(Y, axis=0))

def initialize(n0, n1, n2):
    W1 = (np.random.randn(n1, n0) * np.sqrt(2 / (n0 + n1))).astype(dtype)
    b1 = np.zeros((n1, 1), dtype)
    W2 = (np.random.randn(n2, n1) * np.sqrt(2 / (n1 + n2))).astype(dtype)
    b2 = np.zeros((n2, 1), dtype)
    return W1, b1, W2, b2

def ff(X, W1, b1, W2, b2, h):
    S1 = W1 @ X + b1
    A1 = h(S1)
    S2 = W2 @ A1 + b2
    A2 = softmax(S2)
    return S1, A1, S2, A2

def bp(X, Y, S1, A1, A2, W2, hprime):
    m = X.shape[1]
    D2 = (A2 - Y) / m
    dW2 = D2 @ A1.T
    db2 = np.sum(D2, axis=1, keepdims=True)
    D1 = hprime(S1) * (W2.T @ D2)
    dW1 = D1 @ X.T
    db1 = np.sum(D1, axis=1, keepdims=True)
    return dW1, db1, dW2, db2

def sgd(X, Y, Xv, Yv, W1, b1, W2, b2, h, hprime, epochs=50, eta=0.1, B=100, halve=(20, 40)):
    acc_t, acc_v = [], []
    n = X.shape[1]
    for e in range(1, epochs + 1):
        order = np.random.permutation(n)
        for k in range(0, n, B):
            idx = order[k:k + B]
            Xb, Yb = X[:, idx], Y[:, idx]
            S1, A1, S2, A2 = ff(Xb, W1, b1, W2, b2, h)
            dW1, db1, dW2, db2 = bp(Xb, Yb, S1, A1, A2, W2, hprime)
            W1 = W1 - dtype(eta) * dW1
            b1 = b1 - dtype(eta) * db1
            W2 = W2 - dtype(eta) * dW2
            b2 = b2 - dtype(eta) * db2
        acc_t.append(percent(ff(X, W1, b1, W2, b2, h)[-1], Y))
        acc_v.append(percent(ff(Xv, W1, b1, W2, b2, h)[-1], Yv))
        print('epoch %d  train %.2f%%  val %.2f%%  eta %g' % (e, acc_t[-1], acc_v[-1], eta))
        if e in halve:
            eta = eta / 2
    return W1, b1, W2, b2, acc_t, acc_v

def show(acc_t, acc_v, halve):
    plt.figure()
    ep = range(1, len(acc_t) + 1)
    plt.plot(ep, acc_t, 'b', ep, acc_v, 'r')
    for e in halve:
        plt.plot([e, e], [min(acc_v), 100], 'k--')
    plt.legend(['training accuracy', 'validation accuracy', 'eta / 2'])
    plt.xlabel('epochs')
    plt.ylabel('accuracy (%)')
    plt.show()

t = time.time()
params = {}
for name, h, hprime in [('tanh', tanh, tanh_prime), ('relu', relu, relu_prime)]:
    for eta in [0.5, 0.1, 0.02]:
        W1, b1, W2, b2, acc_t, acc_v = sgd(xtr, ytr, xval, yval, *initialize(784, 200, 10), h, hprime, eta=eta)
        params[name, eta] = acc_v[-1]
        show(acc_t, acc_v, (20, 40))
print('all six took', time.time() - t)

# compare with torch
xt = torch.tensor(xval[:, :5].T)
print(torch.softmax(xt @ torch.tensor(W1.T), dim=1))

test = h5py.File('mnist_testdata.hdf5', 'r')
print('test', percent(ff(np.array(test['xdata']).T, W1, b1, W2, b2, relu)[-1], np.array(test['ydata']).T))
