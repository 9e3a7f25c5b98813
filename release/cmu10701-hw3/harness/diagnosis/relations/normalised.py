"""The probabilities of each row should sum to 1, and something else of the answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import ENOUGH
from .kinds import Kind, Structure

if TYPE_CHECKING:
    from .comparison import Pair


def other_sums(pair: Pair) -> Structure | None:
    """The columns, or all entries together, sum to 1 where each row should."""
    if pair.coarse or min(pair.wanted.shape) < ENOUGH or pair.got.min() < 0 or pair.wanted.min() < 0:
        return None
    if not _all_one(pair, pair.wanted.sum(axis=1)) or _all_one(pair, pair.got.sum(axis=1)):
        return None
    if _all_one(pair, pair.got.sum(axis=0)):
        what = "the columns"
    elif _all_one(pair, pair.got.sum(keepdims=True)):
        what = "all entries together"
    else:
        return None
    sentence = (
        f"In {pair.your} {what} sum to 1, where each row should: look at the axis of the sum that you divide by."
    )
    return Structure(Kind.WRONG_AXIS, sentence)


def _all_one(pair: Pair, sums: np.ndarray) -> bool:
    return pair.same(sums, np.ones_like(sums))
