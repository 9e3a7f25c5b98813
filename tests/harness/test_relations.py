"""What is said of a wrong array: each relation where it holds, and silence where it only nearly does."""

from __future__ import annotations

import re
import time
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograder.harness.diagnosis.relations.find import find_relations
from autograder.harness.diagnosis.relations.relation import HINTS, Relation, RelationKind
from autograder.harness.diagnosis.relations.sizes import Size, SizeRole

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = Size("the batch size", 4, SizeRole.BATCH)
SIZES = (BATCH, Size("the number of classes", 3))
EPOCHS = (Size("the number of epochs", 5, SizeRole.EPOCHS),)
RNG = np.random.RandomState(0)

MATRIX, OTHER = RNG.uniform(-1, 1, (4, 3)), RNG.uniform(-1, 1, (4, 3))
SQUARE, NOISE = RNG.uniform(-1, 1, (5, 5)), RNG.uniform(0.1, 1, (5, 5))
TALL, TALL_NOISE = RNG.uniform(-1, 1, (10, 3)), RNG.uniform(0.1, 1, (10, 3))
VECTOR, OTHER_VECTOR = MATRIX[:, 0], OTHER[:, 0]
CURVE = np.array([1.9182736, 1.2345678, 0.8374659, 0.5182736, 0.3141592])
EXP = np.exp(2 * MATRIX)
SOFTMAX = EXP / EXP.sum(axis=1, keepdims=True)
RELU = np.maximum(OTHER, 0)
LABELS = RNG.randint(0, 4, 12)
SPOTS = np.array([[1.0, 0, 0], [0, 0, 1], [-1, 0, 0], [0, 0, 0]])


def with_rows(rows: int | slice) -> np.ndarray:
    """The tall array with noise in these rows."""
    wrong = TALL.copy()
    wrong[rows] += TALL_NOISE[rows]
    return wrong


def with_columns(columns: int) -> np.ndarray:
    """The tall array with noise in these columns."""
    wrong = TALL.copy()
    wrong[:, columns] += TALL_NOISE[:, columns]
    return wrong


def moved_at(index: tuple[int, int], by: float) -> np.ndarray:
    """The tall array with one entry moved."""
    wrong = TALL.copy()
    wrong[index] += by
    return wrong


def found(got: object, expected: object, **options: object) -> tuple[Relation, ...]:
    """What is said of the answer, under the name `d_weights` unless `options` say otherwise."""
    return find_relations(
        np.asarray(got), np.asarray(expected), **{"name": "d_weights", "sizes": SIZES, **options}
    )


def kinds(got: object, expected: object, **options: object) -> list[str]:
    """The words for what is said."""
    return [one.kind.value for one in found(got, expected, **options)]


