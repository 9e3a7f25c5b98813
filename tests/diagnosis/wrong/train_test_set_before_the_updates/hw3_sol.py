"""Network definition and training for HW3."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Tuple, Type, Union

import numpy as np
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Module, Sigmoid

Array = np.ndarray


def init_linear_params(in_size: int, out_size: int) -> Tuple[Array, Array]:
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    def __init__(self, layers: List[Module]) -> None:
        self.layers = layers

    def forward(self, x: Array) -> Array:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, criterion: Module) -> None:
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)


@dataclass
class Evaluation:
    loss: float
    accuracy: float
    predicted: List[int]


@dataclass
class Curve:
    loss: List[float] = field(default_factory=list)
    accuracy: List[float] = field(default_factory=list)
    predicted: List[int] = field(default_factory=list)

    def add(self, result: Evaluation) -> None:
        self.loss.append(result.loss)
        self.accuracy.append(result.accuracy)
        self.predicted = result.predicted


def define_network(
    size_hidden: Union[int, List[int]],
    size_input: int = 784,
    size_output: int = 10,
    seed: int = 10701,
    activation: Type[Module] = Sigmoid,
) -> MultiLayerPerceptron:
    np.random.seed(seed)
    hidden: List[int] = list(size_hidden) if isinstance(size_hidden, (list, tuple)) else [size_hidden]
    layers: List[Module] = []
    width: int = size_input
    for next_width in hidden:
        layers.extend((Linear(init_linear_params(width, next_width)), activation()))
        width = next_width
    layers.append(Linear(init_linear_params(width, size_output)))
    return MultiLayerPerceptron(layers)


def evaluate(model: MultiLayerPerceptron, x: Array, y: Array) -> Evaluation:
    """Loss, accuracy and predictions of the model as it is; nothing is trained."""
    scores: Array = model.forward(x)
    predicted: Array = np.argmax(scores, axis=1)
    loss: float = CrossEntropyLoss().forward(scores, y)
    return Evaluation(loss, float((predicted == y).mean()), [int(label) for label in predicted])


def train_network(
    model: MultiLayerPerceptron,
    dataset: Dict[str, Array],
    num_epoch: int,
    learning_rate: float,
    batch_size: int,
    seed: int = 10701,
) -> Dict[str, list]:
    np.random.seed(seed)
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()
    train, test = Curve(), Curve()

    for _ in range(num_epoch):
        test.add(evaluate(model, dataset["test_x"], dataset["test_y"]))
        for start in range(0, len(train_x), batch_size):
            batch = slice(start, start + batch_size)
            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()
        train.add(evaluate(model, train_x, train_y))

    return {
        "train_loss": train.loss,
        "test_loss": test.loss,
        "train_accuracy": train.accuracy,
        "test_accuracy": test.accuracy,
        "yhat_train": train.predicted,
        "yhat_test": test.predicted,
    }


def load_data(folder: str = "training_data_student") -> Dict[str, Array]:
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
