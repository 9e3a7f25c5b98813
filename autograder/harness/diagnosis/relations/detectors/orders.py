"""Relations of order: the right numbers, but transposed, reversed, shifted or shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, MATRIX
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison


def transposed(pair: Comparison) -> Relation | None:
    """A square array with rows and columns swapped."""
    if not pair.same(pair.got, pair.expected.T) or not pair.proves(pair.expected - pair.expected.T):
        return None
    sentence = (
        f"The rows of {pair.your} are the right columns and the columns the right rows: it is transposed; look at "
        f"the order of the factors of your matrix product."
    )
    return Relation(RelationKind.TRANSPOSE, sentence)


def turned_round(pair: Comparison) -> Relation | None:
    """The answer runs backwards along an axis."""
    for axis in range(min(pair.expected.ndim, 2)):
        if pair.expected.shape[axis] <= ENOUGH:
            continue  # two of them that are swapped are in another order, and no loop runs backwards
        backwards = np.flip(pair.expected, axis)
        if pair.same(pair.got, backwards) and pair.proves(pair.expected - backwards):
            what = ("entries" if pair.expected.ndim == 1 else "rows") if axis == 0 else "columns"
            sentence = (
                f"The {what} of {pair.your} are the right ones in reverse order, last first: look at the direction "
                f"of your loop or slice."
            )
            return Relation(RelationKind.REVERSED, sentence)
    return None


def shifted(pair: Comparison) -> Relation | None:
    """The answer is one place late or early along an axis."""
    for axis in range(min(pair.expected.ndim, 2)):
        if pair.expected.shape[axis] <= ENOUGH:
            continue
        got, expected = (np.moveaxis(values, axis, 0) for values in (pair.got, pair.expected))
        late, early = pair.same(got[1:], expected[:-1]), pair.same(got[:-1], expected[1:])
        if not (late or early) or pair.same(expected[1:], expected[:-1]):
            continue
        if pair.proves(expected[:-1] if late else expected[1:]):
            return Relation(RelationKind.SHIFTED, _late(pair, axis) if late else _early(pair, axis))
    return None


def _late(pair: Comparison, axis: int) -> str:
    if pair.is_curve:
        return (
            f"From the second epoch on, {pair.your} holds the right value of the epoch before: look at whether you "
            f"measure before the updates of an epoch or after them."
        )
    what = _axis_name(pair, axis)
    return (
        f"Each {what} of {pair.your} but the first is the right one of the {what} before: it is one place late; look "
        f"for an index that is off by one."
    )


def _early(pair: Comparison, axis: int) -> str:
    if pair.is_curve:
        return (
            f"Up to the last epoch but one, {pair.your} holds the right value of the epoch after: look for an epoch "
            f"that is run and not recorded, or for updates that are made twice."
        )
    what = _axis_name(pair, axis)
    return (
        f"Each {what} of {pair.your} but the last is the right one of the {what} after: it is one place early; look "
        f"for an index that is off by one."
    )


def _axis_name(pair: Comparison, axis: int) -> str:
    return "column" if axis else "entry" if pair.expected.ndim == 1 else "row"


def shuffled(pair: Comparison) -> Relation | None:
    """The rows, the columns or the entries are in another order."""
    floor, share = pair.slack(pair.scale)
    if abs(pair.got.sum() - pair.expected.sum()) > pair.expected.size * (floor + share * pair.scale):
        return None
    if pair.expected.ndim == MATRIX and min(pair.expected.shape) > 1:
        if _other_order(pair, pair.got, pair.expected):
            return Relation(RelationKind.ROWS_PERMUTED, _shuffled_sentence(pair, "rows"))
        if _other_order(pair, pair.got.T, pair.expected.T):
            return Relation(RelationKind.COLUMNS_PERMUTED, _shuffled_sentence(pair, "columns"))
    if _other_order(pair, pair.got.reshape(-1, 1), pair.expected.reshape(-1, 1)):
        return Relation(RelationKind.ENTRIES_PERMUTED, _shuffled_sentence(pair, "entries"))
    return None


def _shuffled_sentence(pair: Comparison, what: str) -> str:
    advice = {
        "rows": "look for a shuffle or sort that is applied to one array and not to the one that belongs to it",
        "columns": "look at the index that picks the column",
        "entries": "look for a reshape where a transposition is meant, and at the order of your indices",
    }
    return f"The {what} of {pair.your} are the right ones in another order: {advice[what]}."


def _other_order(pair: Comparison, got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether the rows are the same ones, all different, in another order; single numbers have to be three."""
    marks = np.cos(np.arange(1.0, expected.shape[1] + 1))  # one number a row, almost certainly different
    ours, theirs = got @ marks, expected @ marks
    order, right_order = np.argsort(ours), np.argsort(theirs)
    floor, share = pair.slack(pair.scale)
    apart = np.diff(theirs[right_order]) > 2 * (floor + share * pair.scale)
    if (
        len(expected) < ENOUGH
        or expected.size <= ENOUGH + 1 > len(expected)
        or not apart.all()
        or not pair.same(got[order], expected[right_order])
    ):
        return False
    return pair.proves(expected)
