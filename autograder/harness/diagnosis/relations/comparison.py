"""Compare a wrong array with the right one: what counts as equal, and what counts as evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .sizes import SizeRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .sizes import Size

FINEST, COARSEST = 1e-9, 1e-4  # the bounds of the tolerance for a relation, relative to the values
NEARLY = 3e-6  # differences below this share of the largest entry come from limited precision
LARGEST_DENOMINATOR = 128
ENOUGH = 2  # different numbers; so many that are not simple do not confirm a relation by chance
MATRIX = 2  # axes
EXTREME = 1e100  # beyond this scale squares overflow, and below its inverse they become 0
SAMPLE = 500  # entries that are counted as evidence
SOMETHING = 1e-3  # of the largest entry: what is left of a sum of products beside one of them


@dataclass(frozen=True, eq=False)
class Comparison:
    """A student's answer and the right one, as finite real numbers.

    Attributes:
        name: What the value is called.
        got: The answer.
        expected: The right answer.
        sizes: Numbers that a factor may come from.
        inputs: What the student's code was given, by name.
        atol: The absolute tolerance of the check.
        rtol: The relative tolerance of the check.
        share: By which share of the largest entry the check lets each be off besides.
        earlier: The names of those inputs that another call of the same method on the same object has replaced since.
        answers: The names of those inputs that the student's code gave before.
    """

    name: str
    got: np.ndarray
    expected: np.ndarray
    sizes: tuple[Size, ...]
    inputs: Mapping[str, np.ndarray]
    atol: float
    rtol: float
    share: float = 0.0
    earlier: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()

    @cached_property
    def your(self) -> str:
        """How a sentence speaks of the value: `your d_weights`."""
        return your(self.name)

    @cached_property
    def scale(self) -> float:
        """The size of the largest right entry."""
        return largest(self.expected)

    @cached_property
    def off(self) -> np.ndarray:
        """Where the check finds the answer wrong; the shapes have to be equal."""
        allowed = self.atol + self.rtol * np.abs(self.expected) + self.share * self.scale
        off: np.ndarray = np.abs(self.got - self.expected) > allowed
        return off

    @cached_property
    def deviation(self) -> float:
        """The largest difference; the shapes have to be equal."""
        return largest(self.got - self.expected)

    @cached_property
    def coarse(self) -> bool:
        """Whether all numbers are whole or simple fractions, like labels and accuracies: they agree by chance."""
        return simple(self.got) and simple(self.expected)

    @cached_property
    def is_curve(self) -> bool:
        """Whether the right array holds one number for each epoch."""
        roles = {size.role for size in self.sizes if self.expected.shape == (size.value,)}
        return roles == {SizeRole.EPOCHS}

    def same(self, left: np.ndarray, right: np.ndarray) -> bool:
        """Whether two arrays hold the same numbers, to the check's tolerance or nearly so."""
        if left.shape != right.shape:
            return False
        few, right_few = left.flat[:8], right.flat[:8]
        floor, share = self.slack(1e3 * max(self.scale, largest(right_few)))
        if not np.all(np.abs(few - right_few) <= floor + share * np.abs(right_few)):
            return False  # the first entries show it for nearly all relations
        floor, share = self.slack(largest(right))
        return bool(np.isfinite(floor) and np.all(np.abs(left - right) <= floor + share * np.abs(right)))

    def slack(self, scale: float) -> tuple[float, float]:
        """The tolerance for a relation between arrays of this scale: absolute, relative."""
        return min(max(self.atol, 1e-12 * scale), COARSEST * scale), min(max(self.rtol, FINEST), COARSEST)

    def proves(self, values: np.ndarray) -> bool:
        """Whether these values are enough evidence for a relation that is true for all of them."""
        return self.evidence(values) >= ENOUGH

    def evidence(self, values: np.ndarray) -> int:
        """How many different numbers confirm a relation that is true for all these values; simple ones count less."""
        sample = values.ravel()[:: values.size // SAMPLE | 1]  # by an odd step, not down one column
        scale = largest(sample)
        kept = sample[np.abs(sample) > 1e-6 * scale]
        different = len(set(np.round(kept / scale, 8).tolist()))
        if not (self.coarse or simple(values)):
            return different
        return max(different // 3, min(int(kept.size), int(sample.size - kept.size)) // 4)

    def with_got(self, got: np.ndarray) -> Comparison:
        """The same comparison, for the answer in another shape."""
        return replace(self, got=got)


def your(name: str) -> str:
    """How a sentence speaks of the value of a check: `your d_weights`."""
    return f"your {name[4:] if name.lower().startswith('the ') else name}"


def largest(values: np.ndarray) -> float:
    """The largest absolute value; 0 of nothing."""
    return max(float(values.max()), -float(values.min())) if values.size else 0.0


def simple(values: np.ndarray) -> bool:
    """Whether the first nonzero entries are fractions with small denominators."""
    sample = values.ravel()[:64]
    sample = sample[sample != 0][:8]
    multiples = sample[:, np.newaxis] * np.arange(1, LARGEST_DENOMINATOR + 1)
    return bool(
        np.all(np.any(np.abs(multiples - np.round(multiples)) < 1e-9 + 1e-15 * np.abs(multiples), axis=1))
    )


def number(value: float) -> str:
    """A number as a sentence shows it."""
    return f"{value:.4g}"


def beside_one_product(values: np.ndarray) -> float:
    """What is left beside the product of the column and the row of the largest entry, as a share of that entry."""
    row, column = np.unravel_index(int(np.argmax(np.abs(values))), values.shape)
    top = values[row, column]
    if not top:
        return 0.0
    return largest(values - values[:, column : column + 1] * values[row : row + 1] / top) / abs(float(top))
