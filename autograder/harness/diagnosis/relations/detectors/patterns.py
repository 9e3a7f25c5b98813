"""Relations of rows and columns: alike where they should differ, one product, sums that do not agree, one amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, MATRIX, largest, number, simple
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison

_APART = 1e-3  # of the largest entry: rows of the right answer that differ by less may be meant to be alike
_LARGEST_SIDE = 200  # rows or columns of an array whose rank is looked for
_RANK_ONE = 1e-9  # of the largest singular value
_CLEARLY = 1e-4  # of the largest singular value; between the two nothing is certain
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
                f"All {what} of {pair.your} are the same, and they should differ: look for a sum, a mean or a maximum "
                f"over the {what}, and for one that is used for all."
            )
            return Relation(kind, sentence)
    return None


def _all_differ(pair: Comparison, rows: np.ndarray) -> bool:
    """Whether no row equals the one before it."""
    return bool(np.all(np.abs(np.diff(rows, axis=0)).max(axis=1) > _APART * pair.scale))


def one_product(pair: Comparison) -> Relation | None:
    """The answer is an outer product of two vectors, and the right one is a sum of several."""
    if max(pair.got.shape) > _LARGEST_SIDE or simple(pair.got) or not pair.proves(pair.got):
        return None
    if np.count_nonzero(pair.got) < pair.got.size or not pair.off.all():
        return None
    if not (_second(pair.got) < _RANK_ONE and _second(pair.expected) > _CLEARLY):
        return None
    if _are_multiples_of_one(pair.got) or _are_multiples_of_one(pair.got.T):
        return None
    sentence = (
        f"Each row of {pair.your} is a multiple of each other row: it is the product of a single column and a single "
        f"row, where a sum of such products is asked for; look for a sum or a mean that is taken before the product, "
        f"and for a product of one example that replaces those of the others."
    )
    return Relation(RelationKind.ONE_PRODUCT, sentence)


def _second(values: np.ndarray) -> float:
    """The second singular value, as a share of the first."""
    try:
        found = np.linalg.svd(values, compute_uv=False)
    except np.linalg.LinAlgError:
        return 1e-6  # between the bounds: nothing is certain
    return float(found[1] / found[0]) if found[0] else 0.0


def _are_multiples_of_one(rows: np.ndarray) -> bool:
    """Whether every row equals the first or its opposite: then it is not the product that is wrong."""
    close = 1e-9 * largest(rows)
    return bool(np.all(np.abs(np.abs(rows) - np.abs(rows[:1])) <= close))


def row_sums(pair: Comparison) -> Relation | None:
    """All rows of the right answer sum to 0 or to 1, and those of this answer do not."""
    if pair.coarse or pair.expected.shape[0] < ENOUGH or pair.expected.shape[1] <= ENOUGH:
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
        f"{number(ours.max())}: look at what makes each row add up, such as a division by the sum of its own row."
    )
    return Relation(RelationKind.ROW_SUMS, sentence)


def one_amount(pair: Comparison) -> Relation | None:
    """Some entries are right, and all others are off by the same amount, up or down."""
    differences = (pair.got - pair.expected)[pair.off]
    amount = float(np.abs(differences[0])) if differences.size else 0.0
    exact = abs(amount - 1) <= 1e-6
    right = pair.expected[~pair.off]
    if pair.coarse or differences.size < ENOUGH or amount < _APART * pair.scale:
        return None
    if not right.size or not pair.proves(pair.expected[pair.off]):
        return None
    floor, share = pair.slack(pair.scale)
    if np.abs(np.abs(differences) - amount).max() > floor + share * pair.scale:
        return None
    if pair.expected.ndim == MATRIX and _by_whole_lines(pair.off):
        return None
    way = (
        "too large"
        if differences.min() > 0
        else "too small"
        if differences.max() < 0
        else "too large or too small"
    )
    sentence = (
        f"In {pair.your} {differences.size} of {pair.off.size} entries are {'exactly 1' if exact else number(amount)} "
        f"{way} and the others are right: look for a number that is added or subtracted in some places only"
        f"{', such as the ones of one-hot rows' if exact else ''}."
    )
    return Relation(RelationKind.OFF_BY_ONE_AMOUNT, sentence)


def _by_whole_lines(off: np.ndarray) -> bool:
    """Whether whole rows or whole columns are off: other relations say more of these."""
    return bool(
        np.array_equal(off, np.broadcast_to(off[:1], off.shape))
        or np.array_equal(off, np.broadcast_to(off[:, :1], off.shape))
    )
