"""Relations with several inputs: the answer is a sum of rows, a product or a sum of products of what was passed in.

Nobody could say in general which formula a student has written. But the formulas that go wrong are few: a sum or a
mean over rows or columns, over some of the rows only, a product of two inputs, and what was added up of two calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from ..comparison import EXTREME, MATRIX, largest, simple
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..comparison import Comparison

    Shape = tuple[int, ...]

LARGEST = 2_000  # entries of an answer, or of an input, that is looked at
MOST_INPUTS = 8  # the last ones
MOST_SUMMANDS = 16
CONFIRMED = 2  # different numbers that are not simple


@dataclass(frozen=True)
class Formula:
    """A formula of the inputs.

    Attributes:
        words: It, in words, as they follow "your d_biases is".
        value: Its value.
        count: The number of examples by which it may be divided, to make an average.
        inputs: The names of the inputs in it.
        some: Whether some rows of the inputs are left out of it.
    """

    words: str
    value: np.ndarray
    count: int
    inputs: frozenset[str]
    some: bool = False


def by_formula(pair: Comparison) -> Relation | None:
    """The first formula of the inputs that gives the answer."""
    if not 1 < pair.got.size <= LARGEST or simple(pair.got) or pair.evidence(pair.got) < CONFIRMED:
        return None
    fitting = list(_formulas(_usable(pair), _long_axes(pair.got.shape)))
    for one in fitting:
        for divisor in (1, one.count):
            if pair.same(pair.got, one.value.reshape(pair.got.shape) / divisor):
                return _relation(pair, one, divisor)
    return _added_up(pair, fitting) if pair.earlier else None


def _usable(pair: Comparison) -> dict[str, np.ndarray]:
    found = {
        name: values
        for name, values in pair.inputs.items()
        if name not in pair.answers
        and 1 <= values.ndim <= MATRIX
        and 1 < values.size <= LARGEST
        and np.isfinite(values).all()
        and 0 < largest(values) < EXTREME
    }
    return dict(list(found.items())[-MOST_INPUTS:])


def _long_axes(shape: tuple[int, ...]) -> Shape:
    """A shape without its axes of length 1."""
    return tuple(length for length in shape if length > 1)


def _formulas(inputs: dict[str, np.ndarray], shape: Shape) -> Iterator[Formula]:
    """The formulas whose values have this shape; no other one is computed."""
    matrices = {name: values for name, values in inputs.items() if values.ndim == MATRIX}
    for name, values in matrices.items():
        yield from _of_one(name, values, shape)
    for (left, one), (right, other) in combinations(inputs.items(), 2):
        if one.shape == other.shape and _long_axes(one.shape) == shape:
            names = frozenset({left, right})
            yield Formula(f"the product, entry by entry, of {left} and {right}", one * other, 1, names)
            yield Formula(f"the sum of {left} and {right}", one + other, 1, names)
    for (left, one), (right, other) in permutations(matrices.items(), 2):
        yield from _products(left, one, right, other, shape)


def _of_one(name: str, values: np.ndarray, shape: Shape) -> Iterator[Formula]:
    """Sums over rows or columns of an input, and over some of its rows."""
    rows, columns = values.shape
    names = frozenset({name})
    if rows > 1 and shape == (columns,):
        yield Formula(f"the sum over the rows of {name}", values.sum(axis=0), rows, names)
        yield Formula(f"the largest of each column of {name}", values.max(axis=0), 1, names)
        for words, part in _parts(rows):
            total = values[part].sum(axis=0)
            yield Formula(f"the sum of {words} of {name}", total, rows, names, some=True)
            yield Formula(f"the mean of {words} of {name}", total / len(values[part]), 1, names, some=True)
    if columns > 1 and shape == (rows,):
        yield Formula(f"the sum over the columns of {name}", values.sum(axis=1), columns, names)


def _parts(rows: int) -> Iterator[tuple[str, slice]]:
    """Some of the rows, in words; a single row first, so that two rows are not "all but one"."""
    yield "the last row alone", slice(rows - 1, rows)
    yield "the first row alone", slice(1)
    if rows > MATRIX:
        yield "all rows but the first", slice(1, None)
        yield "all rows but the last", slice(rows - 1)


def _products(left: str, one: np.ndarray, right: str, other: np.ndarray, shape: Shape) -> Iterator[Formula]:
    names = frozenset({left, right})
    if one.shape[0] == other.shape[0]:
        yield from _of_transposed(left, one, right, other, shape)
    if one.shape[1] == other.shape[0] and _long_axes((one.shape[0], other.shape[1])) == shape:
        yield Formula(f"the matrix product of {left} with {right}", one @ other, len(one), names)
    if one.shape[1] == other.shape[1] and _long_axes((one.shape[0], other.shape[0])) == shape:
        words = f"the matrix product of {left} with {right}, transposed"
        yield Formula(words, one @ other.T, len(one), names)


def _of_transposed(
    left: str, one: np.ndarray, right: str, other: np.ndarray, shape: Shape
) -> Iterator[Formula]:
    """The product that adds up over the rows: of all rows, of some, and its own sums."""
    names, rows, product_shape = frozenset({left, right}), len(one), (one.shape[1], other.shape[1])
    words = f"the matrix product of {left}, transposed, with {right}"
    if _long_axes(product_shape) == shape:
        yield Formula(words, one.T @ other, rows, names)
        for some, part in _parts(rows) if rows > 1 else ():
            total = one[part].T @ other[part]
            yield Formula(f"{words}, of {some}", total, rows, names, some=True)
            yield Formula(f"{words}, of {some}, as a mean", total / len(one[part]), 1, names, some=True)
    # Summed before they are multiplied: the product itself may have as many entries as the square of the inputs'.
    summed_first = (("rows", one.sum(axis=1), other), ("columns", one.T, other.sum(axis=1)))
    for axis, (what, first, second) in enumerate(summed_first):
        if product_shape[axis] > 1 and shape == (product_shape[1 - axis],):
            summed = first @ second
            yield Formula(f"the sum over the {what} of {words}", summed, rows, names)


def _relation(pair: Comparison, formula: Formula, divisor: int) -> Relation | None:
    if formula.some and formula.inputs & pair.earlier:
        return (
            None  # two things at once: a row of a call that is long past may have come there in another way
        )
    words = f"{formula.words}{f', divided by {divisor}' if divisor > 1 else ''}"
    kind, advice = RelationKind.OF_INPUTS, "compare each array in that line with the one that is asked for"
    if formula.some:
        kind, advice = (
            RelationKind.SOME_EXAMPLES,
            "look for a loop that replaces its result where it should add, for its bounds, and for an index too many",
        )
    elif formula.inputs & pair.earlier:
        kind, advice = RelationKind.EARLIER_CALL, "look for something that is stored once and never replaced"
    return Relation(kind, f"{pair.your[0].upper()}{pair.your[1:]} is {words}: {advice}.")


def _added_up(pair: Comparison, formulas: list[Formula]) -> Relation | None:
    """The answer is the sum of a value of this call and the same value of an earlier one."""
    whole = [one for one in formulas if not one.some][:MOST_SUMMANDS]
    for one, other in combinations(whole, 2):
        late, soon = (bool(each.inputs & pair.earlier) for each in (one, other))
        if late == soon:
            continue
        values = [each.value.reshape(pair.got.shape) for each in (one, other)]
        for divisors in ((1, 1), (one.count, other.count)):
            if pair.same(pair.got, values[0] / divisors[0] + values[1] / divisors[1]):
                sentence = (
                    f"{pair.your[0].upper()}{pair.your[1:]} is the sum of two values, {one.words}, and "
                    f"{other.words}: look for a value that is added to and never set anew."
                )
                return Relation(RelationKind.ADDS_UP, sentence)
    return None