POSITIVE = {
    "sign": (-MATRIX, MATRIX),
    "constant-factor": (4 * MATRIX, MATRIX),
    "one-minus": (1 - CURVE, CURVE),
    "constant-offset": (MATRIX + 0.3, MATRIX),
    "offset-per-column": (MATRIX + OTHER[:1], MATRIX),
    "offset-per-row": (MATRIX + OTHER[:, :1], MATRIX),
    "factor-per-row": (EXP, SOFTMAX),
    "factor-per-column": (MATRIX * OTHER[:1], MATRIX),
    "wrong-axis": (EXP / EXP.sum(axis=0), SOFTMAX),
    "transpose": (SQUARE.T, SQUARE),
    "reversed": (MATRIX[::-1], MATRIX),
    "shifted": (np.vstack([OTHER[:1], MATRIX[:-1]]), MATRIX),
    "rows-permuted": (MATRIX[[2, 0, 1, 3]], MATRIX),
    "columns-permuted": (SQUARE[:, [1, 0, 2, 4, 3]], SQUARE),
    "entries-permuted": (MATRIX.T.reshape(4, 3), MATRIX),
    "zeros": (0 * MATRIX, MATRIX),
    "constant": (0 * MATRIX + 0.3, MATRIX),
    "squared": (MATRIX**2, MATRIX),
    "square-root": (np.sqrt(SOFTMAX), SOFTMAX),
    "exponential": (np.exp(MATRIX), MATRIX),
    "logarithm": (np.log(SOFTMAX), SOFTMAX),
    "reciprocal": (1 / SOFTMAX, SOFTMAX),
    "absolute-value": (np.abs(MATRIX), MATRIX),
    "some-signs": (MATRIX * np.sign(OTHER), MATRIX),
    "clipped": (np.minimum(TALL, 0.3), TALL),
    "integers": (np.trunc(5 * MATRIX), 5 * MATRIX),
    "decimals": (np.round(MATRIX, 2), MATRIX),
    "small-error": (MATRIX + 1e-6 * OTHER, MATRIX),
    "should-be-zero": (np.where(OTHER > 0, OTHER, 0.01 * OTHER), RELU),
    "one-sign-only": (np.where(SQUARE < 0, SQUARE - NOISE, SQUARE), SQUARE),
    "diagonal": (SQUARE + np.diag(NOISE[0]), SQUARE),
    "last-entries": (with_rows(slice(8, None)), TALL),
    "only-some-rows": (with_rows(4), TALL),
    "only-some-columns": (with_columns(0), TALL),
    "partly-zero": (TALL * (TALL_NOISE > 0.4), TALL),
    "single-entry": (moved_at((3, 2), 1.0), TALL),
    "axis-dropped": (VECTOR, VECTOR[np.newaxis]),
    "axis-kept": (VECTOR[np.newaxis], VECTOR),
    "axis-collapsed": (MATRIX.mean(), MATRIX.mean(axis=0)),
    "one-example": (MATRIX[-1], MATRIX),
    "not-reduced": (MATRIX, MATRIX.mean(axis=0, keepdims=True)),
    "broadcast": (np.tile(VECTOR, (3, 1)), VECTOR),
    "all-pairs": (VECTOR[:, np.newaxis] - OTHER_VECTOR, VECTOR - OTHER_VECTOR),
    "too-short": (MATRIX[:-1], MATRIX),
    "too-long": (MATRIX, MATRIX[1:]),
    "reshaped": (MATRIX.ravel(), MATRIX),
    "rows-alike": (np.tile(OTHER[:1], (4, 1)), MATRIX),
    "columns-alike": (np.tile(OTHER[:, :1], (1, 3)), MATRIX),
    "one-product": (np.outer(OTHER[:, 0], OTHER[0]), MATRIX),
    "row-sums": (SOFTMAX + 0.1 * NOISE[:4, :3], SOFTMAX),
    "off-by-one-amount": (MATRIX + SPOTS, MATRIX),
    "off-diagonal": (SQUARE + NOISE * (1 - np.eye(5)), SQUARE),
    "not-finite": (np.where(OTHER > 0.5, np.nan, MATRIX), MATRIX),
}


@pytest.mark.parametrize("kind", POSITIVE)
def test_each_relation_is_named(kind: str) -> None:
    """First, where several hold."""
    got, expected = POSITIVE[kind]

    assert kinds(got, expected)[:1] == [kind]


@pytest.mark.parametrize(
    "kind",
    [
        one
        for one in POSITIVE
        if one not in {"not-finite", "small-error", "all-pairs", "row-sums", "off-diagonal"}
    ],
)
def test_a_relation_that_fails_in_two_entries_is_not_named(kind: str) -> None:
    """A near miss: an entry near each end is moved by much more than the tolerance."""
    got, expected = POSITIVE[kind]
    missed = np.array(got, dtype=float)
    missed.flat[min(1, missed.size - 1)] += 0.01234567
    missed.flat[max(0, missed.size - 2)] -= 0.02345678

    assert kind not in kinds(missed, expected)


