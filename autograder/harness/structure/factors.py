"""The factors that have a name: a size that the test knows, two, and the bases of logarithms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Factor:
    """A factor that a mistake is known to produce.

    Attributes:
        value: The factor.
        words: It, as it follows "every entry of your Z is".
        advice: What to look for.
        plain: Whether it is so usual that a single number is evidence enough.
    """

    value: float
    words: str
    advice: str
    plain: bool = True


_TOO_LARGE = "look for the line that should divide by it, or for a sum where a mean is meant"
_TOO_SMALL = "look for a division by it, or a mean, that is made twice or does not belong here"


def named_factor(value: float, sizes: Mapping[str, int], closeness: float) -> Factor | None:
    """The most usual factor that equals the value, if any does."""
    return next((one for one in _known(sizes) if abs(value / one.value - 1) <= closeness), None)


def _known(sizes: Mapping[str, int]) -> Iterator[Factor]:
    named = _by_number(sizes)
    for size, name in named.items():
        yield Factor(size, f"{size} times what it should be, and {size} is {name}", _TOO_LARGE)
        yield Factor(1 / size, f"1/{size} of what it should be, and {size} is {name}", _TOO_SMALL)
    yield from _twos()
    yield from _logarithms()
    for size, name in named.items():
        square = size * size
        words = f"what it should be, and {square} is the square of {name}"
        yield Factor(
            square,
            f"{square} times {words}",
            "look for two lines that should divide by it, or sums where means are meant",
            plain=False,
        )
        yield Factor(
            1 / square,
            f"1/{square} of {words}",
            "look for two divisions by it, or two means, that do not belong here",
            plain=False,
        )
    for (size, name), (other, other_name) in permutations(named.items(), 2):
        yield from _of_two(size, name, other, other_name)


def _by_number(sizes: Mapping[str, int]) -> dict[int, str]:
    """The names of each size above 1; those that share one are told in one breath."""
    names: dict[int, str] = {}
    for name, size in sizes.items():
        if isinstance(size, (int, np.integer)) and size > 1:
            names[int(size)] = f"{names[int(size)]} and also {name}" if int(size) in names else name
    return names


def _twos() -> Iterator[Factor]:
    yield Factor(
        2.0,
        "twice what it should be",
        "look for a factor of 2 that does not belong, as from the derivative of a square, "
        "and for something that is added up twice",
    )
    advice = "look for a factor of one half, or a mean of two, that does not belong"
    yield Factor(0.5, "half of what it should be", advice)


def _logarithms() -> Iterator[Factor]:
    for base in (2, 10):
        yield Factor(
            1 / math.log(base),
            f"{1 / math.log(base):.4f} times what it should be, which is what the logarithm to base {base} gives",
            "look for the logarithm, and take the natural one",
        )


def _of_two(size: int, name: str, other: int, other_name: str) -> Iterator[Factor]:
    yield Factor(
        size / other,
        f"{size}/{other} of what it should be: {size} is {name} and {other} is {other_name}",
        "look for a division by the second where the first is meant",
        plain=False,
    )
    if size < other:
        product = size * other
        words = f"what it should be, and {product} is {name} times {other_name}"
        yield Factor(product, f"{product} times {words}", _TOO_LARGE, plain=False)
        yield Factor(1 / product, f"1/{product} of {words}", _TOO_SMALL, plain=False)
