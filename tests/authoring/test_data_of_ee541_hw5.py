"""The HDF5 files of ee541-hw5: all of MNIST where it is at hand, digits of the same form where nothing is."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.source.data_script import make_data
from autograder.errors import BadInputError
from autograder.model.assignment import load_assignment

h5py = pytest.importorskip("h5py", reason="the files are HDF5")

SOURCE = Path(__file__).resolve().parents[2] / "source" / "ee541-hw5"


def made(source: Path | None) -> dict[str, bytes]:
    """The files of the data set."""
    return make_data(load_assignment(SOURCE), source)


def arrays(content: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The images and the labels of a file."""
    with h5py.File(io.BytesIO(content), "r") as file:
        return np.asarray(file["xdata"]), np.asarray(file["ydata"])


@pytest.fixture(scope="module")
def digits() -> dict[str, bytes]:
    """What is made where nothing is at hand."""
    pytest.importorskip("sklearn", reason="the digits come from scikit-learn")
    return made(None)


def test_the_files_have_the_form_of_the_course_s(digits: dict[str, bytes]) -> None:
    """Pixels from 0 to 1 in single precision, one-hot labels in double, each class as often as the others."""
    for name, count in (("mnist_traindata.hdf5", 6000), ("mnist_testdata.hdf5", 1000)):
        x, y = arrays(digits[name])

        assert (x.shape, x.dtype) == ((count, 784), np.float32)
        assert (x.min(), x.max() <= 1) == (0, True)
        assert (y.shape, y.dtype) == ((count, 10), np.float64)
        assert y.sum(axis=0).tolist() == [count / 10] * 10
        assert np.array_equal(np.unique(y), [0, 1])
        assert (y.sum(axis=1) == 1).all()
    assert len(digits) == 2


def test_the_same_bytes_come_each_time(digits: dict[str, bytes]) -> None:
    """No time stands in a file."""
    assert made(None) == digits


def test_mnist_is_taken_as_it_is() -> None:
    """60,000 and 10,000 images, in their order."""
    sibling = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("AUTOGRADER_DATA", sibling))
    if not (folder / "mnist").is_dir():
        pytest.skip("no MNIST: set AUTOGRADER_DATA to the folder that holds mnist/")

    files = made(folder)

    (x, y), (x_test, y_test) = (arrays(files[f"mnist_{part}data.hdf5"]) for part in ("train", "test"))
    assert (len(x), len(y), len(x_test), len(y_test)) == (60_000, 60_000, 10_000, 10_000)
    with gzip.open(folder / "mnist" / "train-labels-idx1-ubyte.gz") as labels:
        assert np.array_equal(np.frombuffer(labels.read(), np.uint8, offset=8), y.argmax(axis=1))
    with gzip.open(folder / "mnist" / "t10k-images-idx3-ubyte.gz") as images:
        pixels = np.frombuffer(images.read(), np.uint8, offset=16).reshape(10_000, 784)
    assert np.array_equal(np.rint(255 * x_test), pixels)


def test_a_folder_without_mnist_is_named(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(BadInputError, match=r"train-images-idx3-ubyte\.gz: the file is missing"):
        made(tmp_path)
