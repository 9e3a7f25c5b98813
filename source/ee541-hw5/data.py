"""The images of Homework 5: `mnist_traindata.hdf5` and `mnist_testdata.hdf5`, each with the keys `xdata` and `ydata`.

Without `--data` they hold scikit-learn's digits, jittered; with it, all of MNIST.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import h5py
import numpy as np

from autograder.datasets import data_folder, jittered_digits, read_images

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.datasets import LabelledImages

SEED = 541
ROWS_PER_CLASS = {"train": 600, "test": 100}
CLASSES = 10


def make(source: Path | None) -> Mapping[str, bytes]:
    """Both files: images (rows, 784) from 0 to 1 in single precision, labels (rows, 10) one-hot in double.

    Args:
        source: A folder with MNIST in `mnist/` (or in itself); None for 6,000 and 1,000 jittered digits.
    """
    if source is None:
        parts = jittered_digits(ROWS_PER_CLASS, SEED)
    else:
        mnist = data_folder(source, "mnist")
        parts = {"train": read_images(mnist, "train"), "test": read_images(mnist, "t10k")}
    return {f"mnist_{part}data.hdf5": hdf5(images) for part, images in parts.items()}


def hdf5(images: LabelledImages) -> bytes:
    """The content of a file, the same bytes each time: HDF5 writes no time where it is not asked to."""
    content = io.BytesIO()
    with h5py.File(content, "w", libver="v110") as file:
        pixels = images.pixels.reshape(len(images.pixels), -1)
        file.create_dataset(
            "xdata", data=pixels.astype(np.float32) / 255, compression="gzip", track_times=False
        )
        labels = np.eye(CLASSES)[images.labels]
        file.create_dataset("ydata", data=labels, compression="gzip", track_times=False)
    return content.getvalue()
