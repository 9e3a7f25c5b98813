"""Relations by a function that is applied wrongly or is missing: a square, a logarithm, a bound, ..."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import ENOUGH, number
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..comparison import Comparison

LARGEST_EXPONENT = 700  # the exponential of more overflows

SMALLEST_POWER, LARGEST_POWER = 4, 300  # exponents of 10; people add such powers to avoid the logarithm of 0
LOG_DIGITS = 1e-6


def one_function(pair: Comparison) -> Relation | None:
    """The answer is a well-known function of the right one."""
    for kind, words, advice, values in _candidates(pair.expected):
        if pair.same(pair.got, values) and pair.evidence(pair.expected) >= 1:
            entry = (
                f"Each entry of {pair.your}"
                if pair.got.size > 1
                else f"{pair.your[0].upper()}{pair.your[1:]}"
            )
            return Relation(kind, f"{entry} is {words} what it should be: {advice}.")
    return None


def _candidates(expected: np.ndarray) -> Iterator[tuple[RelationKind, str, str, np.ndarray]]:
    least, most = expected.min(), expected.max()
    yield (
        RelationKind.SQUARED,
        "the square of",
        "look for a square too many, or a root that is missing",
        expected * expected,
    )
    if most < LARGEST_EXPONENT:
        advice = "look for a logarithm that is missing, and for an exponential too many"
        yield RelationKind.EXPONENTIAL, "e to the power of", advice, np.exp(expected)
    if least >= 0:
        yield RelationKind.SQUARE_ROOT, "the square root of", "look for a root too many", np.sqrt(expected)
    if least > 0:
        advice = "look for a logarithm too many, and for an exponential that is missing"
        yield RelationKind.LOGARITHM, "the logarithm of", advice, np.log(expected)
        yield RelationKind.LOGARITHM, "minus the logarithm of", advice, -np.log(expected)
    if np.all(expected != 0):
        advice = "look at your division: which way round it stands, and what belongs to its denominator"
        yield RelationKind.RECIPROCAL, "one divided by", advice, 1 / expected


def signs(pair: Comparison) -> Relation | None:
    """The answer has the right absolute values and some wrong signs."""
    if not pair.same(np.abs(pair.got), np.abs(pair.expected)) or not pair.proves(pair.expected):
        return None
    if pair.same(pair.got, -pair.expected):
        return None
    if pair.got.min() >= 0:
        sentence = (
            f"No entry of {pair.your} is negative, and otherwise all are right: look for an absolute value, or the "
            f"root of a square, that takes the signs away."
        )
        return Relation(RelationKind.ABSOLUTE_VALUE, sentence)
    sentence = (
        f"The entries of {pair.your} have the right size, but {int(pair.off.sum())} of {pair.got.size} have the "
        f"wrong sign: look at the condition or the subtraction that decides the sign."
    )
    return Relation(RelationKind.SOME_SIGNS, sentence)


def log_floor(pair: Comparison) -> Relation | None:
    """The answer stops at the negative logarithm of a small power of ten, where the right one is larger."""
    stops = np.unique(pair.got[pair.off]) if pair.off.ndim else pair.got.reshape(1)
    if stops.size != 1 or not np.all(pair.expected[pair.off] > stops[0]):
        return None
    power = round(float(stops[0]) / float(np.log(10)))
    if not SMALLEST_POWER <= power <= LARGEST_POWER or abs(stops[0] - power * np.log(10)) > LOG_DIGITS:
        return None
    sentence = (
        f"{pair.your[0].upper()}{pair.your[1:]} goes no further than {number(stops[0])}, which is minus the "
        f"logarithm of 1e-{power}: look for that small number, which stands in place of a probability near 0."
    )
    return Relation(RelationKind.LOG_FLOOR, sentence)


def clipped(pair: Comparison) -> Relation | None:
    """The answer is right between two bounds and stops at them."""
    low, high = pair.got.min(), pair.got.max()
    if not pair.same(pair.got, np.clip(pair.expected, low, high)):
        return None
    inside = (pair.got > low) & (pair.got < high)
    if not (pair.proves(pair.got[inside]) or _are_bounds(pair, float(low), float(high))):
        return None
    if np.any(pair.off & inside):
        return None
    sides = (("below", low, pair.expected < low), ("above", high, pair.expected > high))
    stops = [(word, bound) for word, bound, beyond in sides if np.count_nonzero(pair.off & beyond) >= ENOUGH]
    return Relation(RelationKind.CLIPPED, _stopped(pair, stops)) if stops else None


def _are_bounds(pair: Comparison, low: float, high: float) -> bool:
    """Whether an answer has round numbers as its bounds on both sides, each more than once."""
    chosen = all(
        any(np.isclose(float(f"{one:.2g}"), one, rtol=1e-9) for one in (end, 1 - end)) for end in (low, high)
    )
    ends = (np.count_nonzero(pair.off & (pair.got == bound)) for bound in (low, high))
    return chosen and low < high and all(count >= ENOUGH for count in ends)


def _stopped(pair: Comparison, stops: list[tuple[str, float]]) -> str:
    count = f"{int(pair.off.sum())} of {pair.got.size}"
    if len(stops) == 1 and stops[0][1] == 0:
        side = "negative" if stops[0][0] == "below" else "positive"
        return (
            f"The entries of {pair.your} that should be {side} are 0, {count}, and the others are right: look for a "
            f"maximum, a minimum or a clip, and for a term that is missing there."
        )
    bounds = " or ".join(f"{word} {number(bound)}" for word, bound in stops)
    return (
        f"No entry of {pair.your} is {bounds}: {count} entries are cut off there, and the others are right; look for "
        f"a maximum, a minimum or a clip."
    )
