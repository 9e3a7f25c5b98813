"""The digits of Homework 3: 3000 to train on and 1000 to test on, 784 pixels from 0 to 1 and the label in every row.

With MNIST at hand they are the course's own files, byte for byte; without it, digits that scikit-learn carries.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from autograder.datasets import csv_rows, data_folder, jittered_digits, read_images, read_row_numbers
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

SEED = 10701
ROWS_PER_CLASS = {"train": 300, "test": 100}

# The course's own files, whole: the subset is either exactly theirs or refused.
SHA256 = {
    "train.csv": "646802b5f16886753d4ba72c3e309741ecef49f565688de0ad1c085fff3375b2",
    "test.csv": "97ff45e4ba1e738b512e8f738d4581bc01d5e74fc577c2bf2723a355a4e05108",
}


def make(source: Path | None) -> Mapping[str, bytes]:
    """`train.csv` and `test.csv`.

    Args:
        source: A folder with MNIST in `mnist/` (or in itself) and the course's row numbers in `cmu10701-hw3/`;
            None for the digits that scikit-learn carries.

    Raises:
        BadInputError: if the source lacks something, or what it holds does not give the course's files.
    """
    if source is None:
        return {
            f"{part}.csv": csv_rows(digits) for part, digits in jittered_digits(ROWS_PER_CLASS, SEED).items()
        }
    mnist = read_images(data_folder(source, "mnist"))
    files = {
        f"{part}.csv": csv_rows(mnist.take(row_numbers(source, part, len(mnist.labels))))
        for part in ROWS_PER_CLASS
    }
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            raise BadInputError(
                f"{source}: the {name} made from it is not the course's (its sha256 differs); "
                "take MNIST's original training files and the course's row numbers"
            )
    return files


def row_numbers(source: Path, part: str, count: int) -> NDArray[np.integer]:
    """The course's choice among the `count` training images of MNIST."""
    path = source / "cmu10701-hw3" / f"{part}_indices.npy"
    if not path.exists():
        raise BadInputError(
            f"{path}: the course's row numbers are missing; put train_indices.npy and test_indices.npy "
            "there, or build without --data for the digits that scikit-learn carries"
        )
    return read_row_numbers(path, count)
