"""Relations with an input: it is missing in the answer, it is there wrongly, or a step from it is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, EXTREME, MATRIX, largest, number, simple
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..comparison import Comparison

_ONE_NUMBER = 1e-9  # of the largest quotient: those that are one number differ by rounding only
_SEVERAL = 1e-3  # of the largest quotient: those of the right answer differ by more


def by_an_input(pair: Comparison) -> Relation | None:
    """The first input that explains the answer, and how."""
    detectors: tuple[Callable[[Comparison, str, np.ndarray], Relation | None], ...] = (
        _step,
        _cut_off_step,
        _missing,
        _too_much,
        _scaled,
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
    if steps.evidence(np.abs(right)) <= ENOUGH and not _is_usual(length):
        return None  # two numbers may keep their quotient in another way
    if abs(length + 1) < 1 / 1e3:
        words, advice = "in the opposite direction", "look for plus where minus is meant"
    else:
        way = "in the opposite direction and " if length < 0 else ""
        words, advice = f"{way}{number(abs(length))} times as far", "look at the factors of the step"
    sentence = f"From {name} all of {pair.your} moved along the right line, but {words}: {advice}."
    return Relation(RelationKind.STEP, sentence)


def _is_usual(length: float) -> bool:
    """Whether a step is so many times as long by a mistake that people make: the wrong way, doubled, by tens."""
    return any(abs(abs(length) / one - 1) <= 1 / 1e6 for one in (1, 2, 1 / 2, 10, 1 / 10, 100, 1 / 100))


def _cut_off_step(pair: Comparison, name: str, start: np.ndarray) -> Relation | None:
    """The answer lies on the way from an input to the right answer, but no entry moves further than a bound."""
    right, own = pair.expected - start, pair.got - start
    bound = largest(own)
    floor, _ = pair.slack(pair.scale)
    if bound <= 1e3 * floor or np.abs(right).max() <= bound + 1e3 * floor:
        return None
    at_bound = np.abs(right) > bound + 1e3 * floor
    steps = replace(pair, got=own, expected=right)
    if np.count_nonzero(at_bound) < ENOUGH or not np.all(
        np.abs(own - np.clip(right, -bound, bound))
        <= floor + pair.slack(pair.scale)[1] * np.abs(pair.expected)
    ):
        return None
    if not steps.proves(np.abs(right)):
        return None
    sentence = (
        f"From {name} the entries of {pair.your} move the right way, but none by more than {number(bound)}: look for "
        f"a clip, a minimum or a maximum on what is added or subtracted."
    )
    return Relation(RelationKind.STEP_CUT_OFF, sentence)


def _scaled(pair: Comparison, name: str, values: np.ndarray) -> Relation | None:
    """The answer is the input times one number, or one for each row or column, and the right answer is not."""
    if not np.all(values) or simple(values) or not pair.proves(np.abs(values)) or not np.any(pair.got):
        return None
    ours, theirs = pair.got / values, pair.expected / values
    ways: list[tuple[int | None, str]] = [(None, "times one number everywhere")]
    if pair.got.ndim == MATRIX:
        ways += [(0, "times one number for each column"), (1, "times one number for each row")]
    for axis, words in ways:
        free = 1 if axis is None else pair.got.shape[1 - axis]
        if pair.got.size - free < ENOUGH or (axis is not None and pair.got.shape[axis] == 1):
            continue
        spread, right_spread = np.ptp(ours, axis=axis), np.ptp(theirs, axis=axis)
        if np.all(spread <= _ONE_NUMBER * np.abs(ours).max()) and np.all(
            right_spread > _SEVERAL * np.abs(theirs).max()
        ):
            sentence = (
                f"Entry by entry, {pair.your} is {name} {words}, where each entry needs its own: look for a sum or a "
                f"mean of the other factor, and for its shape."
            )
            return Relation(RelationKind.INPUT_SCALED, sentence)
    return None


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


def matrix_product(pair: Comparison) -> Relation | None:
    """The answer is the matrix product of an input and of what should be multiplied with it entry by entry."""
    if pair.expected.ndim != MATRIX or pair.got.ndim != MATRIX or not pair.proves(pair.got):
        return None
    for name, values in pair.inputs.items():
        if values.shape != pair.expected.shape or not np.all(values) or largest(values) >= EXTREME:
            continue
        factor = pair.expected / values
        ways = ((values.T, factor), (values, factor.T), (factor.T, values), (factor, values.T))
        for left, right in ways if len(values) > 1 else ways[:1]:
            # The shape first: of a column of many entries the product could be larger than memory.
            if (len(left), right.shape[1]) == pair.got.shape and pair.same(pair.got, left @ right):
                sentence = (
                    f"{pair.your[0].upper()}{pair.your[1:]} is the matrix product of {name} and of what should "
                    f"multiply it entry by entry: look for a dot, a matmul or an @ between the two."
                )
                return Relation(RelationKind.MATRIX_PRODUCT, sentence)
    return None
