from __future__ import annotations

from dataclasses import dataclass, field, asdict
from pathlib import Path
from typing import Dict, Iterator, List, Tuple, Type, Union

import numpy as np

try:
    from tqdm import trange
except ImportError:
    trange = range

from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Module, ReLU, Sigmoid


def init_linear_params(in_size: int, out_size: int) -> Tuple[np.ndarray, np.ndarray]:
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


class MultiLayerPerceptron:
    def __init__(self, layers: List[Module]) -> None:
        self.layers = layers

    def forward(self, x: np.ndarray) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, criterion: Module) -> None:
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)


def define_network(
    size_hidden: Union[int, List[int]],
    size_input: int = 784,
    size_output: int = 10,
    seed: int = 10701,
    activation: Type[Module] = Sigmoid,
) -> MultiLayerPerceptron:
    np.random.seed(seed)
    hidden = [size_hidden] if np.isscalar(size_hidden) else [*size_hidden]
    layers: List[Module] = []
    for n_in, n_out in zip([size_input, *hidden], hidden):
        layers += [Linear(init_linear_params(n_in, n_out)), activation()]
    return MultiLayerPerceptron([*layers, Linear(init_linear_params(hidden[-1], size_output))])


@dataclass
class History:
    train_loss: List[float] = field(default_factory=list)
    test_loss: List[float] = field(default_factory=list)
    train_accuracy: List[float] = field(default_factory=list)
    test_accuracy: List[float] = field(default_factory=list)
    yhat_train: List[int] = field(default_factory=list)
    yhat_test: List[int] = field(default_factory=list)


def _batches(x: np.ndarray, y: np.ndarray, size: int) -> Iterator[Tuple[np.ndarray, np.ndarray]]:
    for begin in range(0, len(x), size):
        yield x[begin : begin + size], y[begin : begin + size]


def _evaluate(model, x, y, size) -> Tuple[float, np.ndarray]:
    """Mean of the batches' losses, and all predicted labels."""
    losses, labels = [], []
    for xb, yb in _batches(x, y, size):
        scores = model.forward(xb)
        losses.append(CrossEntropyLoss().forward(scores, yb))
        labels.append(scores.argmax(axis=1))
    return sum(losses) / len(losses), np.concatenate(labels)


def train_network(
    model: MultiLayerPerceptron,
    dataset: Dict[str, np.ndarray],
    num_epoch: int,
    learning_rate: float,
    batch_size: int,
    seed: int = 10701,
) -> Dict[str, list]:
    np.random.seed(seed)
    history = History()
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()
    for _ in trange(num_epoch):
        for xb, yb in _batches(dataset["train_x"], dataset["train_y"], batch_size):
            criterion.forward(model.forward(xb), yb)
            model.backward(criterion)
            optimizer.step()
        for split in ("train", "test"):
            loss, labels = _evaluate(model, dataset[f"{split}_x"], dataset[f"{split}_y"], batch_size)
            getattr(history, f"{split}_loss").append(loss)
            getattr(history, f"{split}_accuracy").append(np.mean(labels == dataset[f"{split}_y"]))
            setattr(history, f"yhat_{split}", labels.tolist())
    return asdict(history)


def load_data(folder: str = "training_data_student") -> Dict[str, np.ndarray]:
    train = np.loadtxt(Path(folder) / "train.csv", delimiter=",")
    test = np.loadtxt(Path(folder) / "test.csv", delimiter=",")
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }
