"""The answer has another shape: what became of its axes, and whether the values are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import ENOUGH, MATRIX, simple
from .kinds import Kind, Structure
from .scales import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from .comparison import Pair


_SUBSTANTIAL = 1e-2  # a total smaller than this, relative to the entries, may be nothing but 0


def other_shape(pair: Pair) -> tuple[Structure, ...]:
    """The first relation that holds, and what is wrong besides."""
    for look in (_turned, _axes_of_one, _repeated, _pairs, _reduction, _cut, _flat, _wrong_axis):
        found = look(pair)
        if found:
            return found
    return ()


def _of_shape(pair: Pair) -> str:
    return f"The shape of {pair.your} is {pair.got.shape}, where {_shape(pair.wanted)} is asked for"


def _shape(values: np.ndarray) -> str:
    return str(values.shape) if values.ndim else "a single number"


def _axes_of_one(pair: Pair) -> tuple[Structure, ...]:
    """The shapes differ by axes of length 1 only."""
    if np.squeeze(pair.got).shape != np.squeeze(pair.wanted).shape:
        return ()
    fitted = pair.with_got(pair.got.reshape(pair.wanted.shape))
    right = not fitted.off.any()
    also = None if right else scaled(fitted)
    if not right and also is None:
        return _wrong_axis(pair)
    values = "; the values are right" if right else ", and the values are wrong too"
    if pair.got.ndim < pair.wanted.ndim:
        kind, advice = Kind.AXIS_DROPPED, "look at the line that adds up along an axis: the axis has to stay"
    elif pair.got.ndim > pair.wanted.ndim:
        kind, advice = Kind.AXIS_KEPT, "look for an axis that should vanish in a sum, or that a reshape has made"
    else:
        kind, advice = Kind.TRANSPOSE, "it stands on its side; look for a transposition or a reshape"
    found = Structure(kind, f"{_of_shape(pair)}{values}: {advice}.")
    return (found,) if also is None else (found, also)


def _turned(pair: Pair) -> tuple[Structure, ...]:
    """Rows and columns are swapped."""
    if pair.wanted.ndim != MATRIX or min(pair.wanted.shape) == 1 or pair.got.shape != pair.wanted.shape[::-1]:
        return ()
    fitted = pair.with_got(pair.got.T)
    if not fitted.off.any():
        also = None
    else:
        also = scaled(fitted)
        if also is None:
            return ()
    advice = "rows and columns are swapped; look at the order of the factors of your matrix product"
    found = Structure(Kind.TRANSPOSE, f"{_of_shape(pair)}: {advice}.")
    return (found,) if also is None else (found, also)


def _repeated(pair: Pair) -> tuple[Structure, ...]:
    """The right values, once for each place along an axis too many."""
    ways = [pair.wanted, pair.wanted[..., np.newaxis]]
    if pair.wanted.size < pair.got.size and any(_spreads(pair, way) for way in ways):
        sentence = (
            f"{_of_shape(pair)}, and it holds the right values several times over: look for an operation between "
            f"arrays of different shapes, whose result NumPy stretches to the larger one."
        )
        return (Structure(Kind.BROADCAST, sentence),)
    return ()


def _spreads(pair: Pair, values: np.ndarray) -> bool:
    try:
        spread = np.broadcast_to(values, pair.got.shape)
    except ValueError:
        return False
    return bool(np.any(pair.wanted)) and pair.same(pair.got, spread) and pair.evidence(pair.wanted) >= 1


def _pairs(pair: Pair) -> tuple[Structure, ...]:
    """All pairs of two vectors, where their entries were to meet one by one."""
    count = pair.wanted.size
    if count < ENOUGH or pair.got.shape != (count, count) or max(pair.wanted.shape) != count:
        return ()
    if not pair.same(np.diagonal(pair.got), pair.wanted.ravel()) or not pair.proves(pair.wanted):
        return ()
    sentence = (
        f"{_of_shape(pair)}, and the right values stand on its diagonal: all pairs of entries are "
        f"combined, as in a matrix product or where a row meets a column; look for the operation that should go "
        f"entry by entry."
    )
    return (Structure(Kind.ALL_PAIRS, sentence),)


_REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "sum": np.sum,
    "mean": np.mean,
    "maximum": np.max,
    "minimum": np.min,
}


def _reduction(pair: Pair) -> tuple[Structure, ...]:
    """An axis is added up that should stay, or stays that should be added up."""
    if pair.got.size < pair.wanted.size:
        return _collapsed(pair)
    if pair.got.size > pair.wanted.size:
        return _not_reduced(pair)
    return ()


def _collapsed(pair: Pair) -> tuple[Structure, ...]:
    if not pair.evidence(pair.got):
        return ()
    # A curve that falls has its least value last: that it is the last one is the likelier reading.
    return _summed(pair, ("sum", "mean")) or _one_example(pair) or _summed(pair, ("maximum", "minimum"))


def _summed(pair: Pair, words: tuple[str, ...]) -> tuple[Structure, ...]:
    for axis, what in _axes(pair.wanted):
        for word in words:
            if _fits(pair, pair.got, _REDUCTIONS[word](pair.wanted, axis=axis)):
                sentence = (
                    f"{_of_shape(pair)}: it is the {word} of the right values over {what}; look for a {word} over "
                    f"an axis that should stay."
                )
                return (Structure(Kind.AXIS_COLLAPSED, sentence),)
    return ()


def _one_example(pair: Pair) -> tuple[Structure, ...]:
    for index, word in ((-1, "last"), (0, "first")):
        if pair.wanted.ndim and _fits(pair, pair.got, pair.wanted[index]):
            what = "epoch" if pair.is_curve else "entry" if pair.wanted.ndim == 1 else "row"
            sentence = (
                f"{_of_shape(pair)}: it is the right value of the {word} {what} only; look for a loop that replaces "
                f"its result where it should collect it, and for an index too many."
            )
            return (Structure(Kind.ONE_EXAMPLE, sentence),)
    return ()


def _not_reduced(pair: Pair) -> tuple[Structure, ...]:
    if not pair.evidence(pair.wanted):
        return ()
    for axis, what in _axes(pair.got):
        for word in ("sum", "mean"):
            if _fits(pair, _REDUCTIONS[word](pair.got, axis=axis), pair.wanted):
                sentence = f"{_of_shape(pair)}: the {word} over {what} is still to be taken, and then it is right."
                return (Structure(Kind.NOT_REDUCED, sentence),)
    return ()


def _axes(values: np.ndarray) -> list[tuple[int | None, str]]:
    """The axes that may be added up, and what each runs over."""
    if values.ndim > MATRIX or values.ndim == 0:
        return []
    one_by_one: list[tuple[int | None, str]] = [(0, "the rows"), (1, "the columns")]
    return [*(one_by_one if values.ndim == MATRIX else []), (None, "all entries")]


def _fits(pair: Pair, left: np.ndarray, right: np.ndarray) -> bool:
    """Whether two arrays are the same but for axes of length 1."""
    return pair.same(np.squeeze(left), np.squeeze(right))


def _cut(pair: Pair) -> tuple[Structure, ...]:
    """Rows or columns are missing at an end, or there are too many."""
    for axis in range(min(pair.wanted.ndim, MATRIX) if pair.got.ndim == pair.wanted.ndim else 0):
        got, wanted = (np.moveaxis(values, axis, 0) for values in (pair.got, pair.wanted))
        count = min(len(got), len(wanted))
        if got.shape[1:] != wanted.shape[1:] or len(got) == len(wanted):
            continue
        for end, part in (("end", slice(count)), ("beginning", slice(-count, None))):
            if pair.same(got[part], wanted[part]) and pair.evidence(wanted[part]) >= (ENOUGH if pair.coarse else 1):
                return (_cut_at(pair, end, len(got) - len(wanted), axis),)
    return ()


def _cut_at(pair: Pair, end: str, extra: int, axis: int) -> Structure:
    one, many = ("column", "columns") if axis else ("entry", "entries") if pair.wanted.ndim == 1 else ("row", "rows")
    if pair.is_curve:
        one, many = "epoch", "epochs"
    much = f"{abs(extra)} {many} are" if abs(extra) > 1 else f"1 {one} is"
    kind, word = (Kind.TOO_LONG, "too many") if extra > 0 else (Kind.TOO_SHORT, "missing")
    sentence = (
        f"{_of_shape(pair)}: {much} {word} at the {end}, and the others are right: "
        f"look at the bounds of your loop or slice."
    )
    return Structure(kind, sentence)


def _flat(pair: Pair) -> tuple[Structure, ...]:
    """The right values in the right order, in another shape."""
    if pair.got.size < ENOUGH or not pair.same(pair.got.ravel(), pair.wanted.ravel()):
        return ()
    if not pair.evidence(pair.wanted):
        return ()
    sentence = f"{_of_shape(pair)}; the values and their order are right: look for a reshape or flatten too many."
    return (Structure(Kind.RESHAPED, sentence),)


def _wrong_axis(pair: Pair) -> tuple[Structure, ...]:
    """Two vectors that have one total, or one mean: the same table, added up along different axes."""
    if min(pair.got.size, pair.wanted.size) < ENOUGH or not all(map(_is_vector, (pair.got, pair.wanted))):
        return ()
    if pair.same(np.sort(pair.got, axis=None), np.sort(pair.wanted, axis=None)):
        return ()
    for word, reduce in (("total", np.sum), ("mean", np.mean)):
        ours, theirs = np.asarray(reduce(pair.got)), np.asarray(reduce(pair.wanted))
        substantial = abs(theirs) > _SUBSTANTIAL * pair.scale and not simple(theirs)
        if substantial and pair.same(ours, theirs):
            sentence = (
                f"{_of_shape(pair)}, and yet both have the same {word}: it seems that you add up "
                f"along the wrong axis; look at the axis of your sum or mean."
            )
            return (Structure(Kind.WRONG_AXIS, sentence),)
    return ()


def _is_vector(values: np.ndarray) -> bool:
    return values.ndim > 0 and max(values.shape) == values.size
