import numpy as np
from tqdm import trange
import pandas
from layers import FullyConnectedLayer
from loss import CrossEntropyLoss
from optimizer import SGDOptimizer


class NeuralNetworkModel:
    def __init__(self, loss, layer_args, optimizer_args, logger=None, seed=None):
        if seed is not None:
            np.random.seed(seed)
        self.layer_args = layer_args
        self.logger = logger
        self.loss = CrossEntropyLoss()
        self.optimizer = SGDOptimizer(**optimizer_args)
        self.layers = [FullyConnectedLayer(**args) for args in layer_args[:-1]]

    def forward(self, X):
        A = X
        for layer in self.layers:
            A = layer.forward(A)
        return A

    def backward(self, target, out):
        L = self.loss.forward(target, out)
        dA = self.loss.backward(target, out)
        for layer in list(reversed(self.layers)):
            dA = layer.backward(dA)
        return L

    def predict(self, X, Y):
        Y_hat = self.forward(X)
        return Y_hat, self.loss.forward(Y, Y_hat)

    def update(self, epoch):
        for number, layer in enumerate(self.layers):
            for name in layer.parameters:
                parameter, gradient = layer.parameters[name], layer.gradients[name]
                step = self.optimizer.update(f"{name}{number}", parameter, gradient, epoch)
                layer.parameters[name] = parameter - step
            layer.clear_gradients()

    def accuracy(self, target, out):
        return float(np.mean(target.argmax(axis=1) == out.argmax(axis=1)))

    def train(self, dataset, epochs):
        if len(self.layers) < len(self.layer_args):
            args = {**self.layer_args[-1], "n_out": dataset.out_dim}
            self.layers.append(FullyConnectedLayer(**args))

        for epoch in range(epochs):
            losses, accuracies = [], []
            for _ in range(dataset.train.samples_per_epoch):
                X, Y = dataset.train.sample()
                Y_hat = self.forward(X)
                if Y_hat is None:
                    raise NotImplementedError("forward returns None: write it in model.py first")
                losses.append(self.backward(Y, Y_hat))
                accuracies.append(self.accuracy(Y, Y_hat))
                self.update(epoch)
            val_loss, val_accuracy = self._measure(dataset.validate)
            if self.logger is not None:
                self.logger.log(losses, np.mean(accuracies), val_loss, val_accuracy)

    def test(self, dataset):
        return self._measure(dataset.test)

    def _measure(self, part):
        losses, accuracies = [], []
        for _ in range(part.samples_per_epoch):
            X, Y = part.sample()
            Y_hat, loss = self.predict(X, Y)
            losses.append(loss)
            accuracies.append(self.accuracy(Y, Y_hat))
        return float(np.mean(losses)), float(np.mean(accuracies))
