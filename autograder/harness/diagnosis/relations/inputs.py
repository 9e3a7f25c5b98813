"""Relations with an input: it is missing in the answer, it is there wrongly, or a step from it is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .comparison import EXTREME, largest, number
from .relation import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from .comparison import Comparison


def by_an_input(pair: Comparison) -> Relation | None:
    """The first input that explains the answer, and how."""
    detectors: tuple[Callable[[Comparison, str, np.ndarray], Relation | None], ...] = (
        _step,
        _missing,
        _too_much,
    )
    for name, values in pair.inputs.items():
        usable = (
            values.shape == pair.expected.shape and np.isfinite(values).all() and largest(values) < EXTREME
        )
        if usable and pair.proves(values) and pair.proves(pair.expected):
            found = next(
                (found for found in (detect(pair, name, values) for detect in detectors) if found), None
            )
            if found is not None:
                return found
    return None


def _step(pair: Comparison, name: str, start: np.ndarray) -> Relation | None:
    """The answer lies on the line from an input to the right answer."""
    right, own = pair.expected - start, pair.got - start
    steps = replace(pair, got=own, expected=right)
    top = int(np.argmax(np.abs(right)))
    if abs(right.flat[top]) < pair.scale / 1e3:  # so small a step has too few digits left
        return None
    if np.any(np.abs(right) < steps.scale / 1e6):  # some entries do not move: it is no step but a condition
        return None
    length = float(own.flat[top] / right.flat[top])
    if abs(length) < 1 / 1e3 or not steps.same(own, length * right) or not steps.proves(np.abs(right)):
        return None
    if abs(length + 1) < 1 / 1e3:
        words, advice = "in the opposite direction", "look for plus where minus is meant"
    else:
        way = "in the opposite direction and " if length < 0 else ""
        words, advice = f"{way}{number(abs(length))} times as far", "look at the factors of the step"
    sentence = f"From {name} all of {pair.your} moved along the right line, but {words}: {advice}."
    return Relation(RelationKind.STEP, sentence)


def _missing(pair: Comparison, name: str, values: np.ndarray) -> Relation | None:
    """The answer would be right with the input as a factor or term."""
    for word, fixed in (("multiplied by", pair.got * values), ("added to", pair.got + values)):
        if pair.same(fixed, pair.expected) and pair.proves(pair.expected):
            sentence = (
                f"Entry by entry, {pair.your} {word} {name} would be right: look for {name}, which your computation "
                f"leaves out."
            )
            return Relation(RelationKind.INPUT_MISSING, sentence)
    return None


def _too_much(pair: Comparison, name: str, values: np.ndarray) -> Relation | None:
    """The answer is the right one with the input as a factor or term too many."""
    for word, wrong in (
        ("multiplied by", pair.expected * values),
        ("with the addition of", pair.expected + values),
    ):
        if pair.same(pair.got, wrong) and pair.proves(pair.got):
            sentence = (
                f"Entry by entry, {pair.your} is right {word} {name}: look for {name}, which stands where it "
                f"should not."
            )
            return Relation(RelationKind.INPUT_TOO_MUCH, sentence)
    return None
