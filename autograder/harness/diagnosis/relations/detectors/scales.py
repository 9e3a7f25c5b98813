"""Relations of scale: a factor or an amount, for all entries or for each row or column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, FINEST, SOMETHING, beside_one_product, largest, number, simple
from ..factors import known_factor, usual_factor
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison

_NEAR_ZERO = 1e-6
_NEAR_ONE = 1e-3  # a factor this close to 1 is an inexact answer


def scaled(pair: Comparison) -> Relation | None:
    """The answer is the right one times a number with a meaning: -1, 2, or a size that the test shows."""
    factor = _factor(pair)
    if factor is None:
        return None
    if abs(factor + 1) < _NEAR_ONE:
        return _opposite(pair)
    floor, share = pair.slack(pair.scale)
    evidence = pair.evidence(np.abs(pair.expected))  # 0.3 and -0.3 count as one number
    find = known_factor if evidence >= ENOUGH else usual_factor
    known = find(abs(factor), pair.sizes, FINEST + share + floor / pair.scale)
    return None if known is None or not evidence else _times(pair, factor, known.words, known.advice)


def scaled_by_any(pair: Comparison) -> Relation | None:
    """The answer is the right one times some number."""
    factor = _factor(pair)
    if factor is None or abs(factor + 1) < _NEAR_ONE or not pair.proves(np.abs(pair.expected)):
        return None
    words, advice = "times what it should be", "look for a factor or a division that is missing or too much"
    return _times(pair, factor, f"{number(abs(factor))} {words}", advice)


def _factor(pair: Comparison) -> float | None:
    """The one number by which every right entry is multiplied, if it is not 0 or nearly 1."""
    if not pair.scale:
        return None
    top = int(np.argmax(np.abs(pair.expected)))
    factor = float(pair.got.flat[top] / pair.expected.flat[top])
    if abs(factor) < _NEAR_ZERO or abs(factor - 1) < _NEAR_ONE:
        return None
    return factor if pair.same(pair.got, factor * pair.expected) else None


def _opposite(pair: Comparison) -> Relation | None:
    if not pair.same(pair.got, -pair.expected):
        return None
    sentence = (
        f"{_every(pair)} has the right size and the wrong sign: look for a minus that is missing or too much, or for "
        f"a subtraction the wrong way round."
    )
    return Relation(RelationKind.SIGN, sentence)


def _times(pair: Comparison, factor: float, words: str, advice: str) -> Relation:
    if factor < 0:
        words, advice = f"minus {words}", f"{advice}; the sign is wrong too"
    return Relation(RelationKind.CONSTANT_FACTOR, f"{_every(pair)} is {words}: {advice}.")


def one_minus(pair: Comparison) -> Relation | None:
    """The answer is 1 minus the right one."""
    if not pair.same(pair.got, 1 - pair.expected):
        return None
    if not (pair.evidence(pair.expected - 0.5) or pair.proves(pair.expected)):
        return None
    sentence = (
        f"{_every(pair)} is 1 minus what it should be: look for the opposite of what is asked for, such as error "
        f"where accuracy is meant, a condition the wrong way round, or the other sign in an exponent."
    )
    return Relation(RelationKind.ONE_MINUS, sentence)


def moved(pair: Comparison) -> Relation | None:
    """The answer is the right one plus one number."""
    amount = float((pair.got - pair.expected).flat[0])
    if not pair.same(pair.got, pair.expected + amount) or not _varies(pair, pair.expected, amount):
        return None
    counted = abs(abs(amount) - 1) <= FINEST
    if pair.evidence(pair.expected) < (1 if counted else ENOUGH):
        return None
    advice = "look for a term that is missing or too much and is the same everywhere"
    if counted and pair.coarse:
        advice = "look at where you begin to count: indices and classes begin at 0"
    much = "exactly 1" if counted else number(abs(amount))
    sentence = f"{_every(pair)} is {much} too {'large' if amount > 0 else 'small'}: {advice}."
    return Relation(RelationKind.CONSTANT_OFFSET, sentence)


def moved_by_column(pair: Comparison) -> Relation | None:
    """The answer is the right one plus one row, the same for all rows."""
    by_example = pair.expected - pair.expected[:1]
    row = (pair.got - pair.expected)[:1]
    if not pair.same(pair.got, pair.expected + row) or not _varies(pair, by_example, largest(row)):
        return None
    if not pair.proves(by_example) or simple(row):  # a row of 1 and 0 is a label that the examples share
        return None
    worst = int(np.argmax(np.abs(row)))
    sentence = (
        f"The rows of {pair.your} are all off by the same numbers, most in column {worst} (counted from 0), by "
        f"{number(abs(row.flat[worst]))}: what is wrong does not depend on the example, so look at the term that "
        f"each row gets alike, such as the biases."
    )
    return Relation(RelationKind.OFFSET_PER_COLUMN, sentence)


def moved_by_row(pair: Comparison) -> Relation | None:
    """The answer is the right one plus one column, the same for all columns."""
    within = pair.expected - pair.expected[:, :1]
    column = (pair.got - pair.expected)[:, :1]
    if not pair.same(pair.got, pair.expected + column) or not _varies(pair, within, largest(column)):
        return None
    if not pair.proves(within):
        return None
    worst = int(np.argmax(np.abs(column)))
    sentence = (
        f"Within each row of {pair.your} all entries are off by one amount, most in row {worst} (counted from 0), by "
        f"{number(abs(column.flat[worst]))}: look at the number that belongs to the row as a whole and "
        f"is added or subtracted."
    )
    return Relation(RelationKind.OFFSET_PER_ROW, sentence)


def scaled_by_row(pair: Comparison) -> Relation | None:
    """Each row of the answer is a multiple of the right one."""
    return _scaled_apart(pair, pair.got, pair.expected, RelationKind.FACTOR_PER_ROW, "row")


def scaled_by_column(pair: Comparison) -> Relation | None:
    """Each column of the answer is a multiple of the right one."""
    return _scaled_apart(pair, pair.got.T, pair.expected.T, RelationKind.FACTOR_PER_COLUMN, "column")


def _scaled_apart(
    pair: Comparison, got: np.ndarray, expected: np.ndarray, kind: RelationKind, what: str
) -> Relation | None:
    top = np.argmax(np.abs(expected), axis=1)[:, np.newaxis]
    below = np.take_along_axis(expected, top, axis=1)
    factors = np.take_along_axis(got, top, axis=1) / np.where(below == 0, 1.0, below)
    if pair.coarse or not pair.same(got, factors * expected):
        return None
    if beside_one_product(expected) < SOMETHING:  # of one example: whatever is wrong, each row is scaled
        return None
    share = np.abs(expected) / np.where(below == 0, 1.0, np.abs(below))
    proven = ((share > _NEAR_ONE) & (share < 1 - _NEAR_ONE)).any(axis=1)  # not in the column of the factor
    changed = factors[proven & (np.abs(factors - 1) > _NEAR_ONE).ravel() & (below != 0).ravel()]
    if len(changed) < ENOUGH or np.ptp(changed) < _NEAR_ONE:
        return None
    sentence = (
        f"Each {what} of {pair.your} is right up to a factor of its own, from {number(changed.min())} to "
        f"{number(changed.max())}: look at what each {what} is divided or multiplied by."
    )
    return Relation(kind, sentence)


def other_sums(pair: Comparison) -> Relation | None:
    """The columns, or all entries together, sum to 1 where each row should."""
    if pair.coarse or min(pair.expected.shape) < ENOUGH or pair.got.min() < 0 or pair.expected.min() < 0:
        return None
    if not _all_one(pair, pair.expected.sum(axis=1)) or _all_one(pair, pair.got.sum(axis=1)):
        return None
    if _all_one(pair, pair.got.sum(axis=0)):
        what = "the columns"
    elif _all_one(pair, pair.got.sum(keepdims=True)):
        what = "all entries together"
    else:
        return None
    sentence = (
        f"In {pair.your} {what} sum to 1, where each row should: "
        "look at the axis of the sum that you divide by."
    )
    return Relation(RelationKind.WRONG_AXIS, sentence)


def _every(pair: Comparison) -> str:
    return f"Every entry of {pair.your}" if pair.got.size > 1 else f"{pair.your[0].upper()}{pair.your[1:]}"


def _varies(pair: Comparison, values: np.ndarray, amount: float) -> bool:
    """Whether values differ by far more than the tolerance and rounding."""
    floor, _ = pair.slack(pair.scale + abs(amount))
    return float(np.ptp(values)) > 1e3 * floor and abs(amount) > 1e3 * floor


def _all_one(pair: Comparison, sums: np.ndarray) -> bool:
    return pair.same(sums, np.ones_like(sums))
