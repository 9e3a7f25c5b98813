"""Make a data set without a download: scikit-learn's 8x8 digits, enlarged to the size of MNIST's."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np

from autograder.datasets.images import LabelledImages
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]

_SIDE = 28  # pixels along an edge, as MNIST has them


def jittered_digits(rows_per_class: Mapping[str, int], seed: int) -> dict[str, LabelledImages]:
    """Digits (N, 28, 28) for each part of a data set, in balanced classes, the same bytes on every machine.

    The originals are divided among the parts in proportion to their rows, so that no variant of a digit that is
    trained on is tested.

    Args:
        rows_per_class: Part to how many rows each digit has in it: `{"train": 300, "test": 100}` makes 3000 and 1000.
        seed: Rules the division, the jitter and the order of the rows.

    Raises:
        BadInputError: if scikit-learn is not installed, or a part is so small that no original is left for it.
    """
    images, labels = _scanned_digits()
    # RandomState and not default_rng: only its stream is promised not to change (NEP 19).
    random = np.random.RandomState(seed)
    large = _enlarge(images)
    return {
        part: LabelledImages(pixels=_jitter(large[rows], random), labels=labels[rows])
        for part, rows in split_originals(labels, rows_per_class, random).items()
    }


def split_originals(
    labels: Bytes, rows_per_class: Mapping[str, int], random: np.random.RandomState
) -> dict[str, NDArray[np.integer]]:
    """Which original stands behind each row of each part.

    The split is between originals: all variants of one of them lie in the same part, so that a test set measures
    generalisation and not memory.
    """
    rows: dict[str, list[NDArray[np.integer]]] = {part: [] for part in rows_per_class}
    for label in np.unique(labels):
        originals = random.permutation(np.flatnonzero(labels == label))
        for part, chosen in _shares(originals, rows_per_class).items():
            if chosen.size == 0:
                raise BadInputError(
                    f"there are too few digits for the part {part!r}; give it a larger share of the rows"
                )
            rows[part].append(np.resize(chosen, rows_per_class[part]))
    # Courses train without shuffling, so the classes have to be mixed here.
    return {part: random.permutation(np.concatenate(by_class)) for part, by_class in rows.items()}


def _shares(
    originals: NDArray[np.integer], rows_per_class: Mapping[str, int]
) -> dict[str, NDArray[np.integer]]:
    """The originals of one class, divided in proportion to the rows; the first part has what rounding leaves."""
    first, *others = rows_per_class
    shares = {}
    start = 0
    for part in others:
        end = start + len(originals) * rows_per_class[part] // sum(rows_per_class.values())
        shares[part] = originals[start:end]
        start = end
    return {first: originals[start:], **shares}


def _scanned_digits() -> tuple[Floats, Bytes]:
    """The 1797 images (N, 8, 8), from 0 to 1, and their labels (N,)."""
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

    turn = one_each(
        -0.07, 0.07
    )  # tangent of half the angle: 8 degrees, and no cosine to differ between machines
    slant = one_each(-0.15, 0.15)
    height, width = one_each(0.9, 1.1) * 21 / size, one_each(0.9, 1.1) * 23 / size
    down, right = one_each(-1.5, 1.5), one_each(-1.5, 1.5)
    ink = one_each(0.8, 1.0)

    # From each pixel of the canvas back to the position in the image that it shows.
    position = np.arange(_SIDE) - (_SIDE - 1) / 2
    y, x = position[:, None] - down, position - right
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