def test_all_pairs_need_the_right_diagonal() -> None:
    """A near miss: what stands off the diagonal is not looked at."""
    right = VECTOR - OTHER_VECTOR
    got = VECTOR[:, np.newaxis] - OTHER_VECTOR + 0.01

    assert kinds(got, right) == []


def test_every_kind_is_tried_here() -> None:
    """A kind without a positive above has another test below."""
    inputs = {
        RelationKind.INPUT,
        RelationKind.STEP,
        RelationKind.STEP_CUT_OFF,
        RelationKind.INPUT_MISSING,
        RelationKind.INPUT_TOO_MUCH,
        RelationKind.INPUT_SCALED,
        RelationKind.MATRIX_PRODUCT,
        RelationKind.SOME_EXAMPLES,
        RelationKind.EARLIER_CALL,
        RelationKind.ADDS_UP,
        RelationKind.OF_INPUTS,
    }
    apart = {
        RelationKind.FLOAT32,
        RelationKind.DRIFTS,
        RelationKind.BOUNDARY,
        RelationKind.LOG_FLOOR,
        RelationKind.LIST_REVERSED,
        RelationKind.LIST_REORDERED,
        RelationKind.LIST_TOO_SHORT,
        RelationKind.LIST_TOO_LONG,
        *inputs,
    }

    assert {*POSITIVE, *(one.value for one in apart)} == {one.value for one in RelationKind}


@pytest.mark.parametrize("kind", RelationKind)
def test_a_hint_gives_no_number_away(kind: RelationKind) -> None:
    """It is what a hidden test may show."""
    assert not re.search(r"\d", HINTS[kind].replace("float32", ""))
    assert HINTS[kind].endswith(".")


@pytest.mark.parametrize("kind", POSITIVE)
def test_a_sentence_names_the_value_and_says_what_to_look_for(kind: str) -> None:
    """For the public tests, where names and numbers may stand."""
    sentence = found(*POSITIVE[kind])[0].sentence

    assert "your d_weights" in sentence.lower()
    assert "look" in sentence or kind == "not-reduced"
    assert sentence[0].isupper()
    assert sentence.endswith(".")


FACTORS = {
    4.0: "4 times what it should be, and 4 is the batch size",
    1 / 4: "1/4 of what it should be, and 4 is the batch size",
    3.0: "3 times what it should be, and 3 is the number of classes",
    16.0: "16 times what it should be, and 16 is the square of the batch size",
    12.0: "12 is the batch size times the number of classes",
    3 / 4: "3/4 of what it should be: 3 is the number of classes and 4 is the batch size",
    2.0: "twice what it should be",
    0.5: "half of what it should be",
    -4.0: "minus 4 times what it should be, and 4 is the batch size",
    1 / np.log(2): "the logarithm to base 2",
    0.37: "0.37 times what it should be",
}


@pytest.mark.parametrize("factor", FACTORS)
def test_a_factor_is_named(factor: float) -> None:
    """By the size that it comes from, where there is one."""
    assert FACTORS[factor] in found(factor * MATRIX, MATRIX)[0].sentence


def test_a_factor_of_several_readings_gets_no_single_cause() -> None:
    """4 examples and 2 outputs: a factor of 2 is the outputs, or 4 over 2."""
    sentence = found(2 * MATRIX, MATRIX, sizes=(BATCH, Size("the number of outputs", 2)))[0].sentence

    assert (
        "may be the number of outputs or a plain 2 or the batch size over the number of outputs" in sentence
    )


def test_two_names_of_one_size_are_both_told() -> None:
    """5 examples of 5 classes."""
    sizes = (Size("the batch size", 5), Size("the number of classes", 5))

    sentence = found(5 * MATRIX, MATRIX, sizes=sizes)[0].sentence

    assert "5 is the batch size and also the number of classes" in sentence


def test_the_number_of_epochs_names_no_factor() -> None:
    """Three batches of an epoch are as many as the epochs, and the sum over batches is the likelier cause."""
    sentence = found(5 * CURVE, CURVE, sizes=EPOCHS)[0].sentence

    assert "epoch" not in sentence


