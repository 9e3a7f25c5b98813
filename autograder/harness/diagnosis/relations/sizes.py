"""Sizes of a test, such as the batch size, by which a mistake may multiply or divide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SizeRole(Enum):
    """What a size counts, as far as the diagnosis distinguishes it."""

    BATCH = "batch"  # the examples of a batch, of which the last one may hold fewer
    EPOCHS = "epochs"  # passes over the data: an array with one number for each of them is a curve
    OTHER = "other"


@dataclass(frozen=True)
class Size:
    """A size that a test has shown.

    Attributes:
        name: The words for it in a sentence: "the batch size".
        value: The size.
        role: What it counts.
    """

    name: str
    value: int
    role: SizeRole = SizeRole.OTHER
