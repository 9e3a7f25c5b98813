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
print("train", X_train.shape, "valid", X_valid.shape, "test", X_test.shape)

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

def loss(y_pred, y_true):
    return -np.sum(y_true * np.log(y_pred + 1e-9)) / len(y_true)

# Calculate accuracy
def accuracy(y_pred, y_true):
    y_pred_max = np.argmax(y_pred, axis=1)
    y_true_max = np.argmax(y_true, axis=1)
    return np.mean(y_pred_max == y_true_max)

# Neural network architecture
input_size, h1, h2, h3, output_size = X_train.shape[1], 100, 50, 25, 10

# which activation is used by forward and backward
act, act_derivative = tanh, tanh_derivative

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

w1, b1, w2, b2, w3, b3, w4, b4 = init_params(input_size, h1, h2, h3, output_size)

# Forward pass
def forward(x, w1, b1, w2, b2, w3, b3, w4, b4):
    a1 = act(np.dot(x, w1) + b1)
    a2 = act(np.dot(a1, w2) + b2)
    a3 = act(np.dot(a2, w3) + b3)
    y_pred = softmax(np.dot(a3, w4) + b4)
    return a1, a2, a3, y_pred

# Backward pass
def backward(x, y_true, a1, a2, a3, y_pred, w1, w2, w3, w4, b1, b2, b3, b4, lr=0.001):
    d4 = y_pred - y_true
    d3 = act_derivative(a3) * np.dot(d4, w4.T)
    d2 = act_derivative(a2) * np.dot(d3, w3.T)
    d1 = act_derivative(a1) * np.dot(d2, w2.T)

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

# Hyperparameters
lr_initial = 0.001
batch_size = 500
n_epochs = 50
lr_decay_epochs = [20, 40]

def run(activation):
    """trains the global w1 .. b4 on X_train, Y_train"""
    global act, act_derivative, w1, b1, w2, b2, w3, b3, w4, b4
    if activation == 'tanh':
        act, act_derivative = tanh, tanh_derivative
    else:
        act, act_derivative = relu, relu_derivative
    lr = lr_initial
    train_loss, valid_loss, train_acc, valid_acc = [], [], [], []
    for epoch in range(n_epochs):
        if epoch in lr_decay_epochs:
            lr /= 2
        for j in range(0, len(X_train), batch_size):
            x_batch, y_batch = X_train[j:j+batch_size], Y_train[j:j+batch_size]
            a1, a2, a3, y_pred = forward(x_batch, w1, b1, w2, b2, w3, b3, w4, b4)
            w1, b1, w2, b2, w3, b3, w4, b4 = backward(x_batch, y_batch, a1, a2, a3, y_pred,
                                                      w1, w2, w3, w4, b1, b2, b3, b4, lr)
        train_pred = forward(X_train, w1, b1, w2, b2, w3, b3, w4, b4)[-1]
        train_loss.append(loss(train_pred, Y_train))
        train_acc.append(accuracy(train_pred, Y_train))
        valid_pred = forward(X_valid, w1, b1, w2, b2, w3, b3, w4, b4)[-1]
        valid_loss.append(loss(valid_pred, Y_valid))
        valid_acc.append(accuracy(valid_pred, Y_valid))
        print(f"Epoch {epoch+1}/{n_epochs}:")
        print(f"Train Loss: {train_loss[-1]:.4f}, Validation Loss: {valid_loss[-1]:.4f}")
        print(f"Train Accuracy: {train_acc[-1]:.4f}, Validation Accuracy: {valid_acc[-1]:.4f}")
    return train_acc, valid_acc

def plot(train_acc, valid_acc, title):
    plt.figure(figsize=(8, 4))
    plt.plot(train_acc, label="Training Accuracy")
    plt.plot(valid_acc, label="Validation Accuracy")
    for e in lr_decay_epochs:
        plt.axvline(e, color='k', linestyle='--')
    plt.xlabel("Epoch")
    plt.ylabel("Accuracy")
    plt.title(title)
    plt.legend()
    plt.show()

results = {}
for name in ['tanh', 'relu']:
    for lr_initial in [0.001, 0.0001, 0.00001]:
        np.random.seed(0)
        w1, b1, w2, b2, w3, b3, w4, b4 = init_params(input_size, h1, h2, h3, output_size)
        t, v = run(name)
        results[name, lr_initial] = v[-1]
        plot(t, v, f"{name} - Learning Rate {lr_initial}")

best, lr_initial = max(results, key=results.get)
print("best:", best, lr_initial)

# all 60000 images
X_train, Y_train = X, Y
w1, b1, w2, b2, w3, b3, w4, b4 = init_params(input_size, h1, h2, h3, output_size)
run(best)
print("Test Accuracy:", accuracy(forward(X_test, w1, b1, w2, b2, w3, b3, w4, b4)[-1], Y_test))