def test_what_a_size_counts_is_declared_and_not_read_out_of_its_name() -> None:
    """Five of anything else make no curve, and rows in fours of anything else have no short last batch."""
    epochs, batch = Size("the number of epochs", 5), Size("the batch size", 4)
    late = np.concatenate([[2.3025851], CURVE[:-1]])

    assert "epoch" not in found(late, CURVE, sizes=(epochs,))[0].sentence
    assert "5 is the number of epochs" in found(5 * CURVE, CURVE, sizes=(epochs,))[0].sentence
    assert "the last batch" not in found(with_rows(slice(8, None)), TALL, sizes=(batch,))[0].sentence


def test_one_number_is_enough_for_a_named_factor_only() -> None:
    """Any number is some multiple of any other."""
    loss = np.array(1.2345678)

    assert kinds(4 * loss, loss) == ["constant-factor"]
    assert kinds(-loss, loss) == ["sign"]
    assert kinds(1 - loss, loss) == ["one-minus"]
    assert kinds(0.37 * loss, loss) == []
    assert kinds(12 * loss, loss) == []


def test_numbers_that_agree_by_chance_prove_nothing() -> None:
    """An accuracy of 1/2 is twice one of 1/4, and a label of 2 twice one of 1."""
    assert kinds(0.5, 0.25) == []
    assert kinds([2, 0], [1, 0]) == []
    assert kinds([0.5, 0.75, 0.25], [0.25, 0.5, 0.75], sizes=EPOCHS) == []
    assert kinds([1, 0, 2, 1], [0, 1, 2, 1]) == []


def test_labels_counted_from_one_are_found() -> None:
    """They are whole numbers, and still no coincidence."""
    (one,) = found(LABELS + 1, LABELS, name="yhat_train")

    assert one.kind is RelationKind.CONSTANT_OFFSET
    assert "exactly 1 too large" in one.sentence
    assert "begin at 0" in one.sentence


def test_two_probabilities_of_a_row_are_one_number() -> None:
    """A row of p and -p is a multiple of any other such row."""
    slopes = np.column_stack([OTHER_VECTOR, -OTHER_VECTOR])

    assert kinds(np.column_stack([VECTOR, -VECTOR]), slopes) == []


def test_a_curve_is_told_in_epochs() -> None:
    """Where the test says how many there are."""
    late = np.concatenate([[2.3025851], CURVE[:-1]])
    early = np.concatenate([CURVE[1:], [0.2718281]])

    assert "the epoch before" in found(late, CURVE, sizes=EPOCHS)[0].sentence
    assert "the epoch after" in found(early, CURVE, sizes=EPOCHS)[0].sentence
    assert "1 epoch is missing at the end" in found(CURVE[:-1], CURVE, sizes=EPOCHS)[0].sentence
    assert "the last epoch only" in found(CURVE[-1], CURVE, sizes=EPOCHS)[0].sentence


def test_a_curve_that_drifts_starts_right() -> None:
    """The near miss is one that comes back."""
    drift = CURVE + np.array([0, 0.01, 0.03, 0.07, 0.2])
    back = CURVE + np.array([0, 0.01, 0.03, 0.07, 0.0])

    assert kinds(drift, CURVE, sizes=EPOCHS) == ["drifts"]
    assert kinds(back, CURVE, sizes=EPOCHS) == []
    assert kinds(drift, CURVE) == []


def test_single_precision_is_told_from_a_small_error() -> None:
    """By the digits that float32 has."""
    strict = {"rtol": 1e-10, "atol": 0.0}

    assert kinds(MATRIX.astype(np.float32), MATRIX, **strict) == ["float32"]
    assert kinds(MATRIX + 1e-8 * OTHER, MATRIX, **strict) == ["small-error"]
    assert kinds(MATRIX + 1e-3 * OTHER, MATRIX, **strict) == []


