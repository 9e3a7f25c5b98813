"""Where the digits come from: a release's data set is made when it is built, and never kept in git."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from autograder.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]

SIDE: Final = 28  # pixels along an edge, as MNIST has them
CLASSES: Final = 10
_SEED: Final = 10701
_ROWS_PER_CLASS: Final = {"train": 300, "test": 100}

# The course's own files, whole: the subset is either exactly theirs or refused.
_COURSE_SHA256: Final = {
    "train.csv": "646802b5f16886753d4ba72c3e309741ecef49f565688de0ad1c085fff3375b2",
    "test.csv": "97ff45e4ba1e738b512e8f738d4581bc01d5e74fc577c2bf2723a355a4e05108",
}


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Grey images and what they show: `pixels` (N, 28, 28) and `labels` (N,), both in bytes."""

    pixels: Bytes
    labels: Bytes

    def take(self, rows: NDArray[np.integer]) -> Digits:
        """These rows, in this order."""
        return Digits(pixels=self.pixels[rows], labels=self.labels[rows])


def make(recipe: str, folder: Path, source: Path | None) -> None:
    """Fill an assignment's data folder.

    Args:
        recipe: A key of `RECIPES`, as `assignment.toml` names it.
        folder: Where the files go; made if absent, files of the same name are replaced.
        source: A folder with real data sets, or None for what can be made offline.

    Raises:
        BadInputError: if the recipe is unknown, or the source lacks something or holds something else.
    """
    if recipe not in RECIPES:
        raise BadInputError(f"{recipe!r} is no recipe for a data set; known are {', '.join(sorted(RECIPES))}")
    files = RECIPES[recipe](source)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def cmu10701_digits(source: Path | None) -> dict[str, bytes]:
    """3000 digits to train on and 1000 to test on: 784 pixels from 0 to 1 and the label in every row."""
    if source is None:
        return {f"{part}.csv": csv_bytes(digits) for part, digits in enlarged_digits().items()}
    train = read_mnist(source)
    files = {
        f"{part}.csv": csv_bytes(train.take(_row_numbers(source, part, len(train.labels))))
        for part in ("train", "test")
    }
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != _COURSE_SHA256[name]:
            raise BadInputError(
                f"{source}: the {name} made from it is not the course's (its sha256 differs); "
                "take MNIST's original training files and the course's row numbers"
            )
    return files


RECIPES: Final[Mapping[str, Callable[[Path | None], dict[str, bytes]]]] = {
    "cmu10701-digits": cmu10701_digits,
}


def csv_bytes(digits: Digits) -> bytes:
    """One line an image: its pixels as fractions of 255, then its label, every cell with two decimals.

    As in the course's files, no newline follows the last line.
    """
    # Three million cells: each byte's text is made once and then looked up, all being four characters long.
    fractions = _cell_table([value / 255 for value in range(256)], ",")
    labels = _cell_table([float(value) for value in range(CLASSES)], "\n")
    count = len(digits.labels)
    cells = fractions[digits.pixels.reshape(count, SIDE * SIDE)].reshape(count, -1)
    return np.concatenate([cells, labels[digits.labels]], axis=1).tobytes().removesuffix(b"\n")


def _cell_table(values: list[float], end: str) -> Bytes:
    text = "".join(f"{value:.2f}{end}" for value in values).encode("ascii")
    return np.frombuffer(text, np.uint8).reshape(len(values), -1)


# --- the digits that scikit-learn carries, 8x8, made as large as MNIST's ------------------------------


def enlarged_digits() -> dict[str, Digits]:
    """The offline data set: "train" and "test", in balanced classes, the same bytes on every machine."""
    images, labels = _scanned_digits()
    # RandomState and not default_rng: only its stream is promised not to change (NEP 19).
    random = np.random.RandomState(_SEED)
    large = _enlarge(images)
    return {
        part: Digits(pixels=_jitter(large[rows], random), labels=labels[rows])
        for part, rows in split_originals(labels, random).items()
    }


