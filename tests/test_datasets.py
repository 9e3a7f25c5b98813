"""What data.py files are written with: readers that refuse half a download, and digits where nothing is at hand."""

from __future__ import annotations

import gzip
import struct
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder import datasets
from autograder.datasets.digits import split_originals
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


def idx(shape: tuple[int, ...], content: bytes, magic: int = 8) -> bytes:
    """A gzipped IDX file."""
    return gzip.compress(struct.pack(f">HBB{len(shape)}I", 0, magic, len(shape), *shape) + content)


def write_images(folder: Path, images: int, labels: bytes) -> None:
    """A pair of files as MNIST has them: blank training images, and these labels."""
    (folder / "train-images-idx3-ubyte.gz").write_bytes(idx((images, 28, 28), bytes(images * 784)))
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(idx((len(labels),), labels))


def test_images_are_read_with_their_labels(tmp_path: Path) -> None:
    """In their order, each 28 by 28."""
    write_images(tmp_path, 3, b"\4\0\7")

    images = datasets.read_images(tmp_path).take(np.array([2, 0]))

    assert (images.pixels.shape, images.labels.tolist()) == ((2, 28, 28), [7, 4])


def test_images_without_their_labels_are_refused(tmp_path: Path) -> None:
    """Files of two different downloads."""
    write_images(tmp_path, 2, b"\0\1\2")

    with pytest.raises(BadInputError, match="2 train images and 3 labels"):
        datasets.read_images(tmp_path)


def test_a_label_of_no_class_is_refused(tmp_path: Path) -> None:
    """EMNIST's letters come in the same format."""
    write_images(tmp_path, 2, b"\1\x0a")

    with pytest.raises(BadInputError, match="a label 10 among the train labels, which have to be below 10"):
        datasets.read_images(tmp_path)


@pytest.mark.parametrize("inside", [True, False], ids=["in its folder", "in the source itself"])
def test_a_data_set_is_found_in_its_folder_or_in_the_source(tmp_path: Path, inside: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Who fetched one data set alone has just its files."""
    if inside:
        (tmp_path / "mnist").mkdir()

    assert datasets.data_folder(tmp_path, "mnist") == (tmp_path / "mnist" if inside else tmp_path)


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
        (idx((2**32 - 1, 2, 2), bytes(8)), "announces 4294967295 items, more than"),
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


@pytest.mark.parametrize(
    "rows", [np.array([0, 2]), np.array([-1]), np.array([0.5]), np.array([[0]]), np.array([], int)]
)
def test_row_numbers_outside_the_data_set_are_refused(tmp_path: Path, rows: np.ndarray) -> None:
    """A negative number would silently count from the end."""
    np.save(tmp_path / "rows.npy", rows)

    with pytest.raises(BadInputError, match=r"rows\.npy: has to be a list of row numbers from 0 to 1"):
        datasets.read_row_numbers(tmp_path / "rows.npy", 2)


def test_row_numbers_that_need_pickle_are_refused(tmp_path: Path) -> None:
    """An array file from elsewhere must not run code."""
    np.save(tmp_path / "rows.npy", np.array([{}]))

    with pytest.raises(BadInputError, match=r"rows\.npy: not an array file that can be read"):
        datasets.read_row_numbers(tmp_path / "rows.npy", 2)


def test_missing_row_numbers_are_refused_by_name(tmp_path: Path) -> None:
    """An assignment's own words about them come first, where it has any."""
    with pytest.raises(BadInputError, match=r"rows\.npy: the file with the row numbers is missing"):
        datasets.read_row_numbers(tmp_path / "rows.npy", 2)


def test_csv_rows_hold_pixels_and_then_the_label() -> None:
    """Two decimals each, and no newline at the end."""
    images = datasets.LabelledImages(
        pixels=np.array([[[0, 255]], [[51, 128]]], np.uint8), labels=np.array([3, 9], np.uint8)
    )

    assert datasets.csv_rows(images) == b"0.00,1.00,3.00\n0.20,0.50,9.00"


def test_csv_rows_refuse_labels_of_two_digits() -> None:
    """They would not fit where the others stand."""
    images = datasets.LabelledImages(pixels=np.zeros((1, 1, 1), np.uint8), labels=np.array([10], np.uint8))

    with pytest.raises(ValueError, match="a label 10"):
        datasets.csv_rows(images)


def test_jittered_digits_come_in_parts_of_the_size_that_was_asked_for() -> None:
    """As many rows of each digit, from one seed the same, from another others."""
    pytest.importorskip("sklearn", reason="the digits come from scikit-learn")
    sizes = {"train": 3, "validation": 1, "test": 1}

    first, again, other = (datasets.jittered_digits(sizes, seed) for seed in (1, 1, 2))

    assert {part: np.bincount(images.labels).tolist() for part, images in first.items()} == {
        "train": [3] * 10,
        "validation": [1] * 10,
        "test": [1] * 10,
    }
    assert first["train"].pixels.shape == (30, 28, 28)
    assert np.array_equal(first["test"].pixels, again["test"].pixels)
    assert not np.array_equal(first["test"].pixels, other["test"].pixels)


def test_no_variant_of_a_training_digit_is_tested() -> None:
    """Twins on both sides of the split would make memory look like learning."""
    labels = np.repeat(np.arange(10), 9).astype(np.uint8)

    rows = split_originals(labels, {"train": 300, "validation": 100, "test": 100}, np.random.RandomState(0))

    originals = [set(part) for part in rows.values()]
    assert sum(map(len, originals)) == len(set().union(*originals)) == 90


def test_a_part_too_small_for_one_original_is_refused() -> None:
    """It would be filled with copies of nothing."""
    labels = np.repeat(np.arange(10), 9).astype(np.uint8)

    with pytest.raises(BadInputError, match="too few digits for the part 'test'"):
        split_originals(labels, {"train": 300, "test": 1}, np.random.RandomState(0))


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grading machine has no scikit-learn; whoever builds there is told the extra's name."""
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)

    with pytest.raises(BadInputError, match=r"pip install 'course-autograder\[build\]'"):
        datasets.jittered_digits({"train": 1}, 0)
