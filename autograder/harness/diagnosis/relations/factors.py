"""The factors with a meaning: a size that the test shows, two, and the bases of logarithms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from .sizes import SizeRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .sizes import Size


@dataclass(frozen=True)
class Factor:
    """A factor that a mistake is known to produce.

    Attributes:
        value: The factor.
        words: The factor in words, as they follow "every entry of your Z is".
        reading: One meaning of the factor, used if it may have several.
        advice: What to look for.
    """

    value: float
    words: str
    reading: str
    advice: str


_TOO_LARGE = "look for the line that should divide by it, or for a sum where a mean is meant"
_TOO_SMALL = "look for a division by it, or a mean, that is made twice or does not belong here"
_UNSURE = "look for a division that is missing, made twice or by the wrong size"


def usual_factor(value: float, sizes: Iterable[Size], closeness: float) -> Factor | None:
    """The factor that equals the value, if it is so usual that a single number is enough evidence; else None."""
    named = _by_number(sizes)
    return _read(value, closeness, [*_of_one(named), *_twos(), *_logarithms()], [*_of_two(named)])


def known_factor(value: float, sizes: Iterable[Size], closeness: float) -> Factor | None:
    """The usual factor that equals the value, or a rarer one: a square, a product or a quotient of sizes."""
    named = _by_number(sizes)
    return usual_factor(value, sizes, closeness) or _read(
        value, closeness, [*_squares(named), *_products(named), *_of_two(named)], []
    )


def _read(value: float, closeness: float, first: list[Factor], besides: list[Factor]) -> Factor | None:
    """The factor among the first ones that equals the value; if it has several meanings, with all of them."""
    found, more = (
        [one for one in some if abs(value / one.value - 1) <= closeness] for some in (first, besides)
    )
    if not found:
        return None
    readings = found + more
    if len(readings) == 1:
        return found[0]
    words = found[0].words.split(",")[0].split(":")[0]
    reading = " or ".join(one.reading for one in readings)
    return Factor(found[0].value, f"{words}, which may be {reading}", "", _UNSURE)


def _by_number(sizes: Iterable[Size]) -> dict[int, str]:
    """The names of each size above 1; names of the same size are joined.

    The number of epochs is left out: nothing is divided by it, so a factor that equals it has another cause.
    """
    names: dict[int, str] = {}
    for size in sizes:
        if size.value > 1 and size.role is not SizeRole.EPOCHS:
            names[size.value] = (
                f"{names[size.value]} and also {size.name}" if size.value in names else size.name
            )
    return names


def _of_one(named: Mapping[int, str]) -> Iterator[Factor]:
    for size, name in named.items():
        yield Factor(size, f"{size} times what it should be, and {size} is {name}", name, _TOO_LARGE)
        yield Factor(
            1 / size, f"1/{size} of what it should be, and {size} is {name}", f"one over {name}", _TOO_SMALL
        )


def _twos() -> Iterator[Factor]:
    yield Factor(
        2.0,
        "twice what it should be",
        "a plain 2",
        "look for a factor of 2 that does not belong, as from the derivative of a square, for something that is "
        "added up twice, and for a division by half of what is meant",
    )
    advice = "look for a factor of one half, a mean of two, or a division by twice of what is meant"
    yield Factor(0.5, "half of what it should be", "a plain one half", advice)


def _logarithms() -> Iterator[Factor]:
    for base in (2, 10):
        value, meaning = 1 / math.log(base), f"what the logarithm to base {base} gives"
        words = f"{value:.4f} times what it should be, which is {meaning}"
        yield Factor(value, words, meaning, "look for the logarithm, and take the natural one")


def _squares(named: Mapping[int, str]) -> Iterator[Factor]:
    for size, name in named.items():
        square, meaning = size * size, f"the square of {name}"
        words = f"what it should be, and {square} is {meaning}"
        advice = "look for two lines that should divide by it, or two sums where means are meant"
        yield Factor(square, f"{square} times {words}", meaning, advice)
        advice = "look for two divisions by it, or two means, that do not belong here"
        yield Factor(1 / square, f"1/{square} of {words}", f"one over {meaning}", advice)


def _products(named: Mapping[int, str]) -> Iterator[Factor]:
    for (size, name), (other, other_name) in combinations(named.items(), 2):
        product, meaning = size * other, f"{name} times {other_name}"
        words = f"what it should be, and {product} is {meaning}"
        yield Factor(product, f"{product} times {words}", meaning, _TOO_LARGE)
        yield Factor(1 / product, f"1/{product} of {words}", f"one over {meaning}", _TOO_SMALL)


def _of_two(named: Mapping[int, str]) -> Iterator[Factor]:
    for (size, name), (other, other_name) in permutations(named.items(), 2):
        yield Factor(
            size / other,
            f"{size}/{other} of what it should be: {size} is {name} and {other} is {other_name}",
            f"{name} over {other_name}",
            "look for a division by the second where the first is meant",
        )