def test_the_bound_that_cuts_off_is_named() -> None:
    """Not the other one, at which entries rightly lie."""
    assert "is above 0.3: " in found(np.minimum(np.maximum(TALL, 0), 0.3), np.maximum(TALL, 0))[0].sentence
    assert "that should be negative are 0" in found(np.maximum(TALL, 0), TALL)[0].sentence
    assert "is below -0.4 or above 0.3: " in found(np.clip(TALL, -0.4, 0.3), TALL)[0].sentence


def test_the_inputs_where_it_is_wrong_are_named() -> None:
    """At 0, on one side, and where they are largest."""
    x = OTHER.copy()
    x[0, 1] = 0
    at_zero = np.where(x >= 0, MATRIX, 0), np.where(x > 0, MATRIX, 0)
    negative = np.where(x < 0, MATRIX + 0.5 * SOFTMAX, MATRIX), MATRIX
    large = np.where(x > 0.6, MATRIX + SOFTMAX, MATRIX), MATRIX

    assert "exactly those where x is 0;" in found(*at_zero, inputs={"x": x})[0].sentence
    assert "where x is negative;" in found(*negative, inputs={"x": x})[0].sentence
    assert "where x is largest (from 0." in found(*large, inputs={"x": x})[0].sentence
    assert kinds(moved_at((3, 2), 1.0), TALL, inputs={"x": TALL_NOISE}) == ["single-entry"]


def test_nan_is_placed() -> None:
    """In rows, at inputs, or everywhere."""
    row, top = MATRIX.copy(), MATRIX.copy()
    row[1], top[OTHER.max() == OTHER] = np.nan, np.inf

    assert "NaN (not a number) in 1 of 4 rows (row 1, counted from 0)" in found(row, MATRIX)[0].sentence
    assert "infinity in 1 of 12 entries" in found(top, MATRIX, inputs={"x": OTHER})[0].sentence
    assert "where x is largest (from 0." in found(top, MATRIX, inputs={"x": OTHER})[0].sentence
    assert "all 12 entries" in found(MATRIX * np.nan, MATRIX)[0].sentence


def test_an_input_handed_back_is_recognised() -> None:
    """And one that differs in one entry is not."""
    assert kinds(OTHER, MATRIX, inputs={"g": OTHER}) == ["input"]
    assert kinds(OTHER + np.eye(4, 3), MATRIX, inputs={"g": OTHER}) == []


def test_a_condition_on_the_input_is_no_step() -> None:
    """A leaky ReLU moves its input where that is negative only."""
    assert kinds(np.where(OTHER > 0, OTHER, 0.1 * OTHER), RELU, inputs={"x": OTHER}) == ["boundary"]


def test_an_input_that_is_left_out_or_too_much_is_named() -> None:
    """As a factor or as a term."""
    slope = SOFTMAX * (1 - SOFTMAX)

    assert kinds(slope, OTHER * slope, inputs={"g": OTHER}) == ["input-missing"]
    assert kinds(MATRIX, MATRIX + OTHER, inputs={"b": OTHER}) == ["input-missing"]
    assert kinds(MATRIX * OTHER, MATRIX, inputs={"x": OTHER}) == ["input-too-much"]
    assert kinds(slope + 0.01 * MATRIX, OTHER * slope, inputs={"g": OTHER}) == []


def test_a_step_the_wrong_way_is_told_from_where_it_began() -> None:
    """Parameters are compared with what they were before."""
    right, inputs = OTHER - 0.1 * MATRIX, {"the old weights": OTHER}

    (up,) = found(OTHER + 0.1 * MATRIX, right, inputs=inputs)
    (far,) = found(OTHER - MATRIX, right, inputs=inputs)

    assert (up.kind, far.kind) == (RelationKind.STEP, RelationKind.STEP)
    assert "in the opposite direction" in up.sentence
    assert "10 times as far" in far.sentence
    assert kinds(OTHER - MATRIX * SOFTMAX, right, inputs=inputs) == []


