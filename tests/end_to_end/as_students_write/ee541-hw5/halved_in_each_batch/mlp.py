import numpy as np
import h5py
import matplotlib.pyplot as plt
from tqdm import tqdm
from scipy.special import softmax as sp_softmax  # only to compare


class NeuralNetwork():
    def __init__(self, sizes, activation='tanh', lr=0.1, batch_size=100, epochs=50, decay_epochs=(20, 40)):
        self.sizes = sizes
        self.activation = activation
        self.lr = lr
        self.batch_size = batch_size
        self.epochs = epochs
        self.decay_epochs = decay_epochs
        self.W = []
        self.b = []
        for i in range(len(sizes) - 1):
            limit = np.sqrt(6 / (sizes[i] + sizes[i+1]))
            self.W.append(np.random.uniform(-limit, limit, (sizes[i], sizes[i+1])))
            self.b.append(np.zeros((1, sizes[i+1])))

    @staticmethod
    def softmax(x):
        exps = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return exps / np.sum(exps, axis=-1, keepdims=True)

    @staticmethod
    def relu(x):
        return (np.abs(x) + x) / 2

    @staticmethod
    def relu_derivative(x):
        d = np.zeros_like(x)
        d[x > 0] = 1
        return d

    @staticmethod
    def tanh(x):
        return np.tanh(x)

    @staticmethod
    def tanh_derivative(x):
        return 1 - np.tanh(x) ** 2

    @classmethod
    def loss(cls, y_hat, y):
        m = y.shape[0]
        return -np.sum(np.log(np.sum(y_hat * y, axis=1) + 1e-15)) / m

    def act(self, x):
        if self.activation == 'relu':
            return self.relu(x)
        return self.tanh(x)

    def act_derivative(self, x):
        if self.activation == 'relu':
            return self.relu_derivative(x)
        return self.tanh_derivative(x)

    def forward(self, x):
        self.a = [x]
        for i in range(len(self.W) - 1):
            self.a.append(self.act(self.a[-1] @ self.W[i] + self.b[i]))
        self.a.append(self.softmax(self.a[-1] @ self.W[-1] + self.b[-1]))
        return self.a[-1]

    def backward(self, y):
        m = y.shape[0]
        self.dW = [0] * len(self.W)
        self.db = [0] * len(self.b)
        delta = self.a[-1] - y
        for i in range(len(self.W) - 1, -1, -1):
            self.dW[i] = self.a[i].T @ delta / m
            self.db[i] = np.mean(delta, axis=0, keepdims=True)
            if i != 0:
                delta = (delta @ self.W[i].T) * self.act_derivative(self.a[i])

    def update(self):
        for i in range(len(self.W)):
            self.W[i] = self.W[i] - self.lr * self.dW[i]
            self.b[i] = self.b[i] - self.lr * self.db[i]

    def score(self, x, y):
        return (self.forward(x).argmax(axis=1) == y.argmax(axis=1)).sum() / len(x)

    def train(self, x, y, x_val, y_val):
        train_acc, val_acc = [], []
        for epoch in tqdm(range(1, self.epochs + 1)):
            for i in range(0, x.shape[0], self.batch_size):
                if epoch - 1 in self.decay_epochs:
                    self.lr = self.lr / 2
                self.forward(x[i:i + self.batch_size])
                self.backward(y[i:i + self.batch_size])
                self.update()
            train_acc.append(self.score(x, y))
            val_acc.append(self.score(x_val, y_val))
            tqdm.write(f'{epoch}: {train_acc[-1]} {val_acc[-1]}')
        return train_acc, val_acc


def plot(train_acc, val_acc, decay_epochs, title=''):
    fig, ax = plt.subplots(figsize=(7, 5))
    x = np.arange(1, len(train_acc) + 1)
    ax.plot(x, train_acc, label='train acc', marker='.')
    ax.plot(x, val_acc, label='val acc', marker='.')
    for d in decay_epochs:
        ax.axvline(d, color='grey', alpha=.5)
    ax.set_xlabel('epoch')
    ax.set_ylabel('acc')
    ax.set_title(title)
    ax.legend()
    plt.show()


def load(name):
    with h5py.File(name, 'r') as f:
        return np.array(f['xdata']), np.array(f['ydata'])


def test(name, nn):
    return nn.score(*load(name))


if __name__ == '__main__':
    x, y = load('data/mnist_traindata.hdf5')
    x_train, x_val = x[:50000], x[50000:]
    y_train, y_val = y[:50000], y[50000:]
    for activation in ['tanh', 'relu']:
        for lr in [0.1, 0.05, 0.01]:
            nn = NeuralNetwork([784, 128, 10], activation, lr)
            plot(*nn.train(x_train, y_train, x_val, y_val), (20, 40), f'{activation} {lr}')
    nn = NeuralNetwork([784, 128, 10], 'tanh', 0.1)
    nn.train(x, y, x_val, y_val)
    print(test('data/mnist_testdata.hdf5', nn))
