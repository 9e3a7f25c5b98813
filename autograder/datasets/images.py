"""Grey images with their labels, and the CSV rows that courses hand out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

_LARGEST_LABEL = 9  # "9.00" is as long as a pixel's text; "10.00" would not be


@dataclass(frozen=True, kw_only=True)
class LabelledImages:
    """Grey images and what they show: `pixels` (N, height, width) and `labels` (N,), both in bytes."""

    pixels: Bytes
    labels: Bytes

    def take(self, rows: NDArray[np.integer]) -> LabelledImages:
        """These rows, in this order."""
        return LabelledImages(pixels=self.pixels[rows], labels=self.labels[rows])


def csv_rows(images: LabelledImages) -> bytes:
    """One line an image: its pixels as fractions of 255, then its label, every cell with two decimals.

    No newline follows the last line.

    Raises:
        ValueError: if a label is above 9.
    """
    if images.labels.max(initial=0) > _LARGEST_LABEL:
        raise ValueError(f"there is a label {images.labels.max()}, and these rows hold labels from 0 to 9")
    # There are millions of cells, so the text of each possible byte is made once and then looked up.
    fractions = _cell_table([value / 255 for value in range(256)], ",")
    labels = _cell_table([float(value) for value in range(_LARGEST_LABEL + 1)], "\n")
    count, *size = images.pixels.shape
    cells = fractions[images.pixels.reshape(count, int(np.prod(size)))].reshape(count, -1)
    return np.concatenate([cells, labels[images.labels]], axis=1).tobytes().removesuffix(b"\n")


def _cell_table(values: Sequence[float], end: str) -> Bytes:
    text = "".join(f"{value:.2f}{end}" for value in values).encode("ascii")
    return np.frombuffer(text, np.uint8).reshape(len(values), -1)
