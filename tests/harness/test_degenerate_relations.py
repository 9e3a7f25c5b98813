"""Cases in which a relation would hold by chance or mean something else: there nothing is said, or what is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.harness.diagnosis.relations.find import find_relations
from autograder.harness.diagnosis.relations.relation import HINTS, RelationKind
from autograder.harness.diagnosis.relations.sizes import Size, SizeRole

if TYPE_CHECKING:
    from collections.abc import Callable

RNG = np.random.RandomState(5)
MATRIX, OTHER = RNG.uniform(-1, 1, (4, 3)), RNG.uniform(-1, 1, (4, 3))
SQUARE, NOISE = RNG.uniform(-1, 1, (5, 5)), RNG.uniform(0.1, 1, (5, 5))
ROW, OTHER_ROW = MATRIX[:1], OTHER[:1]
SIZES = (Size("the batch size", 4, SizeRole.BATCH), Size("the number of its columns", 3))
TWO = np.array([[0.3, 0.7], [0.9, 0.1], [0.45, 0.55]])


def kinds(got: object, expected: object, **options: object) -> list[str]:
    """The words for what is said of an answer."""
    found = find_relations(np.asarray(got), np.asarray(expected), name="Z", sizes=SIZES, **options)
    return [one.kind.value for one in found]


SILENT = {
    "one row, another one": (ROW, OTHER_ROW),
    "one column, another one": (ROW.T, OTHER_ROW.T),
    "one entry": ([[0.37]], [[0.91]]),
    "one number": (0.37, 0.91),
    "two numbers, swapped by a sort": ([0.3, 0.7], [0.7, 0.3]),
    "two labels": ([0, 1], [1, 0]),
    "labels of a small batch": ([0, 1, 2, 1], [2, 1, 0, 1]),
    "an accuracy that is half of another": (0.25, 0.5),
    "accuracies of three epochs": ([0.25, 0.5, 0.75], [0.5, 0.75, 1.0]),
    "one-hot rows with another one": (np.eye(3)[[0, 1, 1]], np.eye(3)[[0, 1, 2]]),
    "a symmetric square": (SQUARE + SQUARE.T + NOISE, SQUARE + SQUARE.T),
    "zeros asked for": (OTHER, 0 * MATRIX),
    "a constant asked for": (OTHER, 0 * MATRIX + 1),
    "class 0 predicted for all": ([0.0] * 24, [*range(1, 7), *[0] * 9, *[2, 5, 3] * 3]),
    "one class predicted for all": ([3.0] * 8, [3.0, 1.0, 2.0, 0.0, 3.0, 2.0, 1.0, 4.0]),
    "an accuracy that never moves": ([0.25] * 4, [0.25, 0.5, 0.75, 0.5]),
    "some entry of a curve, which is the largest": (0.9, [0.3, 0.9, 0.5]),
    "two whole numbers near the right ones": ([2.0, 1.0], [2.31, 1.4]),
    "a wrong matrix beside one of rank one": (OTHER, np.outer(MATRIX[:, 0], MATRIX[0])),
    "a two-class gradient, all of it wrong": (
        np.column_stack([OTHER[:, 0], -OTHER[:, 0]]),
        np.column_stack([MATRIX[:, 0], -MATRIX[:, 0]]),
    ),
    "rows of two that sum to 1, in another way": (
        TWO[:, :1] ** 2 * [1, 0] + (1 - TWO[:, :1] ** 2) * [0, 1],
        TWO,
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_chance_is_not_told(name: str) -> None:
    """So few numbers, or so simple ones, agree by accident."""
    assert kinds(*SILENT[name]) == []


SAID = {
    "wrong off the diagonal": (
        SQUARE + NOISE * (1 - np.eye(5)),
        SQUARE,
        "off-diagonal",
        "diagonal are right",
    ),
    "wrong on the diagonal": (
        SQUARE + NOISE * np.eye(5),
        SQUARE,
        "diagonal",
        "exactly those on its diagonal",
    ),
    "classes swapped, which is 1 minus each": (1 - TWO, TWO, "one-minus", "is 1 minus what it should be"),
    "two rows swapped": (MATRIX[:2][::-1], MATRIX[:2], "rows-permuted", "in another order"),
    "the last rows of what has no batches": (
        np.vstack([np.vstack([MATRIX, OTHER])[:6], np.vstack([MATRIX, OTHER])[6:] + 0.1 * NOISE[:2, :3]]),
        np.vstack([MATRIX, OTHER]),
        "last-entries",
        "what is special about the end.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_is_true_in_the_odd_case_too(name: str) -> None:
    """One relation, and the words that fit."""
    got, expected, kind, words = SAID[name]

    (one,) = find_relations(got, expected, name="Z", sizes=SIZES)

    assert one.kind.value == kind
    assert words in one.sentence


@pytest.mark.parametrize("kind", RelationKind)
def test_a_hint_speaks_of_the_answer_first_and_then_of_what_to_look_at(kind: RelationKind) -> None:
    """A fact that holds wherever the relation does; what comes after it is advice."""
    fact, _, advice = HINTS[kind].partition(": ")

    assert {"your", "answer", "one"} & set(fact.lower().split())
    assert advice.split()[0] in {"look", "compare", "return"}


SHAPES = [(1, 1), (1, 4), (4, 1), (2, 2), (3, 3), (4, 3), (7, 2), (2, 7), (5,), (1,), (2,), ()]
shapes = st.sampled_from(SHAPES)
seeds = st.integers(0, 2**32 - 1)


def formulas(rng: np.random.RandomState, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Answers of formulas that have nothing to do with each other, each of inputs of its own."""

    def drawn() -> np.ndarray:
        return np.asarray(rng.uniform(-2, 2, shape))

    logits = np.exp(drawn())
    return [
        drawn(),
        np.tanh(drawn()) * drawn(),
        np.maximum(drawn(), 0) + 0.1 * drawn(),
        logits / logits.sum(axis=-1, keepdims=True) if shape[-1:] > (1,) else logits,
        np.sin(drawn()) - drawn() ** 2,
        drawn() * (drawn() > 0) + drawn() * 1e-3,
    ]


