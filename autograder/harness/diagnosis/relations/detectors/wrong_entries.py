"""Relations of an answer that is partly right: what the wrong entries have in common."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, MATRIX, number
from ..relation import Relation, RelationKind
from ..sizes import SizeRole
from .patterns import one_amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..comparison import Comparison

LIKELY = 0.05  # a pattern is reported only if its probability by chance is not above this
FEW = 3  # rows that a sentence lists
DEEP = 4  # rows; with fewer, each may be wrong for a different reason
ALONE = 6  # entries; among so many, a single wrong one is an exception
_NATURAL = ("0", "negative", "positive")


def partly_wrong(pair: Comparison) -> tuple[Relation, ...]:
    """What the wrong entries have in common, where enough others are right."""
    right = pair.expected[~pair.off & (np.abs(pair.expected) > 10 * pair.atol)]
    if pair.coarse or pair.evidence(right) < (1 if pair.is_curve else ENOUGH):
        return ()
    for detect in (
        _inputs,
        one_amount,
        _zeros_expected,
        _one_sign,
        _curve,
        _never_filled,
        _rows,
        _columns,
        _single,
        _diagonal,
        _partly_zero,
    ):
        found = detect(pair)
        if found is not None:
            return (found,)
    return ()


def _wrong(pair: Comparison) -> str:
    return f"In {pair.your} {int(pair.off.sum())} of {pair.off.size} entries are wrong"


def _all_in(pair: Comparison, group: np.ndarray, choices: int = 1) -> bool:
    """Whether all wrong entries are in the group, and that is improbable for any of so many groups."""
    wrong, inside, total = int(pair.off.sum()), int(group.sum()), pair.off.size
    if not wrong or np.any(pair.off & ~group):
        return False
    steps = np.arange(min(wrong, 64))
    return bool(choices * np.prod((inside - steps) / (total - steps)) <= LIKELY)


def _inputs(pair: Comparison) -> Relation | None:
    """The entries are wrong for one sort of input."""
    for name, values in pair.inputs.items():
        if values.shape != pair.off.shape:
            continue
        for words, group in _sorts(values, pair.off):
            choices = 1 if words in _NATURAL else 10  # the bound can be any number
            if np.array_equal(pair.off, group) and (words == "0" or _all_in(pair, group, choices)):
                sentence = (
                    f"{_wrong(pair)}: exactly those where {name} is {words}; look at what your code does with "
                    f"these, at a condition that tells them apart, and at whether it includes its bound."
                )
                return Relation(RelationKind.BOUNDARY, sentence)
    return None


def _sorts(values: np.ndarray, off: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    yield from zip(_NATURAL, (values == 0, values < 0, values > 0))
    if off.sum() >= ENOUGH:
        yield f"largest (from {number(values[off].min())} up)", values >= values[off].min()
        yield f"smallest (from {number(values[off].max())} down)", values <= values[off].max()


def _zeros_expected(pair: Comparison) -> Relation | None:
    if not _all_in(pair, pair.expected == 0):
        return None
    sentence = f"{_wrong(pair)}, and all of those should be exactly 0: look at what should make them 0."
    return Relation(RelationKind.SHOULD_BE_ZERO, sentence)


def _one_sign(pair: Comparison) -> Relation | None:
    for word, group in (("negative", pair.expected < 0), ("positive", pair.expected > 0)):
        if np.array_equal(pair.off, group) and _all_in(pair, group):
            sentence = f"{_wrong(pair)}: exactly those that should be {word}; look at what your code does with these."
            return Relation(RelationKind.ONE_SIGN_ONLY, sentence)
    return None


def _curve(pair: Comparison) -> Relation | None:
    """The first epochs are right and all later ones wrong."""
    count = int(np.argmax(pair.off))
    if not pair.is_curve or not count or not pair.off[count:].all():
        return None
    first = "The first epoch" if count == 1 else f"The first {count} epochs"
    sentence = (
        f"{first} of {pair.your} {'is' if count == 1 else 'are'} right and the later ones are wrong: look at what "
        f"one epoch hands on to the next, such as the order of the data, the parameters and the learning rate."
    )
    return Relation(RelationKind.DRIFTS, sentence)


def _single(pair: Comparison) -> Relation | None:
    if pair.off.sum() != 1 or pair.off.size < ALONE:
        return None
    position = ", ".join(str(int(index[0])) for index in np.nonzero(pair.off))
    sentence = (
        f"Only entry [{position}] of {pair.your} is wrong, counted from 0: look at what is special about it and its "
        f"input."
    )
    return Relation(RelationKind.SINGLE_ENTRY, sentence)


def _rows(pair: Comparison) -> Relation | None:
    """The wrong entries stand in a few rows, or in the last ones."""
    wrong = pair.off.reshape(len(pair.off), -1).any(axis=1).reshape(-1)
    group = np.broadcast_to(wrong.reshape(-1, *[1] * (pair.off.ndim - 1)), pair.off.shape)
    if wrong.all() or not _all_in(pair, group):
        return None
    what = ("entry", "entries") if pair.off.ndim == 1 else ("row", "rows")
    count = int(wrong.sum())
    if wrong[-count:].all() and 2 * count <= len(wrong):
        return Relation(RelationKind.LAST_ENTRIES, _last(pair, count, *what))
    choices = math.comb(len(wrong), count)
    if pair.off.sum() == 1 or count > min(FEW, len(wrong) // 2) or not _all_in(pair, group, choices):
        return None
    sentence = (
        f"Only {_listed(wrong, *what)} of {pair.your} {'is' if count == 1 else 'are'} wrong, counted from 0: "
        "look for something that is done there and not in the others."
    )
    return Relation(RelationKind.ONLY_SOME_ROWS, sentence)


def _last(pair: Comparison, count: int, one: str, many: str) -> str:
    which = f"last {one}" if count == 1 else f"last {count} {many}"
    sentence = (
        f"Only the {which} of {pair.your} {'is' if count == 1 else 'are'} wrong: look at the bounds of your loop or "
        f"slice, and at what is special about the end"
    )
    batches = [size.value for size in pair.sizes if size.role is SizeRole.BATCH]
    if any(1 < size < len(pair.off) and len(pair.off) % size == count for size in batches):
        return f"{sentence}; where these are examples in batches, the last batch is shorter than the others."
    return f"{sentence}."


def _columns(pair: Comparison) -> Relation | None:
    if pair.off.ndim != MATRIX or pair.off.sum() == 1:
        return None
    wrong = np.any(pair.off, axis=0).reshape(-1)
    count = int(wrong.sum())
    group = np.broadcast_to(wrong, pair.off.shape)
    if count > min(FEW, len(wrong) // 2) or not _all_in(pair, group, math.comb(len(wrong), count)):
        return None
    if len(pair.off) < DEEP:
        return None
    which = _listed(wrong, "column", "columns")
    sentence = (
        f"Only {which} of {pair.your} {'is' if count == 1 else 'are'} wrong, counted from 0: look for something that "
        f"is done there and not in the others."
    )
    return Relation(RelationKind.ONLY_SOME_COLUMNS, sentence)


def _listed(wrong: np.ndarray, one: str, many: str) -> str:
    numbers = [str(index) for index in np.flatnonzero(wrong)]
    return (
        f"{one} {numbers[0]}" if len(numbers) == 1 else f"{many} {', '.join(numbers[:-1])} and {numbers[-1]}"
    )


def _diagonal(pair: Comparison) -> Relation | None:
    if pair.off.ndim != MATRIX or pair.off.shape[0] != pair.off.shape[1]:
        return None
    diagonal = np.eye(len(pair.off), dtype=bool)
    if np.array_equal(pair.off, diagonal) and _all_in(pair, diagonal):
        sentence = (
            f"{_wrong(pair)}: exactly those on its diagonal; look at the term that is different where row and column "
            f"number agree."
        )
        return Relation(RelationKind.DIAGONAL, sentence)
    if np.array_equal(pair.off, ~diagonal) and len(diagonal) > ENOUGH:
        sentence = (
            f"In {pair.your} the entries on the diagonal are right and all others are wrong: look for numbers of the "
            f"rows that meet the columns instead, as where a sum or a maximum has lost its axis, and for one index "
            f"that is used for both."
        )
        return Relation(RelationKind.OFF_DIAGONAL, sentence)
    return None


def _never_filled(pair: Comparison) -> Relation | None:
    """Whole rows are 0, and the rows that are not are right."""
    rows = pair.off.reshape(len(pair.off), -1).any(axis=1).reshape(-1)
    return _partly_zero(pair) if pair.off.ndim > 1 and rows.sum() > 1 and not pair.got[rows].any() else None


def _partly_zero(pair: Comparison) -> Relation | None:
    if pair.got[pair.off].any() or pair.off.sum() < ENOUGH:
        return None
    sentence = (
        f"{_wrong(pair)}: yours are 0 there and should not be, and the others are right; look at the condition that "
        f"sets entries to 0, and for entries that are never filled."
    )
    return Relation(RelationKind.PARTLY_ZERO, sentence)
