import numpy as np
from pathlib import Path
from hw3_lib import *
import tqdm


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
            x = layer.forward(x)
        return x

    def backward(self, criterion):
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)


def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    sizes = np.hstack([size_input, size_hidden, size_output]).astype(int)
    layers = []
    for k in range(len(sizes) - 1):
        if k: layers.append(activation())
        layers.append(Linear(init_linear_params(sizes[k], sizes[k+1])))
    return MultiLayerPerceptron(layers)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    """keeps the statistics while training, saves a forward pass per epoch"""
    X, Y, Xt, Yt = [dataset[k] for k in ('train_x', 'train_y', 'test_x', 'test_y')]
    res = {k: [] for k in ('train_loss', 'test_loss', 'train_accuracy', 'test_accuracy')}
    np.random.seed(seed)
    opt = GradientDescentOptimizer(model, learning_rate)
    crit = CrossEntropyLoss()
    for epoch in tqdm.tqdm(range(num_epoch), desc='training'):
        losses, hits, guesses = [], 0, []
        for i in range(0, len(X), batch_size):
            xb, yb = X[i:i+batch_size], Y[i:i+batch_size]
            out = model.forward(xb)
            losses.append(crit.forward(out, yb))
            pred = out.argmax(axis=1)
            guesses.extend(pred.tolist())
            hits += (pred == yb).sum()
            model.backward(crit)
            opt.step()
        res['train_loss'].append(np.mean(losses))
        res['train_accuracy'].append(hits / len(X))
        out = model.forward(Xt)
        res['test_loss'].append(crit.forward(out, Yt))
        res['test_accuracy'].append((out.argmax(axis=1) == Yt).mean())
    res['yhat_train'] = guesses
    res['yhat_test'] = out.argmax(axis=1).tolist()
    return res


def load_data(folder="training_data_student"):
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }

