import numpy as np, h5py, matplotlib.pyplot as plt
np.random.seed(1)

def Softmax(Z):
    Z = Z - Z.max(1)[:, None]
    E = np.exp(Z)
    return E / E.sum(1)[:, None]

def Relu(Z): return np.clip(Z, 0, None)
def dRelu(A): return np.sign(np.clip(A, 0, None))
def Tanh(Z): return 2 / (1 + np.exp(-2 * np.clip(Z, -300, 300))) - 1
def dTanh(A): return (1 - A) * (1 + A)

def CE(P, T):
    return -np.log(P[T == 1] + 1e-10).mean()

def acc(P, T):
    # share of right outputs
    return np.mean(np.round(P) == T)

def weights(sizes):
    Ws, Bs = [], []
    for a, b in zip(sizes, sizes[1:]):
        Ws.append(np.random.rand(a, b) - .5)
        Bs.append(np.random.rand(b) - .5)
    return Ws, Bs

def fwd(X, Ws, Bs, act):
    As = [X]
    for W, B in zip(Ws[:-1], Bs[:-1]):
        As += [act(As[-1] @ W + B)]
    As += [Softmax(As[-1] @ Ws[-1] + Bs[-1])]
    return As

def bwd(As, T, Ws, Bs, dact, eta):
    """one step of SGD, changes Ws and Bs"""
    D = (As[-1] - T) / len(T)
    for l in range(len(Ws))[::-1]:
        Ws[l] -= eta * As[l].T @ D
        Bs[l] -= eta * D.sum(0)
        if l > 0:
            D = D @ Ws[l].T * dact(As[l])

def loop(X, T, Xv, Tv, Ws, Bs, act, dact, epochs, eta, size, drops):
    A1, A2 = [], []
    for ep in range(epochs):
        if ep == drops[0] or ep == drops[1]: eta /= 2
        for x, t in zip(np.split(X, range(size, len(X), size)), np.split(T, range(size, len(T), size))):
            bwd(fwd(x, Ws, Bs, act), t, Ws, Bs, dact, eta)
        A1.append(acc(fwd(X, Ws, Bs, act)[-1], T)); A2.append(acc(fwd(Xv, Ws, Bs, act)[-1], Tv))
        print(ep, CE(fwd(X, Ws, Bs, act)[-1], T), A1[-1], A2[-1])
    return A1, A2

def pic(A1, A2, drops):
    plt.plot(range(1, len(A1) + 1), A1, label='training'); plt.plot(range(1, len(A2) + 1), A2, label='validation')
    plt.xlabel('epoch'); plt.ylabel('accuracy'); plt.legend()
    plt.plot(drops, [A2[d - 1] for d in drops], 'k*', ms=12)
    plt.show(); plt.close()

with h5py.File('data/mnist_traindata.hdf5') as f:
    X, T = f['xdata'][:], f['ydata'][:]
X, Xv, T, Tv = X[:-len(X) // 6], X[-len(X) // 6:], T[:-len(T) // 6], T[-len(T) // 6:]
best = 0
for name, act, dact in ('tanh', Tanh, dTanh), ('relu', Relu, dRelu):
    for eta in .3, .1, .03:
        Ws, Bs = weights([784, 100, 40, 10])
        A1, A2 = loop(X, T, Xv, Tv, Ws, Bs, act, dact, 50, eta, 250, (20, 40))
        pic(A1, A2, (20, 40))
        if A2[-1] > best: best, bestcfg = A2[-1], (act, dact, eta)
act, dact, eta = bestcfg
Ws, Bs = weights([784, 100, 40, 10])
loop(np.r_[X, Xv], np.r_[T, Tv], Xv, Tv, Ws, Bs, act, dact, 50, eta, 250, (20, 40))
with h5py.File('data/mnist_testdata.hdf5') as f:
    print('final test accuracy', acc(fwd(f['xdata'][:], Ws, Bs, act)[-1], f['ydata'][:]))
