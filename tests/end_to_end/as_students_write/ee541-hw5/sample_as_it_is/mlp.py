import h5py
import numpy as np
import matplotlib.pyplot as plt

# Load and split the data
data = h5py.File('data/mnist_traindata.hdf5', 'r')
X = np.asarray(data['xdata'])
Y = np.asarray(data['ydata'])
train_idx = int((5/6) * X.shape[0])
X_train, Y_train = X[:train_idx], Y[:train_idx]
X_valid, Y_valid = X[train_idx:], Y[train_idx:]

test = h5py.File('data/mnist_testdata.hdf5', 'r')
X_test = np.asarray(test['xdata'])
Y_test = np.asarray(test['ydata'])

# Activation functions and their derivatives
def softmax(x):
    e_x = np.exp(x - np.max(x))
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
    return -np.mean(y_true * np.log(y_pred + 1e-9))

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
def forward(x, w1, b1, w2, b2, w3, b3, w4, b4, f=tanh):
    a1 = f(np.dot(x, w1) + b1)
    a2 = f(np.dot(a1, w2) + b2)
    a3 = f(np.dot(a2, w3) + b3)
    y_pred = softmax(np.dot(a3, w4) + b4)
    return a1, a2, a3, y_pred

# Backward pass
def backward(x, y_true, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, lr=0.001, df=tanh_derivative):
    d4 = y_pred - y_true
    d3 = df(a3) * np.dot(d4, w4.T)
    d2 = df(a2) * np.dot(d3, w3.T)
    d1 = df(a1) * np.dot(d2, w2.T)

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


def train_model(X_train, Y_train, X_valid, Y_valid, params, f, df, n_epochs=50, lr_initial=0.001, batch_size=500,
                lr_decay_epochs=[20, 40]):
    w1, b1, w2, b2, w3, b3, w4, b4 = params
    lr = lr_initial
    train_loss, valid_loss, test_loss = [], [], []
    train_acc, valid_acc, test_acc = [], [], []

    for epoch in range(n_epochs):
        if epoch in lr_decay_epochs:
            lr /= 2
        if epoch == n_epochs - 1:
            lr = lr_initial / 4

        for j in range(0, len(X_train), batch_size):
            x_batch, y_batch = X_train[j:j+batch_size], Y_train[j:j+batch_size]
            a1, a2, a3, y_pred = forward(x_batch, w1, b1, w2, b2, w3, b3, w4, b4, f)
            w1, b1, w2, b2, w3, b3, w4, b4 = backward(x_batch, y_batch, a1, a2, a3, y_pred, w1, w2, w3, w4,
                                                      b1, b2, b3, b4, lr, df)

        a1, a2, a3, train_pred = forward(X_train, w1, b1, w2, b2, w3, b3, w4, b4, f)
        train_loss.append(loss(train_pred, Y_train))
        train_acc.append(accuracy(train_pred, Y_train))

        a1, a2, a3, valid_pred = forward(X_valid, w1, b1, w2, b2, w3, b3, w4, b4, f)
        valid_loss.append(loss(valid_pred, Y_valid))
        valid_accuracy = accuracy(valid_pred, Y_valid)
        valid_acc.append(valid_accuracy)

        a1, a2, a3, test_pred = forward(X_test, w1, b1, w2, b2, w3, b3, w4, b4, f)
        test_loss.append(loss(test_pred, Y_test))
        test_acc.append(accuracy(test_pred, Y_test))

        print(f"Epoch {epoch+1}/{n_epochs}:")
        print(f"Validation Loss: {valid_loss[-1]:.4f}, Test Loss: {test_loss[-1]:.4f}")
        print(f"Validation Accuracy: {valid_accuracy:.4f}, Test Accuracy: {test_acc[-1]:.4f}")
    return (w1, b1, w2, b2, w3, b3, w4, b4), train_acc, valid_acc, test_acc


def plot_curves(train_acc, valid_acc, decay=[20, 40]):
    # Plot the learning curves
    plt.figure(figsize=(12, 4))
    plt.subplot(1, 2, 1)
    plt.plot(train_acc, label="Training Accuracy")
    plt.plot(valid_acc, label="Validation Accuracy")
    for d in decay:
        plt.axvline(x=d, color="r")
    plt.xlabel("Epoch")
    plt.ylabel("Accuracy")
    plt.title("Accuracy Curves")
    plt.legend()
    plt.show()


for f, df in ((tanh, tanh_derivative), (relu, relu_derivative)):
    for lr in (0.001, 0.0001, 0.00001):
        params = init_params(X_train.shape[1], 100, 50, 25, 10)
        params, train_acc, valid_acc, test_acc = train_model(X_train, Y_train, X_valid, Y_valid, params, f, df,
                                                             lr_initial=lr)
        plot_curves(train_acc, valid_acc)