def split_originals(labels: Bytes, random: np.random.RandomState) -> dict[str, NDArray[np.integer]]:
    """Which original stands behind each row of "train" and of "test".

    The split is between originals: all variants of one of them lie on the same side, so that the test
    set measures generalisation and not memory.
    """
    rows: dict[str, list[NDArray[np.integer]]] = {"train": [], "test": []}
    for label in range(CLASSES):
        originals = random.permutation(np.flatnonzero(labels == label))
        cut = len(originals) // 4
        rows["test"].append(np.resize(originals[:cut], _ROWS_PER_CLASS["test"]))
        rows["train"].append(np.resize(originals[cut:], _ROWS_PER_CLASS["train"]))
    # The course trains without shuffling, so the classes have to be mixed here.
    return {part: random.permutation(np.concatenate(by_class)) for part, by_class in rows.items()}


def _scanned_digits() -> tuple[Floats, Bytes]:
    try:
        datasets = importlib.import_module("sklearn.datasets")
    except ModuleNotFoundError:
        raise BadInputError(
            "the digits come from scikit-learn, which is not installed; run pip install 'course-autograder[build]'"
        ) from None
    digits = datasets.load_digits()
    return digits.images / 16, digits.target.astype(np.uint8)


def _enlarge(images: Floats, factor: int = 4) -> Floats:
    """Every 8x8 image by cubic convolution to 32x32: smooth strokes where bilinear would leave diamonds.

    Sixteenths times weights in 1024ths: the sums are exact in floating point, whatever adds them up.
    """
    size = images.shape[1]
    at = (np.arange(size * factor) + 0.5) / factor - 0.5
    distance = np.minimum(np.abs(at[:, None] - np.arange(size)), 2)  # where `far` is 0
    near = 1.5 * distance**3 - 2.5 * distance**2 + 1
    far = -0.5 * distance**3 + 2.5 * distance**2 - 4 * distance + 2
    weights = np.where(distance < 1, near, far)
    large: Floats = weights @ images @ weights.T
    return large


def _jitter(images: Floats, random: np.random.RandomState) -> Bytes:
    """Each image a little turned, slanted, scaled, shifted and faded, on MNIST's 28x28 canvas."""
    count, size, _ = images.shape

    def one_each(low: float, high: float) -> Floats:
        return np.asarray(random.uniform(low, high, (count, 1, 1)))

    turn = one_each(-0.07, 0.07)  # tangent of half the angle: 8 degrees, and no cosine to differ between machines
    slant = one_each(-0.15, 0.15)
    height, width = one_each(0.9, 1.1) * 21 / size, one_each(0.9, 1.1) * 23 / size
    down, right = one_each(-1.5, 1.5), one_each(-1.5, 1.5)
    ink = one_each(0.8, 1.0)

    # From each pixel of the canvas back to the place in the image that it shows.
    place = np.arange(SIDE) - (SIDE - 1) / 2
    y, x = place[:, None] - down, place - right
    cosine, sine = (1 - turn * turn) / (1 + turn * turn), 2 * turn / (1 + turn * turn)
    y, x = cosine * y - sine * x, sine * y + cosine * x
    y, x = y / height, (x + slant * y) / width
    grey = _bilinear(images, y + (size - 1) / 2, x + (size - 1) / 2)
    # A pen leaves ink or paper; enlarging leaves haze between, which this takes away.
    stroke = np.clip((grey - 0.3) / 0.5, 0, 1)
    return np.rint(stroke * ink * 255).astype(np.uint8)


def _bilinear(images: Floats, y: Floats, x: Floats) -> Floats:
    """The images' values between pixels at (y, x), and 0 outside."""
    size = images.shape[1]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    y, x = np.clip(y + 1, 0, size + 1), np.clip(x + 1, 0, size + 1)
    top = np.minimum(y.astype(np.intp), size)
    left = np.minimum(x.astype(np.intp), size)
    lower, righter = y - top, x - left
    number = np.arange(len(images))[:, None, None]
    above = padded[number, top, left] * (1 - righter) + padded[number, top, left + 1] * righter
    below = padded[number, top + 1, left] * (1 - righter) + padded[number, top + 1, left + 1] * righter
    between: Floats = above * (1 - lower) + below * lower
    return between


