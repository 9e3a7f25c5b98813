import h5py
import numpy as np
import matplotlib.pyplot as plt

# Activation functions and their derivatives
def softmax(x):
    e_x = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e_x / e_x.sum(axis=1, keepdims=True)

def relu(x):
    return np.maximum(x, 0)

def relu_derivative(x):
    return np.where(x > 0, 1, 0)

def tanh(x):
    return np.tanh(x)

def tanh_derivative(x):
    return 1 - x**2

# Calculate accuracy
def accuracy(y_pred, y_true):
    y_pred_max = np.argmax(y_pred, axis=1)
    y_true_max = np.argmax(y_true, axis=1)
    return np.mean(y_pred_max == y_true_max)

def loss(y_pred, y_true):
    return -np.mean(np.sum(y_true * np.log(y_pred + 1e-9), axis=1))

# Initialize parameters
def init_params(input_size, h1, h2, h3, output_size):
    w1 = np.random.normal(0, 0.1, size=(input_size, h1))
    b1 = np.random.normal(0, 0.1, size=(1, h1))
    w2 = np.random.normal(0, 0.1, size=(h1, h2))
    b2 = np.random.normal(0, 0.1, size=(1, h2))
    w3 = np.random.normal(0, 0.1, size=(h2, h3))
    b3 = np.random.normal(0, 0.1, size=(1, h3))
    w4 = np.random.normal(0, 0.1, size=(h3, output_size))
    b4 = np.random.normal(0, 0.1, size=(1, output_size))
    return w1, b1, w2, b2, w3, b3, w4, b4

# Forward pass
def forward(x, w1, b1, w2, b2, w3, b3, w4, b4, h=tanh):
    a1 = h(np.dot(x, w1) + b1)
    a2 = h(np.dot(a1, w2) + b2)
    a3 = h(np.dot(a2, w3) + b3)
    y_pred = softmax(np.dot(a3, w4) + b4)
    return a1, a2, a3, y_pred

# Backward pass
def backward(x, y_true, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, lr=0.001, h_derivative=tanh_derivative):
    d4 = y_pred - y_true
    d3 = h_derivative(a3) * np.dot(d4, w4.T)
    d2 = h_derivative(a2) * np.dot(d3, w3.T)
    d1 = h_derivative(a1) * np.dot(d2, w2.T)
    grad_w4 = np.dot(a3.T, d4)
    grad_w3 = np.dot(a2.T, d3)
    grad_w2 = np.dot(a1.T, d2)
    grad_w1 = np.dot(x.T, d1)
    grad_b4 = np.sum(d4, axis=0)
    grad_b3 = np.sum(d3, axis=0)
    grad_b2 = np.sum(d2, axis=0)
    grad_b1 = np.sum(d1, axis=0)
    w4 -= lr * grad_w4
    b4 -= lr * grad_b4
    w3 -= lr * grad_w3
    b3 -= lr * grad_b3
    w2 -= lr * grad_w2
    b2 -= lr * grad_b2
    w1 -= lr * grad_w1
    b1 -= lr * grad_b1
    return w1, b1, w2, b2, w3, b3, w4, b4

def train(X_train, Y_train, X_valid, Y_valid, params, h, h_derivative, n_epochs, lr_initial, batch_size, lr_decay_epochs):
    w1, b1, w2, b2, w3, b3, w4, b4 = params
    lr = lr_initial
    train_acc, valid_acc = [], []
    for epoch in range(n_epochs):
        if epoch in lr_decay_epochs:
            lr /= 2
        for j in range(0, len(X_train), batch_size):
            x_batch, y_batch = X_train[j:j+batch_size], Y_train[j:j+batch_size]
            a1, a2, a3, y_pred = forward(x_batch, w1, b1, w2, b2, w3, b3, w4, b4, h)
            w1, b1, w2, b2, w3, b3, w4, b4 = backward(x_batch, y_batch, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, lr, h_derivative)
        *_, train_pred = forward(X_train, w1, b1, w2, b2, w3, b3, w4, b4, h)
        train_acc.append(accuracy(train_pred, Y_train))
        *_, valid_pred = forward(X_valid, w1, b1, w2, b2, w3, b3, w4, b4, h)
        valid_acc.append(accuracy(valid_pred, Y_valid))
        print(f"Epoch {epoch+1}/{n_epochs}: {valid_acc[-1]:.4f}")
    return (w1, b1, w2, b2, w3, b3, w4, b4), train_acc, valid_acc

def plot(train_acc, valid_acc, lr_decay_epochs):
    plt.figure(figsize=(12, 4))
    plt.plot(train_acc, label="Training Accuracy")
    plt.plot(valid_acc, label="Validation Accuracy")
    for epoch in lr_decay_epochs:
        plt.axvline(x=epoch, color='r', linestyle='--')
    plt.xlabel("Epoch")
    plt.ylabel("Accuracy")
    plt.title("Accuracy Curves")
    plt.legend()
    plt.show()

if __name__ == "__main__":
    data = h5py.File('data/mnist_traindata.hdf5', 'r')
    X = np.asarray(data['xdata'])
    Y = np.asarray(data['ydata'])
    train_idx = int((5/6) * X.shape[0])
    params, train_acc, valid_acc = train(X[:train_idx], Y[:train_idx], X[train_idx:], Y[train_idx:], init_params(784, 100, 50, 25, 10), tanh, tanh_derivative, 50, 0.001, 500, [20, 40])
    plot(train_acc, valid_acc, [20, 40])
