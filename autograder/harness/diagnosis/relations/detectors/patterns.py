"""Relations of rows and columns: alike where they should differ, one product, sums that do not agree, one amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, MATRIX, SOMETHING, beside_one_product, largest, number, simple
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison

_APART = 1e-3  # of the largest entry: rows of the right answer that differ by less may be meant to be alike
_NOTHING = 1e-9  # of the largest entry: what is left of a single product; up to SOMETHING nothing is certain
_EXACTLY = 1e-6  # from 1
_DEEP = 3  # rows of equal sums that show that all should have this sum


def alike(pair: Comparison) -> Relation | None:
    """All rows, or all columns, of the answer are the same, and those of the right one differ."""
    if pair.coarse or not pair.proves(pair.got):
        return None
    for kind, what, got, expected in (
        (RelationKind.ROWS_ALIKE, "rows", pair.got, pair.expected),
        (RelationKind.COLUMNS_ALIKE, "columns", pair.got.T, pair.expected.T),
    ):
        if np.ptp(got, axis=0).max() == 0 and _all_differ(pair, expected):
            sentence = (
                f"All {what} of {pair.your} are the same, and they should differ: look for a sum, a mean or a "
                f"maximum over the {what}, and for one that is used for all."
            )
            return Relation(kind, sentence)
    return None


def _all_differ(pair: Comparison, rows: np.ndarray) -> bool:
    """Whether no row equals the one before it."""
    return bool(np.all(np.abs(np.diff(rows, axis=0)).max(axis=1) > _APART * pair.scale))


def one_product(pair: Comparison) -> Relation | None:
    """The answer is an outer product of two vectors, and the right one is a sum of several."""
    if simple(pair.got) or not pair.proves(pair.got):
        return None
    if np.count_nonzero(pair.got) < pair.got.size or not pair.off.all():
        return None
    if not (beside_one_product(pair.got) < _NOTHING and beside_one_product(pair.expected) > SOMETHING):
        return None
    if _are_multiples_of_one(pair.got) or _are_multiples_of_one(pair.got.T):
        return None
    sentence = (
        f"Each row of {pair.your} is a multiple of each other row: it is the product of a single column and a single "
        f"row, where a sum of such products is asked for; look for a sum or a mean that is taken before the product, "
        f"and for a product of one example that replaces those of the others."
    )
    return Relation(RelationKind.ONE_PRODUCT, sentence)


def _are_multiples_of_one(rows: np.ndarray) -> bool:
    """Whether every row equals the first or its opposite: then it is not the product that is wrong."""
    close = 1e-9 * largest(rows)
    return bool(np.all(np.abs(np.abs(rows) - np.abs(rows[:1])) <= close))


_ADDS_UP = {
    0: "where one thing is taken off another, the rows of both have to add up to the same, so look at both",
    1: "look at what makes each row add up, such as a division by the sum of its own row",
}


def row_sums(pair: Comparison) -> Relation | None:
    """All rows of the right answer sum to 0 or to 1, and those of this answer do not."""
    if pair.coarse or min(pair.expected.shape) < ENOUGH:
        return None
    floor = max(1e-9 * pair.scale, 1e-12)
    sums, ours = pair.expected.sum(axis=1), pair.got.sum(axis=1)
    goal = round(float(sums[0]))
    if goal not in {0, 1} or np.abs(sums - goal).max() > floor or not pair.proves(pair.expected):
        return None
    if pair.expected.shape[0] < _DEEP and not pair.proves(pair.expected[0]):
        return None
    wrong = np.abs(ours - goal) > _APART * max(pair.scale, largest(pair.got))
    if not wrong.all():
        return None
    sentence = (
        f"Each row of {pair.your} should sum to {goal}, and yours sum to {number(ours.min())} up to "
        f"{number(ours.max())}: {_ADDS_UP[goal]}."
    )
    return Relation(RelationKind.ROW_SUMS, sentence)


def one_amount(pair: Comparison) -> Relation | None:
    """Some entries are right, and all others are off by the same amount, up or down."""
    differences = (pair.got - pair.expected)[pair.off]
    if pair.coarse or differences.size < ENOUGH or pair.off.all() or not pair.proves(pair.expected[pair.off]):
        return None
    amount = float(np.abs(differences[0]))
    floor, share = pair.slack(pair.scale)
    if (
        amount < _APART * pair.scale
        or np.abs(np.abs(differences) - amount).max() > floor + share * pair.scale
    ):
        return None
    if pair.expected.ndim == MATRIX and _by_whole_lines(pair.off):
        return None
    much, such = number(amount), ""
    if abs(amount - 1) <= _EXACTLY:
        much, such = "exactly 1", ", such as the ones of one-hot rows"
    sentence = (
        f"In {pair.your} {differences.size} of {pair.off.size} entries are {much} {_way(differences)} and the others "
        f"are right: look for a number that is added or subtracted in some places only{such}."
    )
    return Relation(RelationKind.OFF_BY_ONE_AMOUNT, sentence)


def _way(differences: np.ndarray) -> str:
    if differences.min() > 0:
        return "too large"
    return "too small" if differences.max() < 0 else "too large or too small"


def _by_whole_lines(off: np.ndarray) -> bool:
    """Whether whole rows or whole columns are off: other relations say more of these."""
    return bool(
        np.array_equal(off, np.broadcast_to(off[:1], off.shape))
        or np.array_equal(off, np.broadcast_to(off[:, :1], off.shape))
    )