@settings(max_examples=200, deadline=None)
@given(seeds, shapes, shapes)
def test_nothing_is_said_of_answers_that_have_nothing_to_do_with_the_right_one(
    seed: int, shape: tuple[int, ...], other: tuple[int, ...]
) -> None:
    """Whatever the shapes, and whatever was passed in; that rows have another sum is a fact."""
    rng = np.random.RandomState(seed)
    inputs = {"x": rng.uniform(-1, 1, (4, 3)), "g": np.asarray(rng.uniform(-1, 1, shape))}
    for got in (*formulas(rng, shape), *formulas(rng, other)):
        for expected in formulas(rng, shape):
            assert set(kinds(got, expected, inputs=inputs)) <= {"row-sums"}


@settings(max_examples=100, deadline=None)
@given(seeds, st.sampled_from([(3, 3), (4, 3), (2, 7), (6, 2)]), st.integers(0, 4), st.integers(0, 4))
def test_nothing_is_said_of_whole_numbers_that_are_drawn(
    seed: int, shape: tuple[int, ...], most: int, most_right: int
) -> None:
    """Labels, counts and one-hot rows: that all are the same, or all zero, is a fact."""
    rng = np.random.RandomState(seed)
    got, expected = rng.randint(0, most + 1, shape), rng.randint(0, most_right + 1, shape)

    assert set(kinds(got.astype(float), expected.astype(float))) <= {"zeros"}


MADE: dict[str, Callable[[np.ndarray, np.random.RandomState], np.ndarray]] = {
    "sign": lambda right, _: -right,
    "constant-factor": lambda right, _: 4 * right,
    "constant-offset": lambda right, _: right + 0.7,
    "zeros": lambda right, _: 0 * right,
    "rows-alike": lambda right, rng: np.tile(rng.uniform(-1, 1, right.shape[1]), (len(right), 1)),
    "offset-per-column": lambda right, rng: right + rng.uniform(0.1, 1, right.shape[1]),
    "offset-per-row": lambda right, rng: right + rng.uniform(0.1, 1, (len(right), 1)),
    "factor-per-row": lambda right, rng: right * rng.uniform(2, 3, (len(right), 1)),
    "factor-per-column": lambda right, rng: right * rng.uniform(2, 3, right.shape[1]),
    "axis-collapsed": lambda right, _: right.mean(axis=0),
    "one-example": lambda right, _: right[-1],
    "too-short": lambda right, _: right[:-1],
    "reshaped": lambda right, _: right.ravel(),
    "decimals": lambda right, _: np.round(right, 2),
    "squared": lambda right, _: right**2,
}


@settings(max_examples=200, deadline=None)
@given(seeds, st.integers(3, 6), st.integers(3, 6), st.sampled_from(sorted(MADE)))
def test_a_relation_that_is_made_is_told_as_itself(seed: int, rows: int, columns: int, kind: str) -> None:
    """In any shape that is large enough to show it."""
    rng = np.random.RandomState(seed)
    right = rng.uniform(-1, 1, (rows, columns + (rows == columns)))

    assert kinds(MADE[kind](right, rng), right) == [kind]


def test_an_input_of_ones_that_is_handed_back_was_not_computed_once() -> None:
    """One number everywhere may be what was passed in."""
    ones = np.ones((4, 3))

    assert kinds(ones, MATRIX, inputs={"g": ones}) == []
    assert kinds(ones, MATRIX, inputs={"g": OTHER}) == ["constant"]


def test_rows_that_were_never_filled_are_not_wrong_at_the_end() -> None:
    """Only the first of ten is right; nothing is said of the bounds of a loop, or of the last batch."""
    right = RNG.uniform(1, 2, (10, 6))
    first_alone = right * (np.arange(10) < 1)[:, np.newaxis]

    assert kinds(first_alone, right) == ["partly-zero"]
    assert kinds(np.where(np.arange(10)[:, np.newaxis] < 1, right, -(right**2)), right) != ["last-entries"]


def test_a_formula_of_what_the_student_s_code_gave_says_nothing() -> None:
    """It may be right, and what is wrong is in its input."""
    given = {"x": RNG.uniform(1, 2, (7, 4)), "g": RNG.uniform(1, 2, (7, 3))}
    got, expected = given["x"].T @ given["g"] / 7, RNG.uniform(1, 2, (4, 3))

    assert kinds(got, expected, inputs=given) == ["of-inputs"]
    assert kinds(got, expected, inputs=given, answers={"g"}) == []