# --- MNIST's own files --------------------------------------------------------------------------------


def read_mnist(source: Path) -> Digits:
    """MNIST's training images, from `source/mnist/` or from the folder itself.

    Raises:
        BadInputError: if a file is missing or bad, or the two do not belong together.
    """
    mnist = source / "mnist" if (source / "mnist").is_dir() else source
    train = Digits(
        pixels=read_idx(mnist / "train-images-idx3-ubyte.gz", (SIDE, SIDE)),
        labels=read_idx(mnist / "train-labels-idx1-ubyte.gz", ()),
    )
    if len(train.pixels) != len(train.labels):
        raise BadInputError(
            f"{mnist}: there are {len(train.pixels)} training images and {len(train.labels)} labels; "
            "fetch both files from the same place"
        )
    if train.labels.max(initial=0) >= CLASSES:
        raise BadInputError(f"{mnist}: there is a label {train.labels.max()}, so these are not MNIST's digits")
    return train


def read_idx(path: Path, shape: tuple[int, ...]) -> Bytes:
    """The items of a gzipped IDX file of bytes, each of this shape.

    Raises:
        BadInputError: naming the file, if it is absent, no such file, of another shape, cut off or too long.
    """
    try:
        with gzip.open(path) as stream:
            header = stream.read(4 * (2 + len(shape)))
            count = _idx_count(path, header, shape)
            size = count * int(np.prod(shape, dtype=np.int64))
            content = stream.read(size + 1)
    except FileNotFoundError:
        raise BadInputError(f"{path}: the file is missing; put MNIST's four .gz files there") from None
    except EOFError:
        raise BadInputError(f"{path}: the file is cut off; fetch it again") from None
    except (OSError, zlib.error) as error:
        raise BadInputError(f"{path}: the file cannot be read ({error}); fetch it again") from None
    if len(content) != size:
        fault = "cut off" if len(content) < size else "longer than its header says"
        raise BadInputError(f"{path}: the file is {fault}; fetch it again")
    return np.frombuffer(content, np.uint8).reshape(count, *shape)


def _idx_count(path: Path, header: bytes, shape: tuple[int, ...]) -> int:
    """How many items an IDX header announces, after checking that they are bytes of this shape."""
    magic = bytes([0, 0, 8, 1 + len(shape)])  # 8: unsigned bytes; then the number of dimensions
    if header[:4] != magic[: len(header)]:
        raise BadInputError(f"{path}: not an IDX file (it has to begin with {magic.hex(' ')}); fetch it again")
    numbers = np.frombuffer(header[: len(header) // 4 * 4], ">u4").tolist()
    if len(numbers) < 2 + len(shape):
        raise BadInputError(f"{path}: the file is cut off in its header; fetch it again")
    if tuple(numbers[2:]) != shape:
        raise BadInputError(f"{path}: its items are of shape {tuple(numbers[2:])} and have to be {shape}")
    if numbers[1] > 10**6:
        raise BadInputError(f"{path}: its header announces {numbers[1]} items, which no MNIST file holds")
    return int(numbers[1])


def _row_numbers(source: Path, part: str, count: int) -> NDArray[np.integer]:
    """The course's choice among MNIST's training images."""
    path = source / "cmu10701-hw3" / f"{part}_indices.npy"
    try:
        rows = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise BadInputError(
            f"{path}: the course's row numbers are missing; put train_indices.npy and test_indices.npy "
            "there, or build without --data for the digits that scikit-learn carries"
        ) from None
    except (OSError, ValueError, EOFError) as error:
        raise BadInputError(f"{path}: not an array file that can be read ({error})") from None
    if rows.ndim != 1 or rows.dtype.kind not in "iu" or rows.size == 0 or rows.min() < 0 or rows.max() >= count:
        raise BadInputError(f"{path}: has to be a list of row numbers from 0 to {count - 1}")
    return np.asarray(rows)
