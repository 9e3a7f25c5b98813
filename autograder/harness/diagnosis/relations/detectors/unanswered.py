"""Relations of code that computes nothing: zeros, one number everywhere, or the unchanged input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, number, simple
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison

SAME_BY_CHANCE = 4  # entries, of which fewer may well agree


def zeros(pair: Comparison) -> Relation | None:
    """The answer is 0 everywhere."""
    # Of numbers with decimals two are enough: whole numbers and one-hot rows may well be 0.
    enough = SAME_BY_CHANCE if simple(pair.expected) else ENOUGH
    if pair.got.size < enough or pair.got.any() or pair.evidence(pair.expected) < ENOUGH:
        return None
    if pair.expected.ndim == 1 and simple(pair.expected) and not pair.expected.all():
        return None  # of labels 0 is one: a model may predict it for all examples
    sentence = (
        f"Every entry of {pair.your} is 0: look for an array that is made and never filled, for a product with 0, "
        f"and for a condition that never holds."
    )
    return Relation(RelationKind.ZEROS, sentence)


def constant(pair: Comparison) -> Relation | None:
    """The answer is the same number everywhere, where the right one varies; labels and accuracies may well be."""
    if pair.coarse or pair.got.size < ENOUGH or np.ptp(pair.got) or pair.got.flat[0] == 0:
        return None
    if any(np.array_equal(values, pair.got) for values in pair.inputs.values()):
        return None  # it may have been handed back as it was: nothing was computed once
    values, counts = np.unique(pair.expected, return_counts=True)
    if len(values) == 1 or 2 * counts.max() > pair.expected.size:
        return None
    what = (
        "look for parameters that never change, or a value that is recorded from one moment only"
        if pair.is_curve
        else "look for a value that is computed once, over too much or along the wrong axis, where each entry has "
        "its own"
    )
    sentence = f"Every entry of {pair.your} is {number(pair.got.flat[0])}, and they should differ: {what}."
    return Relation(RelationKind.CONSTANT, sentence)


def an_input(pair: Comparison) -> Relation | None:
    """The answer is what was passed in."""
    for name, values in pair.inputs.items():
        if values.shape == pair.got.shape and np.array_equal(values, pair.got) and pair.proves(pair.got):
            sentence = (
                f"There is no difference between {pair.your} and {name}: look for the "
                f"computation that should come between, and at where its result goes."
            )
            return Relation(RelationKind.INPUT, sentence)
    return None
