"""Keep pictures of the figures that a submission has drawn, for staff: PNG files and nothing else."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from autograder.harness.student.drawing.pictures import LARGEST_PICTURE, LONGEST_SIDE, MOST_PICTURES

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"  # ISO/IEC 15948, 5.2: a PNG file begins so
_SIDES = struct.Struct(">II")  # width and height come next


class Pictures:
    """Writes them into a folder, named by test and number.

    Args:
        folder: The folder; it is made when there is a first picture.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, test: str, found: object) -> None:
        """Write what a worker sends, if it is a list of PNG files of a size that is no burden to look at.

        Args:
            test: The id of the test that ends.
            found: What the worker has sent.

        Raises:
            OSError: if a file cannot be written.
        """
        drawn = found[:MOST_PICTURES] if type(found) is list else []
        for number, png in enumerate(drawn, 1):
            if type(png) is bytes and is_picture(png):
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / f"{file_name(test)}-{number}.png").write_bytes(png)


def is_picture(content: bytes) -> bool:
    """Whether it begins as a PNG file does, is not too long, and has sides that a viewer can show."""
    begins, end = content.startswith(_SIGNATURE), len(_SIGNATURE) + _SIDES.size
    if not begins or not end <= len(content) <= LARGEST_PICTURE:
        return False
    return all(0 < side <= LONGEST_SIDE for side in _SIDES.unpack_from(content, len(_SIGNATURE)))


def file_name(name: str) -> str:
    """A test's id, or a submission's name, as a file may be called: `public-test_plots-test_curves-3`."""
    return re.sub(r"[^\w.]+", "-", name.replace(".py::", "-")).strip("-.") or "unnamed"
