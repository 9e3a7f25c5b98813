"""Every entry is wrong in the same way: by a factor or an amount, of all or of each row or column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import ENOUGH, FINEST, largest, number, simple
from .factors import known_factor, usual_factor
from .kinds import Kind, Structure

if TYPE_CHECKING:
    from .comparison import Pair

_NEAR_ZERO = 1e-6
_NEAR_ONE = 1e-3  # a factor that close to 1 is no factor but an inexact answer


def scaled(pair: Pair) -> Structure | None:
    """The answer is the right one times one number."""
    if not pair.scale:
        return None
    top = int(np.argmax(np.abs(pair.wanted)))
    factor = float(pair.got.flat[top] / pair.wanted.flat[top])
    if abs(factor) < _NEAR_ZERO or abs(factor - 1) < _NEAR_ONE or not pair.same(pair.got, factor * pair.wanted):
        return None
    if abs(factor + 1) < _NEAR_ONE:
        return _opposite(pair)
    return _times(pair, factor)


def _opposite(pair: Pair) -> Structure | None:
    if not pair.same(pair.got, -pair.wanted):
        return None
    sentence = (
        f"{_every(pair)} has the right size and the wrong sign: look for a minus that is missing or too much, or for "
        f"a subtraction the wrong way round."
    )
    return Structure(Kind.SIGN, sentence)


def _times(pair: Pair, factor: float) -> Structure | None:
    floor, share = pair.slack(pair.scale)
    evidence = pair.evidence(np.abs(pair.wanted))  # a pair such as 0.3 and -0.3 is one number
    find = known_factor if evidence >= ENOUGH else usual_factor
    known = find(abs(factor), pair.sizes, FINEST + share + floor / pair.scale)
    if known is not None and evidence:
        words, advice = known.words, known.advice
    elif evidence >= ENOUGH:
        words, advice = (
            f"{number(abs(factor))} times what it should be",
            "look for a factor or a division that is missing or too much",
        )
    else:
        return None
    if factor < 0:
        advice += "; the sign is wrong too"
    return Structure(Kind.CONSTANT_FACTOR, f"{_every(pair)} is {'minus ' if factor < 0 else ''}{words}: {advice}.")


def one_minus(pair: Pair) -> Structure | None:
    """The answer is what the right one lacks to 1."""
    if not pair.same(pair.got, 1 - pair.wanted):
        return None
    if not (pair.evidence(pair.wanted - 0.5) or pair.proves(pair.wanted)):
        return None
    sentence = (
        f"{_every(pair)} is 1 minus what it should be: look for the opposite of what is asked for, such as error "
        f"where accuracy is meant, a condition the wrong way round, or the other sign in an exponent."
    )
    return Structure(Kind.ONE_MINUS, sentence)


def moved(pair: Pair) -> Structure | None:
    """The answer is the right one plus one number."""
    amount = float((pair.got - pair.wanted).flat[0])
    if not pair.same(pair.got, pair.wanted + amount) or not _varies(pair, pair.wanted, amount):
        return None
    counted = abs(abs(amount) - 1) <= FINEST
    if pair.evidence(pair.wanted) < (1 if counted else ENOUGH):
        return None
    advice = "look for a term that is missing or too much and is the same everywhere"
    if counted and pair.coarse:
        advice = "look at where you begin to count: indices and classes begin at 0"
    much = "exactly 1" if counted else number(abs(amount))
    sentence = f"{_every(pair)} is {much} too {'large' if amount > 0 else 'small'}: {advice}."
    return Structure(Kind.CONSTANT_OFFSET, sentence)


def moved_by_column(pair: Pair) -> Structure | None:
    """The answer is the right one plus one row, the same for all rows."""
    by_example = pair.wanted - pair.wanted[:1]
    row = (pair.got - pair.wanted)[:1]
    if not pair.same(pair.got, pair.wanted + row) or not _varies(pair, by_example, largest(row)):
        return None
    if not pair.proves(by_example) or simple(row):  # by 1 and 0: a label that the examples share
        return None
    sentence = (
        f"The rows of {pair.your} are all off by the same numbers, the first column by {number(row.flat[0])}: what "
        f"is wrong does not depend on the example, so look at the term that each row gets alike, such as the biases."
    )
    return Structure(Kind.OFFSET_PER_COLUMN, sentence)


def moved_by_row(pair: Pair) -> Structure | None:
    """The answer is the right one plus one column, the same for all columns."""
    within = pair.wanted - pair.wanted[:, :1]
    column = (pair.got - pair.wanted)[:, :1]
    if not pair.same(pair.got, pair.wanted + column) or not _varies(pair, within, largest(column)):
        return None
    if not pair.proves(within):
        return None
    sentence = (
        f"Within each row of {pair.your} all entries are off by one amount, in row 0 by {number(column.flat[0])}: "
        f"look at the number that belongs to the row as a whole and is added or subtracted."
    )
    return Structure(Kind.OFFSET_PER_ROW, sentence)


def scaled_by_row(pair: Pair) -> Structure | None:
    """Each row of the answer is a multiple of the right one."""
    return _scaled_apart(pair, pair.got, pair.wanted, Kind.FACTOR_PER_ROW, "row")


def scaled_by_column(pair: Pair) -> Structure | None:
    """Each column of the answer is a multiple of the right one."""
    return _scaled_apart(pair, pair.got.T, pair.wanted.T, Kind.FACTOR_PER_COLUMN, "column")


def _scaled_apart(pair: Pair, got: np.ndarray, wanted: np.ndarray, kind: Kind, what: str) -> Structure | None:
    top = np.argmax(np.abs(wanted), axis=1)[:, np.newaxis]
    below = np.take_along_axis(wanted, top, axis=1)
    factors = np.take_along_axis(got, top, axis=1) / np.where(below == 0, 1.0, below)
    if pair.coarse or not pair.same(got, factors * wanted):
        return None
    share = np.abs(wanted) / np.where(below == 0, 1.0, np.abs(below))
    proven = ((share > _NEAR_ONE) & (share < 1 - _NEAR_ONE)).any(axis=1)  # beside the one that gives the factor
    changed = factors[proven & (np.abs(factors - 1) > _NEAR_ONE).ravel() & (below != 0).ravel()]
    if len(changed) < ENOUGH or np.ptp(changed) < _NEAR_ONE:
        return None
    sentence = (
        f"Each {what} of {pair.your} is right up to a factor of its own, from {number(changed.min())} to "
        f"{number(changed.max())}: look at what each {what} is divided or multiplied by."
    )
    return Structure(kind, sentence)


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


def _every(pair: Pair) -> str:
    return f"Every entry of {pair.your}" if pair.got.size > 1 else f"{pair.your[0].upper()}{pair.your[1:]}"


def _varies(pair: Pair, values: np.ndarray, amount: float) -> bool:
    """Whether values differ, and the amount is no rounding, far beyond the tolerance."""
    floor, _ = pair.slack(pair.scale + abs(amount))
    return float(np.ptp(values)) > 1e3 * floor and abs(amount) > 1e3 * floor


def _all_one(pair: Pair, sums: np.ndarray) -> bool:
    return pair.same(sums, np.ones_like(sums))
