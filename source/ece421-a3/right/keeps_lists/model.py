"""The network: a chain of layers with a loss at its end, and the loop that trains it.

Forward runs from the first layer to the last; backward from the last to the first, each layer handing on the
derivative of the loss with respect to what went into it. That is backpropagation.

Yours are `forward`, `backward` and `predict`. Everything else is given.
"""

from __future__ import annotations

import numpy as np
from layers import FullyConnectedLayer
from loss import CrossEntropyLoss
from optimizer import SGDOptimizer


class NeuralNetworkModel:
    """Fully-connected layers, trained by gradient descent with momentum."""

    def __init__(
        self,
        loss: str,
        layer_args: list[dict],
        optimizer_args: dict,
        logger: object = None,
        seed: int | None = None,
    ) -> None:
        """Make the hidden layers. The output layer is made by `train`, which knows how many classes there are.

        Args:
            loss: "cross_entropy"; there is no other loss.
            layer_args: For each layer, the output layer last, the arguments of `FullyConnectedLayer`:
                {"n_out": 5, "activation": "relu"}. The n_out of the last one is the data set's to say.
            optimizer_args: The arguments of `SGDOptimizer`.
            logger: Where to write down how training goes; see `util.Logger`.
            seed: For NumPy's global generator, which draws the weights and shuffles the examples.
        """
        if seed is not None:
            np.random.seed(seed)
        self.layer_args = layer_args
        self.logger = logger
        self.loss = CrossEntropyLoss(loss)
        self.optimizer = SGDOptimizer(**optimizer_args)
        self.layers = [FullyConnectedLayer(**args) for args in layer_args[:-1]]

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Run a batch through all layers, from the first to the last.

        Args:
            X: (m, n_in), with n_in the inputs of the first layer.

        Returns:
            (m, k), what the last layer gives: probabilities, where its activation is softmax.
        """
        self.outputs = [X]
        for i in range(len(self.layers)):
            self.outputs.append(self.layers[i].forward(self.outputs[-1]))
        return self.outputs[-1]

    def backward(self, target: np.ndarray, out: np.ndarray) -> float:
        """The loss of the last forward; leaves its gradients in all layers.

        The loss says how it changes with `out`. From there the chain rule walks back: what the `backward` of a
        layer returns, the derivative with respect to its input, is the derivative with respect to the output of
        the layer before it. Parameters are not changed here.

        Args:
            target: (m, k), the labels Y, one-hot.
            out: (m, k), the predictions Y_hat that the last `forward` has returned.

        Returns:
            The loss, one number.
        """
        loss = self.loss.forward(target, out)
        grads = [self.loss.backward(target, out)]
        for layer in self.layers[::-1]:
            grads.append(layer.backward(grads[-1]))
        return loss

    def predict(self, X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, float]:
        """Predictions for a batch, and how wrong they are. Parameters are not changed.

        Args:
            X: (m, n_in).
            Y: (m, k), the labels, one-hot.

        Returns:
            The pair of Y_hat, (m, k), and the loss, one number.
        """
        Y_hat = self.forward(X)
        return Y_hat, self.loss.forward(Y, Y_hat)

    def update(self, epoch: int) -> None:
        """Move every parameter by what the optimizer makes of its gradient. Given.

        Args:
            epoch: Its number, for optimizers whose rate depends on it.
        """
        for number, layer in enumerate(self.layers):
            for name in layer.parameters:
                parameter, gradient = layer.parameters[name], layer.gradients[name]
                step = self.optimizer.update(f"{name}{number}", parameter, gradient, epoch)
                layer.parameters[name] = parameter - step
            layer.clear_gradients()

    def accuracy(self, target: np.ndarray, out: np.ndarray) -> float:
        """The share of examples whose largest probability is that of the true class. Given.

        Args:
            target: (m, k), the labels, one-hot.
            out: (m, k), the predictions.
        """
        return float(np.mean(target.argmax(axis=1) == out.argmax(axis=1)))

    def train(self, dataset: object, epochs: int) -> None:
        """Make the output layer, if there is none yet, and train. Given.

        An epoch takes every example of the training part once, in batches; then it measures the loss of the
        validation part. Numbers of an epoch are means over its batches.

        Args:
            dataset: See `util.Dataset`.
            epochs: How many.
        """
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

    def test(self, dataset: object) -> tuple[float, float]:
        """Loss and accuracy of the test part, means over its batches. Given.

        Args:
            dataset: See `util.Dataset`.
        """
        return self._measure(dataset.test)

    def _measure(self, part: object) -> tuple[float, float]:
        """Loss and accuracy of a part of the data set, means over its batches. Given."""
        losses, accuracies = [], []
        for _ in range(part.samples_per_epoch):
            X, Y = part.sample()
            Y_hat, loss = self.predict(X, Y)
            losses.append(loss)
            accuracies.append(self.accuracy(Y, Y_hat))
        return float(np.mean(losses)), float(np.mean(accuracies))
