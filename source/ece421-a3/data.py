"""Iris: 150 flowers, split into 105 to train on, 15 to validate with and 30 to test with; labels one-hot.

With the course's split at hand it is used as it is; without it, the flowers that scikit-learn carries are split here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from autograder.datasets import data_folder
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SEED = 421
ROWS = {"train": 105, "val": 15, "test": 30}
SPECIES, LENGTHS = 3, 4


def make(source: Path | None) -> Mapping[str, bytes]:
    """`iris_train_data.npy`, `iris_train_labels.npy`, and the same for `val` and `test`.

    Args:
        source: A folder with the course's six files in `iris/` (or in itself); None for scikit-learn's flowers.

    Raises:
        BadInputError: if a file is missing or does not hold what it should.
    """
    return of_scikit_learn() if source is None else of_the_course(data_folder(source, "iris"))


def of_scikit_learn() -> dict[str, bytes]:
    """Scikit-learn's flowers in an order drawn by the seed, cut into three parts."""
    from sklearn.datasets import load_iris  # noqa: PLC0415 - not needed with the course's files

    flowers = load_iris()
    order = np.random.RandomState(SEED).permutation(len(flowers.target))
    data, labels = flowers.data[order], np.eye(SPECIES)[flowers.target[order]]
    files, start = {}, 0
    for part, count in ROWS.items():
        rows = slice(start, start + count)
        files[f"iris_{part}_data.npy"] = saved(data[rows])
        files[f"iris_{part}_labels.npy"] = saved(labels[rows])
        start += count
    return files


def of_the_course(folder: Path) -> dict[str, bytes]:
    """The course's files as they are, after a look at what they hold."""
    files = {}
    for part, count in ROWS.items():
        for kind, columns in (("data", LENGTHS), ("labels", SPECIES)):
            path = folder / f"iris_{part}_{kind}.npy"
            try:
                shape = np.load(path, allow_pickle=False).shape
                files[path.name] = path.read_bytes()
            except (OSError, ValueError) as error:
                raise BadInputError(
                    f"{path}: this is no file of numbers that NumPy can read; put the course's six files there, or "
                    "build without --data for the flowers that scikit-learn carries"
                ) from error
            if shape != (count, columns):
                raise BadInputError(f"{path}: the array in it is {shape}, and should be {(count, columns)}")
    return files


def saved(array: np.ndarray) -> bytes:
    """What `numpy.save` writes."""
    into = io.BytesIO()
    np.save(into, array)
    return into.getvalue()
