"""Digits were lost: whole numbers, rounding, single precision, a small number that was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import NEARLY
from .kinds import Kind, Structure

if TYPE_CHECKING:
    from .comparison import Pair

MOST_DECIMALS = 7
FEWEST = 3  # entries, or digits in all entries together: fewer may be round by chance


def whole_numbers(pair: Pair) -> Structure | None:
    """The answer is the right one without its decimals."""
    if not _ends_at(pair.got, 0) or np.abs(pair.got).max() <= 1 or np.ptp(pair.got[pair.got != 0]) == 0:
        return None
    ways = {
        "rounded to whole numbers": np.round(pair.wanted),
        "cut off at the decimal point": np.trunc(pair.wanted),
        "rounded down": np.floor(pair.wanted),
    }
    for words, values in ways.items():
        if pair.same(pair.got, values):
            sentence = (
                f"The entries of {pair.your} are the right ones {words}: look for an array of integers that you "
                f"write into, a division that rounds down, or a conversion to int."
            )
            return Structure(Kind.INTEGERS, sentence)
    return None


def rounded(pair: Pair) -> Structure | None:
    """The answer is the right one with fewer decimals."""
    if not _ends_at(pair.got.flat[:8], MOST_DECIMALS):
        return None
    decimals = next((one for one in range(1, MOST_DECIMALS + 1) if _ends_at(pair.got, one)), None)
    if decimals is None or _ends_at(pair.wanted, decimals) or decimals * np.count_nonzero(pair.got) < FEWEST:
        return None
    if not pair.same(pair.got, np.round(pair.wanted, decimals)):
        return None
    digits = f"{decimals} decimal{'s' if decimals > 1 else ''}"
    sentence = f"{_subject(pair)} right, but rounded to {digits}: look for a call that rounds, and leave all digits."
    return Structure(Kind.DECIMALS, sentence)


def single_precision(pair: Pair) -> Structure | None:
    """The answer has been through float32."""
    narrow = pair.got.astype(np.float32).astype(float)
    if not _nearly(pair) or pair.coarse or not np.array_equal(narrow, pair.got):
        return None
    if np.array_equal(pair.wanted.astype(np.float32).astype(float), pair.wanted):
        return None
    sentence = (
        f"{_subject(pair)} right to about 7 digits, as float32 numbers are: look for a conversion to float32, and "
        f"keep float64."
    )
    return Structure(Kind.FLOAT32, sentence)


def small_error(pair: Pair) -> Structure | None:
    """The answer is nearly right."""
    if not _nearly(pair):
        return None
    digits = int(-np.log10(pair.deviation / pair.scale))
    sentence = (
        f"{_subject(pair)} right to about {digits} digits and wrong in those after: look for a small number that is "
        f"added, such as one against the logarithm of 0, for a rounded constant, and for float32."
    )
    return Structure(Kind.SMALL_ERROR, sentence)


def _nearly(pair: Pair) -> bool:
    return 0 < pair.deviation <= NEARLY * pair.scale


def _ends_at(values: np.ndarray, decimals: int) -> bool:
    return bool(np.array_equal(np.round(values, decimals), values))


def _subject(pair: Pair) -> str:
    return f"The entries of {pair.your} are" if pair.got.size > 1 else f"{pair.your[0].upper()}{pair.your[1:]} is"
