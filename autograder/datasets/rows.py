"""Read which rows of a larger data set a course chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograder.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def read_row_numbers(path: Path, count: int) -> NDArray[np.integer]:
    """The row numbers (M,) in a `.npy` file, each from 0 to `count` - 1.

    Raises:
        BadInputError: naming the file, if it is absent, cannot be read without pickle, or holds anything else.
    """
    try:
        rows = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise BadInputError(f"{path}: the file with the row numbers is missing") from None
    except (OSError, ValueError, EOFError) as error:
        raise BadInputError(f"{path}: not an array file that can be read ({error})") from None
    whole_numbers = rows.ndim == 1 and rows.dtype.kind in "iu" and rows.size > 0
    if not whole_numbers or rows.min() < 0 or rows.max() >= count:
        raise BadInputError(f"{path}: has to be a list of row numbers from 0 to {count - 1}")
    return np.asarray(rows)
