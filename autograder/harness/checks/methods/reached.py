"""What numbers have reached of a test's points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..values import Finding

PARTLY = "partly"  # the kind of the finding of a number that could be better


@dataclass(frozen=True)
class Reached:
    """What a number has reached.

    Attributes:
        share: The part of the test's points, from 0 to 1.
        finding: What the student reads, unless it is all of them.
    """

    share: float
    finding: Finding


def least(graded: Iterable[Reached]) -> Reached | None:
    """The least of what was reached, unless that is everything."""
    worst = min(graded, key=lambda one: one.share, default=None)
    return None if worst is None or worst.share == 1 else worst
