"""The data sets: the course's own bytes where MNIST is at hand, real digits where nothing is."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import datasets
from autograder.errors import BadInputError

COURSE_SHA256 = {
    "train.csv": "646802b5f16886753d4ba72c3e309741ecef49f565688de0ad1c085fff3375b2",
    "test.csv": "97ff45e4ba1e738b512e8f738d4581bc01d5e74fc577c2bf2723a355a4e05108",
}
OFFLINE_SHA256 = {
    "train.csv": "8a7efc94b1529b0693f8fe9f663acce63c27987bbda4365f2bb4609dd417b322",
    "test.csv": "1853efaee74370c72f6d0f9671e09240ad5805da0a5e9c5dd70a929e0fc865e8",
}


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the digits of scikit-learn were written into."""
    pytest.importorskip("sklearn", reason="the offline digits come from scikit-learn")
    folder = tmp_path_factory.mktemp("offline") / "training_data_student"
    datasets.make("cmu10701-digits", folder, None)
    return folder


@pytest.fixture(scope="module")
def shared_data() -> Path:
    """The folder with the real data sets, or a skip."""
    sibling = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("AUTOGRADER_DATA", sibling))
    if not (folder / "mnist").is_dir():
        pytest.skip("no MNIST: set AUTOGRADER_DATA to the folder that holds mnist/")
    return folder


def idx(shape: tuple[int, ...], content: bytes, magic: int = 8) -> bytes:
    """A gzipped IDX file."""
    return gzip.compress(struct.pack(f">HBB{len(shape)}I", 0, magic, len(shape), *shape) + content)


def read(path: Path) -> np.ndarray:
    """A data set's file as numbers."""
    return np.array([line.split(",") for line in path.read_text(encoding="ascii").split("\n")], float)


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of each file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_real_mnist_gives_the_courses_own_files_byte_for_byte(shared_data: Path, tmp_path: Path) -> None:
    """The course published the checksums; anything else would move every accuracy in its document."""
    datasets.make("cmu10701-digits", tmp_path, shared_data)

    assert digests(tmp_path) == COURSE_SHA256


def test_offline_digits_are_the_same_bytes_on_every_machine(offline: Path) -> None:
    """Released data sets must not differ between the staff's machines."""
    assert digests(offline) == OFFLINE_SHA256


@pytest.mark.parametrize(("name", "rows"), [("train.csv", 3000), ("test.csv", 1000)])
def test_offline_digits_have_the_courses_form(offline: Path, name: str, rows: int) -> None:
    """784 pixels from 0 to 1 and a label, two decimals each, every class equally often."""
    table = read(offline / name)
    cells = (offline / name).read_text(encoding="ascii").replace("\n", ",").split(",")

    assert table.shape == (rows, 785)
    assert {len(cell) for cell in cells} == {4}
    assert (table[:, :-1].min(), table[:, :-1].max()) == (0, 1)
    assert np.bincount(table[:, -1].astype(int)).tolist() == [rows // 10] * 10


def test_no_variant_of_a_training_digit_is_tested() -> None:
    """Twins on both sides of the split would make memory look like learning."""
    labels = np.repeat(np.arange(10), 9).astype(np.uint8)

    rows = datasets.split_originals(labels, np.random.RandomState(0))

    assert set(rows["train"]).isdisjoint(rows["test"])
    assert set(rows["train"]) | set(rows["test"]) == set(range(90))


def test_offline_digits_are_in_mixed_order(offline: Path) -> None:
    """Training does not shuffle, so a batch of 50 has to hold every class."""
    labels = read(offline / "train.csv")[:, -1].reshape(-1, 50)

    assert min(len(set(batch)) for batch in labels) >= 8


def test_offline_digits_can_be_learnt_but_are_not_trivial(offline: Path) -> None:
    """The nearest of ten mean images names most digits, and leaves work to a network."""
    train, test = read(offline / "train.csv"), read(offline / "test.csv")
    means = np.stack([train[train[:, -1] == label, :-1].mean(axis=0) for label in range(10)])

    nearest = np.square(test[:, None, :-1] - means).sum(axis=2).argmin(axis=1)

    assert 0.75 < np.mean(nearest == test[:, -1]) < 0.95


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A grading machine has no scikit-learn; whoever builds there is told the extra's name."""
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)

    with pytest.raises(BadInputError, match=r"pip install 'course-autograder\[build\]'"):
        datasets.make("cmu10701-digits", tmp_path / "data", None)

    assert not (tmp_path / "data").exists()


def test_an_unknown_recipe_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """A misspelt recipe in assignment.toml is found at once."""
    with pytest.raises(BadInputError, match=r"'digits' is no recipe.*cmu10701-digits"):
        datasets.make("digits", tmp_path, None)


