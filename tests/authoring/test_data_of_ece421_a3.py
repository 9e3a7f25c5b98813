"""The flowers of ece421-a3: the course's own split where it is at hand, the same flowers where nothing is."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.source.data_script import make_data
from autograder.errors import BadInputError
from autograder.model.assignment import load_assignment

SOURCE = Path(__file__).resolve().parents[2] / "source" / "ece421-a3"
ROWS = {"train": 105, "val": 15, "test": 30}


def made(source: Path | None) -> dict[str, bytes]:
    """The files of the data set."""
    return make_data(load_assignment(SOURCE), source)


def arrays(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Each file's array by the words that differ in its name: "train_data"."""
    return {
        name.removeprefix("iris_").removesuffix(".npy"): np.load(io.BytesIO(content), allow_pickle=False)
        for name, content in files.items()
    }


@pytest.fixture(scope="module")
def course_files() -> Path:
    """The folder that holds the course's own split in `iris/`, or a skip."""
    sibling = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("AUTOGRADER_DATA", sibling))
    if not (folder / "iris").is_dir():
        pytest.skip("no split of the course's: set AUTOGRADER_DATA to the folder that holds iris/")
    return folder


def test_the_flowers_are_split_into_three_parts_that_share_none() -> None:
    """150 flowers, each species in each part, labels one-hot."""
    pytest.importorskip("sklearn", reason="the flowers come from scikit-learn")

    parts = arrays(made(None))

    assert {name: array.shape for name, array in parts.items()} == {
        f"{part}_{kind}": (count, columns)
        for part, count in ROWS.items()
        for kind, columns in (("data", 4), ("labels", 3))
    }
    labels = np.vstack([parts[f"{part}_labels"] for part in ROWS])
    assert labels.sum(axis=0).tolist() == [50, 50, 50]
    assert np.array_equal(np.sort(labels, axis=1), np.tile([0, 0, 1], (150, 1)))
    assert all(parts[f"{part}_labels"].any(axis=0).all() for part in ROWS)


def test_the_same_bytes_come_each_time() -> None:
    """The seed draws the order."""
    pytest.importorskip("sklearn", reason="the flowers come from scikit-learn")

    assert made(None) == made(None)


def test_the_course_s_files_are_taken_as_they_are(course_files: Path) -> None:
    """Byte for byte."""
    files = made(course_files)

    assert len(files) == 6
    assert files == {name: (course_files / "iris" / name).read_bytes() for name in files}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"no array", "no file of numbers"), (None, "no file of numbers"), (np.zeros((2, 2)), r"\(105, 4\)")],
    ids=["damaged", "missing", "another shape"],
)
def test_a_file_that_is_not_the_course_s_is_named(
    tmp_path: Path, content: bytes | np.ndarray | None, sentence: str
) -> None:
    """With what to do instead."""
    place = tmp_path / "iris_train_data.npy"
    if isinstance(content, np.ndarray):
        np.save(place, content)
    elif content is not None:
        place.write_bytes(content)

    with pytest.raises(BadInputError, match=sentence) as refused:
        made(tmp_path)

    assert str(place) in str(refused.value)
