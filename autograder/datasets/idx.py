"""Read IDX files, the format of MNIST and of data sets made after it, such as Fashion-MNIST."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import numpy as np

from autograder.datasets.images import LabelledImages
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

_SIDE = 28  # pixels along an edge
_MOST_ITEMS = 10**6


def data_folder(source: Path, name: str) -> Path:
    """`source/name`, or `source` itself if there is no such folder: it may hold the files of one data set alone."""
    return source / name if (source / name).is_dir() else source


def read_images(folder: Path, part: str = "train", *, classes: int = 10) -> LabelledImages:
    """The images (N, 28, 28) and labels (N,) of `<part>-images-idx3-ubyte.gz` and `<part>-labels-idx1-ubyte.gz`.

    Args:
        folder: Where the two files are.
        part: `train` or `t10k`, as MNIST calls its test set.
        classes: Labels from here on are refused.

    Raises:
        BadInputError: if a file is missing or bad, or the two do not belong together.
    """
    images = LabelledImages(
        pixels=read_idx(folder / f"{part}-images-idx3-ubyte.gz", (_SIDE, _SIDE)),
        labels=read_idx(folder / f"{part}-labels-idx1-ubyte.gz", ()),
    )
    if len(images.pixels) != len(images.labels):
        raise BadInputError(
            f"{folder}: there are {len(images.pixels)} {part} images and {len(images.labels)} labels; "
            "fetch both files from the same place"
        )
    if images.labels.max(initial=0) >= classes:
        raise BadInputError(
            f"{folder}: there is a label {images.labels.max()} among the {part} labels, which have to be below "
            f"{classes}; this is another data set"
        )
    return images


def read_idx(path: Path, shape: tuple[int, ...]) -> Bytes:
    """The items (N, *shape) of a gzipped IDX file of bytes.

    Raises:
        BadInputError: naming the file, if it is absent, no such file, of another shape, cut off or too long.
    """
    try:
        with gzip.open(path) as stream:
            header = stream.read(4 * (2 + len(shape)))
            count = _count_in(path, header, shape)
            size = count * int(np.prod(shape, dtype=np.int64))
            content = stream.read(size + 1)
    except FileNotFoundError:
        raise BadInputError(f"{path}: the file is missing; put the data set's .gz files there") from None
    except EOFError:
        raise BadInputError(f"{path}: the file is cut off; fetch it again") from None
    except (OSError, zlib.error) as error:
        raise BadInputError(f"{path}: the file cannot be read ({error}); fetch it again") from None
    if len(content) != size:
        fault = "cut off" if len(content) < size else "longer than its header says"
        raise BadInputError(f"{path}: the file is {fault}; fetch it again")
    return np.frombuffer(content, np.uint8).reshape(count, *shape)


def _count_in(path: Path, header: bytes, shape: tuple[int, ...]) -> int:
    """Check that an IDX header announces bytes of this shape, and return the number of items."""
    magic = bytes([0, 0, 8, 1 + len(shape)])  # 8: unsigned bytes; then the number of dimensions
    if header[:4] != magic[: len(header)]:
        raise BadInputError(
            f"{path}: not an IDX file (it has to begin with {magic.hex(' ')}); fetch it again"
        )
    numbers = np.frombuffer(header[: len(header) // 4 * 4], ">u4").tolist()
    if len(numbers) < 2 + len(shape):
        raise BadInputError(f"{path}: the file is cut off in its header; fetch it again")
    if tuple(numbers[2:]) != shape:
        raise BadInputError(f"{path}: its items are of shape {tuple(numbers[2:])} and have to be {shape}")
    if numbers[1] > _MOST_ITEMS:
        raise BadInputError(f"{path}: its header announces {numbers[1]} items, more than {_MOST_ITEMS}")
    return int(numbers[1])