def test_a_shape_and_a_factor_are_two_findings() -> None:
    """Biases that are summed over the batch and have lost their axis."""
    assert kinds(4 * VECTOR, VECTOR[np.newaxis]) == ["axis-dropped", "constant-factor"]
    assert kinds(4 * MATRIX.T, MATRIX) == ["transpose", "constant-factor"]


def test_sums_along_the_wrong_axis_share_their_mean() -> None:
    """Nothing but that tells one from the other."""
    assert kinds(MATRIX.mean(axis=1), MATRIX.mean(axis=0, keepdims=True)) == ["wrong-axis"]
    assert kinds(OTHER.mean(axis=1), MATRIX.mean(axis=0, keepdims=True)) == []


def test_a_short_last_batch_is_named() -> None:
    """Ten rows in batches of four leave two."""
    assert "the last batch is shorter" in found(with_rows(slice(8, None)), TALL)[0].sentence
    assert "the last batch" not in found(with_rows(slice(7, None)), TALL)[0].sentence


def test_a_symmetric_array_is_never_transposed() -> None:
    """It equals its transpose."""
    symmetric = SQUARE + SQUARE.T

    assert "transpose" not in kinds(symmetric + NOISE, symmetric)


def test_an_answer_within_tolerance_gets_no_word() -> None:
    """Nor does an empty one, or one of words."""
    assert kinds(MATRIX * (1 + 1e-9), MATRIX) == []
    assert kinds(np.zeros((0, 3)), np.zeros((2, 3))) == []
    assert kinds(np.array(["a", "b"]), np.array([1.0, 2.0])) == []
    assert kinds(MATRIX * 1j, MATRIX) == []


def test_ten_thousand_entries_take_little_time() -> None:
    """Half a class of students waits for it."""
    rng = np.random.RandomState(1)
    got, expected = rng.uniform(-1, 1, (2, 100, 100))
    durations = []
    for _ in range(20):
        started = time.perf_counter()
        find_relations(got, expected, sizes=SIZES)
        durations.append(time.perf_counter() - started)

    assert min(durations) < 0.01  # ten times what it takes on an idle machine


def numbers(dtype: type) -> st.SearchStrategy[np.ndarray]:
    """Arrays of any small shape."""
    return arrays(dtype, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5))


anything = st.one_of(numbers(float), numbers(np.int64), numbers(np.uint8), numbers(bool), numbers(np.float32))
some_size = st.builds(Size, st.text(), st.integers(-3, 5), st.sampled_from(SizeRole))
usual = arrays(float, array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=6), elements=st.floats(-5, 5))


@settings(max_examples=300, deadline=None)
@given(anything, anything, st.lists(some_size), st.floats(0, 1), st.floats(0, 1))
def test_nothing_makes_it_raise_or_warn(
    got: np.ndarray, expected: np.ndarray, sizes: list[Size], atol: float, rtol: float
) -> None:
    """Whatever a student answers: NaN, the largest floats, no entries, no axes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        several = find_relations(
            got, expected, sizes=sizes, inputs={"x": got, "y": expected}, atol=atol, rtol=rtol
        )
        again = find_relations(expected, expected, inputs={"x": got}, atol=atol, rtol=rtol)

    assert len(several) <= 2
    assert again == ()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 6), st.integers(5, 64))
def test_a_missing_division_by_the_batch_size_is_always_named(
    seed: int, rows: int, columns: int, size: int
) -> None:
    """Whatever the right values and the size are."""
    expected = np.random.RandomState(seed).uniform(-1, 1, (rows, columns))

    many = find_relations(expected * size, expected, name="d_weights", sizes=[Size("the batch size", size)])
    few = find_relations(expected / size, expected, name="d_weights", sizes=[Size("the batch size", size)])

    assert f"{size} times what it should be, and {size} is the batch size" in many[0].sentence
    assert f"1/{size} of what it should be, and {size} is the batch size" in few[0].sentence


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1), array_shapes(max_dims=2, max_side=8), array_shapes(max_dims=2, max_side=8))
def test_unrelated_arrays_get_no_word(seed: int, shape: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Of equal or different shape."""
    rng = np.random.RandomState(seed)
    expected = rng.uniform(-1, 1, shape)

    assert found(rng.uniform(-1, 1, shape), expected) == ()
    assert found(rng.uniform(-1, 1, other), expected) == ()


