"""Relations of lost digits: whole numbers, rounding, single precision, a small number that was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import NEARLY
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison

MOST_DECIMALS = 7
MOST_DIGITS = 17  # that a number has
FEWEST = 3  # entries, or digits in all entries together: fewer may be round by chance


def whole_numbers(pair: Comparison) -> Relation | None:
    """The answer is the right one without its decimals."""
    if (
        pair.got.size < FEWEST
        or not _ends_at(pair.got, 0)
        or np.abs(pair.got).max() <= 1
        or np.ptp(pair.got[pair.got != 0]) == 0
    ):
        return None
    ways = {
        "rounded to whole numbers": np.round(pair.expected),
        "cut off at the decimal point": np.trunc(pair.expected),
        "rounded down": np.floor(pair.expected),
    }
    for words, values in ways.items():
        if pair.same(pair.got, values):
            sentence = (
                f"The entries of {pair.your} are the right ones {words}: look for an array of integers that you "
                f"write into, a division that rounds down, or a conversion to int."
            )
            return Relation(RelationKind.INTEGERS, sentence)
    return None


def rounded(pair: Comparison) -> Relation | None:
    """The answer is the right one with fewer decimals."""
    if not _ends_at(pair.got.flat[:8], MOST_DECIMALS):
        return None
    decimals = next((one for one in range(1, MOST_DECIMALS + 1) if _ends_at(pair.got, one)), None)
    if (
        decimals is None
        or _ends_at(pair.expected, decimals)
        or decimals * np.count_nonzero(pair.got) < FEWEST
    ):
        return None
    if not pair.same(pair.got, np.round(pair.expected, decimals)):
        return None
    digits = f"{decimals} decimal{'s' if decimals > 1 else ''}"
    sentence = (
        f"{_opening(pair)} right, but rounded to {digits}: look for a call that rounds, and leave all digits."
    )
    return Relation(RelationKind.DECIMALS, sentence)


def single_precision(pair: Comparison) -> Relation | None:
    """The answer has been through float32."""
    narrow = pair.got.astype(np.float32).astype(float)
    if not _nearly(pair) or pair.coarse or not np.array_equal(narrow, pair.got):
        return None
    if np.array_equal(pair.expected.astype(np.float32).astype(float), pair.expected):
        return None
    sentence = (
        f"{_opening(pair)} right to about 7 digits, as float32 numbers are: look for a conversion to float32, and "
        f"keep float64."
    )
    return Relation(RelationKind.FLOAT32, sentence)


def small_error(pair: Comparison) -> Relation | None:
    """The answer is nearly right."""
    if not _nearly(pair):
        return None
    digits = int(np.log10(pair.scale) - np.log10(pair.deviation))  # the quotient of the two may be too small
    if digits > MOST_DIGITS:
        return None
    sentence = (
        f"{_opening(pair)} right to about {digits} digits and wrong in those after: look for a small number that is "
        f"added, such as one against the logarithm of 0, for a bound near the end of the range, for a "
        f"rounded constant, and for float32."
    )
    return Relation(RelationKind.SMALL_ERROR, sentence)


def _nearly(pair: Comparison) -> bool:
    return 0 < pair.deviation <= NEARLY * pair.scale


def _ends_at(values: np.ndarray, decimals: int) -> bool:
    return bool(np.array_equal(np.round(values, decimals), values))


def _opening(pair: Comparison) -> str:
    return (
        f"The entries of {pair.your} are"
        if pair.got.size > 1
        else f"{pair.your[0].upper()}{pair.your[1:]} is"
    )