def test_mnist_without_row_numbers_says_where_to_put_them(tmp_path: Path) -> None:
    """MNIST alone is not the course's subset."""
    write_mnist(tmp_path, count=2)

    with pytest.raises(BadInputError, match=r"cmu10701-hw3.train_indices\.npy: the course's row numbers are missing"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


def test_an_empty_source_says_which_file_is_missing(tmp_path: Path) -> None:
    """`--data` on the wrong folder."""
    with pytest.raises(BadInputError, match=r"train-images-idx3-ubyte\.gz: the file is missing"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


def test_another_mnist_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    """Row numbers of the course into some other file of digits give plausible, wrong data."""
    write_mnist(tmp_path, count=2)
    write_row_numbers(tmp_path, np.array([0, 1]))

    with pytest.raises(BadInputError, match=r"train\.csv made from it is not the course's"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)

    assert not (tmp_path / "out").exists()


def test_mnists_files_may_lie_in_the_source_itself(shared_data: Path, tmp_path: Path) -> None:
    """Who downloaded MNIST has four files in one folder."""
    for path in (shared_data / "mnist").glob("train-*"):
        shutil.copy(path, tmp_path)
    shutil.copytree(shared_data / "cmu10701-hw3", tmp_path / "cmu10701-hw3")

    datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)

    assert digests(tmp_path / "out") == COURSE_SHA256


def test_images_without_their_labels_are_refused(tmp_path: Path) -> None:
    """Files of two different downloads."""
    write_mnist(tmp_path, count=2)
    (tmp_path / "mnist" / "train-labels-idx1-ubyte.gz").write_bytes(idx((3,), b"\0\1\2"))

    with pytest.raises(BadInputError, match="2 training images and 3 labels"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


def test_a_label_above_nine_is_refused(tmp_path: Path) -> None:
    """EMNIST's letters come in the same format."""
    write_mnist(tmp_path, count=2, label=b"\x0a")
    write_row_numbers(tmp_path, np.array([0, 1]))

    with pytest.raises(BadInputError, match="a label 10"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


@pytest.mark.parametrize(
    "rows", [np.array([0, 2]), np.array([-1]), np.array([0.5]), np.array([[0]]), np.array([], int)]
)
def test_row_numbers_outside_mnist_are_refused(tmp_path: Path, rows: np.ndarray) -> None:
    """A negative number would silently count from the end."""
    write_mnist(tmp_path, count=2)
    write_row_numbers(tmp_path, rows)

    with pytest.raises(BadInputError, match=r"train_indices\.npy: has to be a list of row numbers from 0 to 1"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


def test_row_numbers_that_need_pickle_are_refused(tmp_path: Path) -> None:
    """An array file from elsewhere must not run code."""
    write_mnist(tmp_path, count=2)
    write_row_numbers(tmp_path, np.array([{}]))

    with pytest.raises(BadInputError, match=r"train_indices\.npy: not an array file that can be read"):
        datasets.make("cmu10701-digits", tmp_path / "out", tmp_path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "cut off in its header"),
        (b"\x89PNG", "cannot be read"),
        (gzip.compress(b"\0\0\x08"), "cut off in its header"),
        (idx((2, 2, 2), bytes(8))[:-10], "cut off"),
        (idx((2, 2, 2), bytes(7)), "cut off"),
        (idx((2, 2, 2), bytes(9)), "longer than its header says"),
        (idx((2, 2, 2), bytes(8), magic=13), "not an IDX file"),
        (idx((8,), bytes(8)), "not an IDX file"),
        (idx((2, 2, 3), bytes(12)), r"of shape \(2, 3\) and have to be \(2, 2\)"),
        (idx((2**32 - 1, 2, 2), bytes(8)), "announces 4294967295 items"),
    ],
    ids=["empty", "png", "stub", "cut", "short", "long", "floats", "flat", "shape", "huge"],
)
def test_a_bad_idx_file_is_refused_by_name(tmp_path: Path, content: bytes, fault: str) -> None:
    """Half a download is the usual case."""
    (tmp_path / "images.gz").write_bytes(content)

    with pytest.raises(BadInputError, match=rf"images\.gz: .*{fault}"):
        datasets.read_idx(tmp_path / "images.gz", (2, 2))


def test_idx_items_keep_their_order(tmp_path: Path) -> None:
    """Images, then rows, then columns."""
    (tmp_path / "images.gz").write_bytes(idx((2, 2, 3), bytes(range(12))))

    items = datasets.read_idx(tmp_path / "images.gz", (2, 3))

    assert items.tolist() == np.arange(12).reshape(2, 2, 3).tolist()


def write_mnist(folder: Path, count: int, label: bytes = b"\1") -> None:
    """A blank MNIST of `count` training images."""
    mnist = folder / "mnist"
    mnist.mkdir()
    (mnist / "train-images-idx3-ubyte.gz").write_bytes(idx((count, 28, 28), bytes(count * 784)))
    (mnist / "train-labels-idx1-ubyte.gz").write_bytes(idx((count,), label * count))


def write_row_numbers(folder: Path, rows: np.ndarray) -> None:
    """The same choice of rows for training and for testing."""
    (folder / "cmu10701-hw3").mkdir()
    for part in ("train", "test"):
        np.save(folder / "cmu10701-hw3" / f"{part}_indices.npy", rows)
