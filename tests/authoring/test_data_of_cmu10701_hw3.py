"""The digits of cmu10701-hw3: the course's own bytes where MNIST is at hand, real digits where nothing is."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.source.data_script import make_data
from autograder.errors import BadInputError
from autograder.model.assignment import load_assignment

SOURCE = Path(__file__).resolve().parents[2] / "source" / "cmu10701-hw3"
COURSE_SHA256 = {
    "train.csv": "646802b5f16886753d4ba72c3e309741ecef49f565688de0ad1c085fff3375b2",
    "test.csv": "97ff45e4ba1e738b512e8f738d4581bc01d5e74fc577c2bf2723a355a4e05108",
}
OFFLINE_SHA256 = {
    "train.csv": "8a7efc94b1529b0693f8fe9f663acce63c27987bbda4365f2bb4609dd417b322",
    "test.csv": "1853efaee74370c72f6d0f9671e09240ad5805da0a5e9c5dd70a929e0fc865e8",
}


def made(source: Path | None) -> dict[str, bytes]:
    """The files of the data set."""
    return make_data(load_assignment(SOURCE), source)


@pytest.fixture(scope="module")
def offline() -> dict[str, bytes]:
    """The files that are made of the digits of scikit-learn."""
    pytest.importorskip("sklearn", reason="the offline digits come from scikit-learn")
    return made(None)


@pytest.fixture(scope="module")
def shared_data() -> Path:
    """The folder with the real data sets, or a skip."""
    sibling = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("AUTOGRADER_DATA", sibling))
    if not (folder / "mnist").is_dir():
        pytest.skip("no MNIST: set AUTOGRADER_DATA to the folder that holds mnist/")
    return folder


def idx(shape: tuple[int, ...], content: bytes, magic: int = 8) -> bytes:
    """A gzipped IDX file."""
    return gzip.compress(struct.pack(f">HBB{len(shape)}I", 0, magic, len(shape), *shape) + content)


def table_of(content: bytes) -> np.ndarray:
    """A data set's file as numbers."""
    return np.array([line.split(",") for line in content.decode("ascii").split("\n")], float)


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """The sha256 of each file."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_real_mnist_gives_the_courses_own_files_byte_for_byte(shared_data: Path) -> None:
    """The course published the checksums; anything else would move every accuracy in its document."""
    assert digests(made(shared_data)) == COURSE_SHA256


def test_offline_digits_are_the_same_bytes_on_every_machine(offline: dict[str, bytes]) -> None:
    """Released data sets must not differ between the staff's machines."""
    assert digests(offline) == OFFLINE_SHA256


@pytest.mark.parametrize(("name", "rows"), [("train.csv", 3000), ("test.csv", 1000)])
def test_offline_digits_have_the_courses_form(offline: dict[str, bytes], name: str, rows: int) -> None:
    """784 pixels from 0 to 1 and a label, two decimals each, every class equally often."""
    table = table_of(offline[name])
    cells = offline[name].decode("ascii").replace("\n", ",").split(",")

    assert table.shape == (rows, 785)
    assert {len(cell) for cell in cells} == {4}
    assert (table[:, :-1].min(), table[:, :-1].max()) == (0, 1)
    assert np.bincount(table[:, -1].astype(int)).tolist() == [rows // 10] * 10


def test_offline_digits_are_in_mixed_order(offline: dict[str, bytes]) -> None:
    """Training does not shuffle, so a batch of 50 has to hold every class."""
    labels = table_of(offline["train.csv"])[:, -1].reshape(-1, 50)

    assert min(len(set(batch)) for batch in labels) >= 8


def test_offline_digits_can_be_learnt_but_are_not_trivial(offline: dict[str, bytes]) -> None:
    """The nearest of ten mean images names most digits, and leaves work to a network."""
    train, test = table_of(offline["train.csv"]), table_of(offline["test.csv"])
    means = np.stack([train[train[:, -1] == label, :-1].mean(axis=0) for label in range(10)])

    nearest = np.square(test[:, None, :-1] - means).sum(axis=2).argmin(axis=1)

    assert 0.75 < np.mean(nearest == test[:, -1]) < 0.95


def test_mnist_without_row_numbers_says_where_to_put_them(tmp_path: Path) -> None:
    """MNIST alone is not the course's subset."""
    write_mnist(tmp_path, count=2)

    with pytest.raises(
        BadInputError, match=r"cmu10701-hw3.train_indices\.npy: the course's row numbers are missing"
    ):
        made(tmp_path)


def test_an_empty_source_says_which_file_is_missing(tmp_path: Path) -> None:
    """`--data` on the wrong folder."""
    with pytest.raises(BadInputError, match=r"train-images-idx3-ubyte\.gz: the file is missing"):
        made(tmp_path)


def test_another_mnist_is_refused(tmp_path: Path) -> None:
    """Row numbers of the course into some other file of digits give plausible, wrong data."""
    write_mnist(tmp_path, count=2)
    (tmp_path / "cmu10701-hw3").mkdir()
    for part in ("train", "test"):
        np.save(tmp_path / "cmu10701-hw3" / f"{part}_indices.npy", np.array([0, 1]))

    with pytest.raises(BadInputError, match=r"train\.csv made from it is not the course's"):
        made(tmp_path)


def test_mnists_files_may_lie_in_the_source_itself(shared_data: Path, tmp_path: Path) -> None:
    """Who downloaded MNIST has four files in one folder."""
    for path in (shared_data / "mnist").glob("train-*"):
        shutil.copy(path, tmp_path)
    shutil.copytree(shared_data / "cmu10701-hw3", tmp_path / "cmu10701-hw3")

    assert digests(made(tmp_path)) == COURSE_SHA256


def write_mnist(folder: Path, count: int) -> None:
    """A blank MNIST of `count` training images."""
    mnist = folder / "mnist"
    mnist.mkdir()
    (mnist / "train-images-idx3-ubyte.gz").write_bytes(idx((count, 28, 28), bytes(count * 784)))
    (mnist / "train-labels-idx1-ubyte.gz").write_bytes(idx((count,), b"\1" * count))
