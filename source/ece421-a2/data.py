"""The images of Assignment 2: one file `notMNIST.npz`, as the course's is, with the arrays `images` and `labels`.

The course's own file of letters is not to be had. Without `--data` the images are scikit-learn's digits, jittered;
with it, the 10,000 notMNIST images in `notmnist/`. Digits are laid so that after the shuffle of `loadData` no variant
of a digit that is trained on stands in the validation or the test set.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from autograder.datasets import data_folder, jittered_digits
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

SEED = 521  # of the shuffle in `loadData`, which every student's file has
ROWS_PER_CLASS = {"train": 1000, "valid": 600, "test": 150}
NOTMNIST = "notMNIST_10k.npz"


def make(source: Path | None) -> Mapping[str, bytes]:
    """`notMNIST.npz`: images (rows, 28, 28) of whole numbers from 0 to 255, labels (rows,) from 0 to 9.

    Args:
        source: A folder with notMNIST in `notmnist/` (or in itself); None for 17,500 jittered digits.

    Raises:
        BadInputError: if the source lacks the file, or it holds something else.
    """
    images, labels = digits() if source is None else letters(data_folder(source, "notmnist") / NOTMNIST)
    content = io.BytesIO()
    np.savez_compressed(content, images=images, labels=labels)
    return {"notMNIST.npz": content.getvalue()}


def digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Digits in such an order that the shuffle of `loadData` brings the parts one after the other."""
    parts = jittered_digits(ROWS_PER_CLASS, SEED).values()
    pixels, labels = (
        np.concatenate([part.pixels for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
    order = np.random.RandomState(SEED).permutation(len(labels))
    images, targets = np.empty_like(pixels), np.empty(len(labels), np.int64)
    images[order], targets[order] = pixels, labels
    return images, targets


def letters(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The images of notMNIST at hand, as they are."""
    try:
        with np.load(path) as data:
            images, labels = data["images"], data["labels"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInputError(
            f"{path}: cannot be read as arrays `images` and `labels` ({error}); put notMNIST there, or build "
            "without --data for the digits that scikit-learn carries"
        ) from None
    if images.ndim != 3 or len(images) != len(labels):
        raise BadInputError(f"{path}: `images` should be (rows, height, width), with a label for each row")
    return images, labels
