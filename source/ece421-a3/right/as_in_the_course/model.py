from typing import Dict, List, Tuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from tqdm import tqdm

from layers import FullyConnectedLayer
from loss import CrossEntropyLoss
from optimizer import SGDOptimizer


class NeuralNetworkModel(object):
    def __init__(self, loss: str, layer_args: List[Dict], optimizer_args: Dict, logger=None, seed: int = None) -> None:
        if seed is not None:
            np.random.seed(seed)
        self.n_layers = len(layer_args)
        self.layer_args = layer_args
        self.logger = logger
        self.epoch_log = {"loss": {}, "error": {}}
        self.loss = CrossEntropyLoss()
        self.optimizer = SGDOptimizer(**optimizer_args)
        self._initialize_layers(layer_args)

    def _initialize_layers(self, layer_args) -> None:
        self.layers = []
        for l_arg in layer_args[:-1]:
            l = FullyConnectedLayer(**l_arg)
            self.layers.append(l)

    def forward(self, X: np.ndarray) -> np.ndarray:
        ### YOUR CODE HERE ###
        out = X
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, target: np.ndarray, out: np.ndarray) -> float:
        ### YOUR CODE HERE ###
        loss = self.loss(target, out)
        dLdY = self.loss.backward(target, out)
        for layer in reversed(self.layers):
            dLdY = layer.backward(dLdY)
        return loss

    def update(self, epoch: int) -> None:
        for i, layer in enumerate(self.layers):
            for param_name, param in layer.parameters.items():
                param_grad = layer.gradients[param_name]
                delta = self.optimizer.update(param_name + str(i), param, param_grad, epoch)
                layer.parameters[param_name] -= delta
            layer.clear_gradients()

    def error(self, target, out):
        return np.mean(np.argmax(out, axis=1) != np.argmax(target, axis=1))

    def train(self, dataset, epochs: int) -> None:
        args = self.layer_args[-1]
        args["n_out"] = dataset.out_dim
        self.layers.append(FullyConnectedLayer(**args))
        for i in range(epochs):
            training_loss = []
            for _ in tqdm(range(dataset.train.samples_per_epoch), desc="Training"):
                X, Y = dataset.train.sample()
                Y_hat = self.forward(X)
                training_loss.append(self.backward(np.array(Y), np.array(Y_hat)))
                self.update(i)
            validation_loss = []
            for _ in range(dataset.validate.samples_per_epoch):
                X, Y = dataset.validate.sample()
                Y_hat, L = self.predict(X, Y)
                validation_loss.append(L)
            self.epoch_log["loss"][i] = (np.mean(training_loss), np.mean(validation_loss))
            if self.logger:
                self.logger.push(self.epoch_log)

    def predict(self, X: np.ndarray, Y: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        ### YOUR CODE HERE ###
        Y_hat = self.forward(X)
        loss = self.backward(Y, Y_hat)
        return Y_hat, loss


losses = []
test_model = NeuralNetworkModel("cross_entropy", [{"n_out": 5, "activation": "relu"}, {"n_out": 3, "activation": "softmax"}], {"lr": 0.01, "momentum_hyperparameter": 0.9}, seed=0)
test_model.layers.append(FullyConnectedLayer(3, "softmax"))
for step in tqdm(range(3)):
    X = np.random.rand(25, 4)
    Y = np.eye(3)[np.random.randint(0, 3, 25)]
    losses.append(test_model.backward(Y, test_model.forward(X)))
    test_model.update(step)
print("final loss", losses[-1])
