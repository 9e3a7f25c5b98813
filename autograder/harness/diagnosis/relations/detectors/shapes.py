"""Relations of shape: what happened to the axes of the answer, and whether its values are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, MATRIX, simple
from ..relation import Relation, RelationKind
from .scales import scaled, scaled_by_any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..comparison import Comparison


_SUBSTANTIAL = 1e-2  # a total smaller than this, relative to the entries, may be nothing but 0


def other_shape(pair: Comparison) -> tuple[Relation, ...]:
    """The first relation that is true, and what is wrong besides it."""
    for detect in (
        _turned,
        _axes_of_one,
        _repeated,
        _pairs,
        _reduction,
        _cut,
        _flat,
        _wrong_axis,
    ):
        found = detect(pair)
        if found:
            return found
    return ()


def _of_shape(pair: Comparison) -> str:
    return f"The shape of {pair.your} is {pair.got.shape}, where {_shape(pair.expected)} is asked for"


def _shape(values: np.ndarray) -> str:
    return str(values.shape) if values.ndim else "a single number"


def _axes_of_one(pair: Comparison) -> tuple[Relation, ...]:
    """The shapes differ by axes of length 1 only."""
    if np.squeeze(pair.got).shape != np.squeeze(pair.expected).shape:
        return ()
    fitted = pair.with_got(pair.got.reshape(pair.expected.shape))
    right = not fitted.off.any()
    also = None if right else scaled(fitted) or scaled_by_any(fitted)
    if not right and also is None:
        return _wrong_axis(pair)
    values = "; the values are right" if right else ", and the values are wrong too"
    if pair.got.ndim < pair.expected.ndim:
        kind, advice = (
            RelationKind.AXIS_DROPPED,
            "look at each sum or mean along that axis, and for an index or a reshape too many",
        )
    elif pair.got.ndim > pair.expected.ndim:
        kind, advice = (
            RelationKind.AXIS_KEPT,
            "look for an axis that should vanish in a sum, or that a reshape has made",
        )
    else:
        kind, advice = RelationKind.TRANSPOSE, "it stands on its side; look for a transposition or a reshape"
    found = Relation(kind, f"{_of_shape(pair)}{values}: {advice}.")
    return (found,) if also is None else (found, also)


def _turned(pair: Comparison) -> tuple[Relation, ...]:
    """Rows and columns are swapped."""
    if (
        pair.expected.ndim != MATRIX
        or min(pair.expected.shape) == 1
        or pair.got.shape != pair.expected.shape[::-1]
    ):
        return ()
    fitted = pair.with_got(pair.got.T)
    if not fitted.off.any():
        also = None
    else:
        also = scaled(fitted) or scaled_by_any(fitted)
        if also is None:
            return ()
    advice = "rows and columns are swapped; look at the order of the factors of your matrix product"
    found = Relation(RelationKind.TRANSPOSE, f"{_of_shape(pair)}: {advice}.")
    return (found,) if also is None else (found, also)


def _repeated(pair: Comparison) -> tuple[Relation, ...]:
    """The right values, once for each place along an axis too many."""
    ways = [pair.expected, pair.expected[..., np.newaxis]]
    if pair.expected.size < pair.got.size and any(_spreads(pair, way) for way in ways):
        sentence = (
            f"{_of_shape(pair)}, and it holds the right values several times over: look for an operation between "
            f"arrays of different shapes, whose result NumPy stretches to the larger one."
        )
        return (Relation(RelationKind.BROADCAST, sentence),)
    return ()


def _spreads(pair: Comparison, values: np.ndarray) -> bool:
    try:
        spread = np.broadcast_to(values, pair.got.shape)
    except ValueError:
        return False
    return bool(np.any(pair.expected)) and pair.same(pair.got, spread) and pair.evidence(pair.expected) >= 1


def _pairs(pair: Comparison) -> tuple[Relation, ...]:
    """The answer has a value for each pair of entries of two vectors, instead of one for each entry."""
    count = pair.expected.size
    if count < ENOUGH or pair.got.shape != (count, count) or max(pair.expected.shape) != count:
        return ()
    if not pair.same(np.diagonal(pair.got), pair.expected.ravel()) or not pair.proves(pair.expected):
        return ()
    sentence = (
        f"{_of_shape(pair)}, and the right values stand on its diagonal: all pairs of entries are "
        f"combined, as in a matrix product or where a row meets a column; look for the operation that should go "
        f"entry by entry."
    )
    return (Relation(RelationKind.ALL_PAIRS, sentence),)


_REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "sum": np.sum,
    "mean": np.mean,
    "maximum": np.max,
    "minimum": np.min,
}


def _reduction(pair: Comparison) -> tuple[Relation, ...]:
    """An axis was added up that should stay, or stayed although it should be added up."""
    if pair.got.size < pair.expected.size:
        return _collapsed(pair)
    if pair.got.size > pair.expected.size:
        return _not_reduced(pair)
    return ()


def _collapsed(pair: Comparison) -> tuple[Relation, ...]:
    if not pair.evidence(pair.got):
        return ()
    # The last value of a falling curve is also its least; that the answer is the last value is more likely.
    found = _summed(pair, ("sum", "mean")) or _one_example(pair)
    # Any single entry may happen to be the largest: only several of them are no accident.
    return found or (_summed(pair, ("maximum", "minimum")) if pair.proves(pair.got) else ())


def _summed(pair: Comparison, words: tuple[str, ...]) -> tuple[Relation, ...]:
    for axis, what in _axes(pair.expected):
        for word in words:
            if _fits(pair, pair.got, _REDUCTIONS[word](pair.expected, axis=axis)):
                sentence = (
                    f"{_of_shape(pair)}: it is the {word} of the right values over {what}; look for a {word} over "
                    f"an axis that should stay."
                )
                return (Relation(RelationKind.AXIS_COLLAPSED, sentence),)
    return ()


def _one_example(pair: Comparison) -> tuple[Relation, ...]:
    for index, word in ((-1, "last"), (0, "first")):
        if pair.expected.ndim and _fits(pair, pair.got, pair.expected[index]):
            what = "epoch" if pair.is_curve else "entry" if pair.expected.ndim == 1 else "row"
            sentence = (
                f"{_of_shape(pair)}: it is the right value of the {word} {what} only; look for a loop that replaces "
                f"its result where it should collect it, and for an index too many."
            )
            return (Relation(RelationKind.ONE_EXAMPLE, sentence),)
    return ()


def _not_reduced(pair: Comparison) -> tuple[Relation, ...]:
    if not pair.evidence(pair.expected):
        return ()
    for axis, what in _axes(pair.got):
        for word in ("sum", "mean"):
            if _fits(pair, _REDUCTIONS[word](pair.got, axis=axis), pair.expected):
                sentence = (
                    f"{_of_shape(pair)}: the {word} over {what} is still to be taken, and then it is right."
                )
                return (Relation(RelationKind.NOT_REDUCED, sentence),)
    return ()


def _axes(values: np.ndarray) -> list[tuple[int | None, str]]:
    """The axes that may be added up, and what each runs over."""
    if values.ndim > MATRIX or values.ndim == 0:
        return []
    one_by_one: list[tuple[int | None, str]] = [(0, "the rows"), (1, "the columns")]
    return [*(one_by_one if values.ndim == MATRIX else []), (None, "all entries")]


def _fits(pair: Comparison, left: np.ndarray, right: np.ndarray) -> bool:
    """Whether two arrays are the same but for axes of length 1."""
    return pair.same(np.squeeze(left), np.squeeze(right))


def _cut(pair: Comparison) -> tuple[Relation, ...]:
    """Rows or columns are missing at an end, or there are too many."""
    for axis in range(min(pair.expected.ndim, MATRIX) if pair.got.ndim == pair.expected.ndim else 0):
        got, expected = (np.moveaxis(values, axis, 0) for values in (pair.got, pair.expected))
        count = min(len(got), len(expected))
        if got.shape[1:] != expected.shape[1:] or len(got) == len(expected):
            continue
        for end, part in (("end", slice(count)), ("beginning", slice(-count, None))):
            if pair.same(got[part], expected[part]) and pair.evidence(expected[part]) >= (
                ENOUGH if pair.coarse else 1
            ):
                return (_cut_at(pair, end, len(got) - len(expected), axis),)
    return ()


def _cut_at(pair: Comparison, end: str, extra: int, axis: int) -> Relation:
    one, many = (
        ("column", "columns")
        if axis
        else ("entry", "entries")
        if pair.expected.ndim == 1
        else ("row", "rows")
    )
    if pair.is_curve:
        one, many = "epoch", "epochs"
    much = f"{abs(extra)} {many} are" if abs(extra) > 1 else f"1 {one} is"
    advice = "look at the bounds of your loop or slice"
    if abs(extra) > 1:
        advice += ", and at where this size comes from"
    if extra > pair.expected.shape[axis]:  # no loop goes so far over its end
        advice = "look at where this size comes from, which has to follow from what is asked for"
    kind, word = (RelationKind.TOO_LONG, "too many") if extra > 0 else (RelationKind.TOO_SHORT, "missing")
    sentence = f"{_of_shape(pair)}: {much} {word} at the {end}, and the others are right: {advice}."
    return Relation(kind, sentence)


def _flat(pair: Comparison) -> tuple[Relation, ...]:
    """The right values in the right order, in another shape."""
    if pair.got.size < ENOUGH or not pair.same(pair.got.ravel(), pair.expected.ravel()):
        return ()
    if not pair.evidence(pair.expected):
        return ()
    sentence = (
        f"{_of_shape(pair)}; the values and their order are right: look for a reshape or flatten too many."
    )
    return (Relation(RelationKind.RESHAPED, sentence),)


def _wrong_axis(pair: Comparison) -> tuple[Relation, ...]:
    """Two vectors that have one total, or one mean: the same table, added up along different axes."""
    if min(pair.got.size, pair.expected.size) < ENOUGH or not all(map(_is_vector, (pair.got, pair.expected))):
        return ()
    if pair.same(np.sort(pair.got, axis=None), np.sort(pair.expected, axis=None)):
        return ()
    for word, reduce in (("total", np.sum), ("mean", np.mean)):
        ours, theirs = np.asarray(reduce(pair.got)), np.asarray(reduce(pair.expected))
        substantial = abs(theirs) > _SUBSTANTIAL * pair.scale and not simple(theirs)
        if substantial and pair.same(ours, theirs):
            sentence = (
                f"{_of_shape(pair)}, and yet both have the same {word}: it seems that you add up "
                f"along the wrong axis; look at the axis of your sum or mean."
            )
            return (Relation(RelationKind.WRONG_AXIS, sentence),)
    return ()


def _is_vector(values: np.ndarray) -> bool:
    return values.ndim > 0 and max(values.shape) == values.size
