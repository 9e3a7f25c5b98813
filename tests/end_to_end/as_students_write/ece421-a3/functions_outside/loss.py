import numpy as np

def cross_entropy(Y, Y_hat):
    return -1.0 / len(Y) * np.sum(np.where(Y == 1, np.log(Y_hat), 0))

def cross_entropy_grad(Y, Y_hat):
    G = np.zeros_like(Y_hat)
    hot = Y == 1
    G[hot] = -1.0 / Y_hat[hot]
    return G / len(Y)

class CrossEntropyLoss():
    forward = staticmethod(cross_entropy)
    backward = staticmethod(cross_entropy_grad)