RECOMPUTED = {
    RelationKind.SIGN: lambda expected, _: -expected,
    RelationKind.ONE_MINUS: lambda expected, _: 1 - expected,
    RelationKind.SQUARED: lambda expected, _: expected**2,
    RelationKind.ABSOLUTE_VALUE: lambda expected, _: np.abs(expected),
    RelationKind.EXPONENTIAL: lambda expected, _: np.exp(expected),
    RelationKind.CONSTANT_OFFSET: lambda expected, got: expected + (got - expected).flat[0],
    RelationKind.CONSTANT_FACTOR: lambda expected, got: (
        expected * (got.flat[np.abs(expected).argmax()] / expected.flat[np.abs(expected).argmax()])
    ),
    RelationKind.CLIPPED: lambda expected, got: np.clip(expected, got.min(), got.max()),
    RelationKind.INTEGERS: lambda expected, got: np.where(np.abs(got - expected) < 1, got, np.nan),
    RelationKind.ZEROS: lambda expected, _: 0 * expected,
    RelationKind.TRANSPOSE: lambda expected, _: expected.T,
}
MISTAKES: list[Callable[[np.ndarray], np.ndarray]] = [
    np.negative,
    np.abs,
    np.square,
    np.exp,
    np.transpose,
    np.trunc,
    np.round,
    np.zeros_like,
    lambda right: 1 - right,
    lambda right: 3 * right,
    lambda right: right + 0.7,
    lambda right: np.clip(right, -1, 1),
    lambda right: right[::-1],
]


@settings(max_examples=500, deadline=None)
@given(usual, st.sampled_from(MISTAKES), st.sampled_from(MISTAKES))
def test_a_relation_that_is_stated_holds(
    expected: np.ndarray,
    first: Callable[[np.ndarray], np.ndarray],
    second: Callable[[np.ndarray], np.ndarray],
) -> None:
    """It is computed again here, of one mistake and of two together."""
    for got in (first(expected), second(first(expected))):
        if got.shape != expected.shape:
            continue
        for one in found(got, expected):
            again = RECOMPUTED.get(one.kind)
            if again is not None:
                np.testing.assert_allclose(
                    got, again(expected, got), rtol=2e-4, atol=2e-4 * np.abs(got).max()
                )


@pytest.mark.parametrize("power", [8, 10, 12])
def test_a_loss_that_stops_at_the_logarithm_of_a_small_number_is_told_so(power: int) -> None:
    """However improbable the label, the loss is minus the logarithm of what was added."""
    (found,) = find_relations(np.array(power * np.log(10)), np.array(2000.0), name="loss")

    assert found.kind is RelationKind.LOG_FLOOR
    assert f"1e-{power}" in found.sentence


@pytest.mark.parametrize("got", [23.1, 2500.0, 2.302585093])
def test_a_loss_that_is_wrong_in_another_way_is_not(got: float) -> None:
    """No power of ten, or beyond the right value."""
    assert RelationKind.LOG_FLOOR not in {
        one.kind for one in find_relations(np.array(got), np.array(2000.0), name="loss")
    }


def test_values_kept_off_their_ends_are_told_the_bounds() -> None:
    """Also where little else is there to be right."""
    right = np.array([0.0, 4.2e-18, 0.5, 1.0, 1.0])

    (found,) = find_relations(np.clip(right, 0.001, 0.999), right, name="Z")

    assert found.kind is RelationKind.CLIPPED
    assert "0.001" in found.sentence
    assert find_relations(np.array([0.0137, 0.0137, 0.5, 0.9821, 0.9821]), right, name="Z") == ()
