"""The data set and the record of a training. Given: leave it as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np


class Part:
    """The examples of one part of a data set, handed out in batches."""

    def __init__(self, data: np.ndarray, labels: np.ndarray, batch_size: int) -> None:
        """Keep the examples.

        Args:
            data: (N, n_in), one example in each row.
            labels: (N, k), one-hot.
            batch_size: Examples in a batch; the last batch of an epoch may be smaller.
        """
        self.data, self.labels, self.batch_size = data, labels, batch_size
        self.samples_per_epoch = -(-len(data) // batch_size)
        self._order = np.arange(len(data))
        self._next = 0

    def sample(self) -> tuple[np.ndarray, np.ndarray]:
        """The next batch: inputs and labels. Before the first batch of an epoch the examples are shuffled."""
        if self._next >= len(self.data):
            self._next = 0
        if self._next == 0:
            np.random.shuffle(self._order)
        chosen = self._order[self._next : self._next + self.batch_size]
        self._next += self.batch_size
        return self.data[chosen], self.labels[chosen]


class Dataset:
    """Three parts: `train` to learn from, `validate` to choose settings with, `test` to look at once."""

    def __init__(self, train: Part, validate: Part, test: Part) -> None:
        """Keep the three parts."""
        self.train, self.validate, self.test = train, validate, test
        self.in_dim = train.data.shape[1]
        self.out_dim = train.labels.shape[1]


def load_dataset(name: str = "iris", batch_size: int = 25, folder: str | None = None) -> Dataset:
    """Read a data set from the files that came with this assignment.

    iris: 150 flowers of three species, 50 of each; four lengths in centimetres. 105 flowers to train on, 15 to
    validate with, 30 to test with.

    Args:
        name: What the files are called.
        batch_size: Examples in a batch.
        folder: Where the files are, seen from where you run Python; the data set's own folder unless given.
    """
    place = Path(name if folder is None else folder)
    parts = [
        Part(
            np.load(place / f"{name}_{part}_data.npy"),
            np.load(place / f"{name}_{part}_labels.npy"),
            batch_size,
        )
        for part in ("train", "val", "test")
    ]
    return Dataset(*parts)


class Logger:
    """Writes down how a training goes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.iteration_loss: list[float] = []  # one number for each batch
        self.train_loss: list[float] = []  # the others: one number for each epoch
        self.train_accuracy: list[float] = []
        self.validation_loss: list[float] = []
        self.validation_accuracy: list[float] = []

    def log(self, losses: list[float], accuracy: float, val_loss: float, val_accuracy: float) -> None:
        """Add one epoch.

        Args:
            losses: The losses of its batches.
            accuracy: The mean accuracy of its batches.
            val_loss: The loss of the validation part at its end.
            val_accuracy: The accuracy of the validation part at its end.
        """
        self.iteration_loss += [float(loss) for loss in losses]
        self.train_loss.append(float(np.mean(losses)))
        self.train_accuracy.append(float(accuracy))
        self.validation_loss.append(float(val_loss))
        self.validation_accuracy.append(float(val_accuracy))
