"""Answers that another formula of the inputs gives: which inputs, which rows of them, and of which call."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.harness.diagnosis.relations.find import find_relations

RNG = np.random.RandomState(3)
X, G = RNG.uniform(-1, 1, (5, 4)), RNG.uniform(-1, 1, (5, 3))
OLD_X, OLD_G = RNG.uniform(-1, 1, (5, 4)), RNG.uniform(-1, 1, (5, 3))
WEIGHTS = RNG.uniform(-1, 1, (4, 3))
SLOPE = RNG.uniform(0.1, 0.9, (5, 3))
EARLIER = ("what call 1 of `forward` was given", "what call 1 of `backward` was given")
INPUTS = {EARLIER[0]: OLD_X, EARLIER[1]: OLD_G, "x": X, "g": G, "w": WEIGHTS}
D_WEIGHTS = X.T @ G / 5


def told(got: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """The kind and the sentence of what is said of an answer; empty words without any."""
    found = find_relations(got, expected, name="answer", inputs=INPUTS, earlier=EARLIER)
    return (found[0].kind.value, found[0].sentence) if found else ("", "")


MADE = {
    "last example": (
        X[-1:].T @ G[-1:],
        D_WEIGHTS,
        "some-examples",
        "the matrix product of x, transposed, with g, of the last row alone:",
    ),
    "last example, divided": (
        X[-1:].T @ G[-1:] / 5,
        D_WEIGHTS,
        "some-examples",
        "of the last row alone, divided by 5:",
    ),
    "first left out": (
        X[1:].T @ G[1:] / 5,
        D_WEIGHTS,
        "some-examples",
        "of all rows but the first, divided by 5",
    ),
    "last left out": (
        X[:-1].T @ G[:-1] / 4,
        D_WEIGHTS,
        "some-examples",
        "of all rows but the last, as a mean",
    ),
    "biases without the first": (
        G[1:].sum(axis=0, keepdims=True) / 5,
        G.mean(axis=0, keepdims=True),
        "some-examples",
        "the sum of all rows but the first of g, divided by 5",
    ),
    "biases from the weights": (
        D_WEIGHTS.sum(axis=0, keepdims=True),
        G.mean(axis=0, keepdims=True),
        "of-inputs",
        "the sum over the rows of the matrix product of x, transposed, with g, divided by 5",
    ),
    "the largest": (G.max(axis=0), G.sum(axis=0), "of-inputs", "the largest of each column of g"),
    "no biases": (X @ WEIGHTS, X @ WEIGHTS + SLOPE[0], "offset-per-column", "such as the biases"),
    "without the chain": (X @ WEIGHTS, np.tanh(X @ WEIGHTS), "of-inputs", "the matrix product of x with w:"),
    "old input": (
        OLD_X.T @ G / 5,
        D_WEIGHTS,
        "earlier-call",
        "of what call 1 of `forward` was given, transposed, with g",
    ),
    "added up": (
        (OLD_X.T @ OLD_G + X.T @ G) / 5,
        D_WEIGHTS,
        "adds-up",
        "is the sum of two values",
    ),
    "the other factor averaged": (
        G * SLOPE.mean(),
        G * SLOPE,
        "input-scaled",
        "g times one number everywhere",
    ),
    "averaged over the batch": (
        G * SLOPE.mean(axis=0),
        G * SLOPE,
        "input-scaled",
        "g times one number for each column",
    ),
    "summed over the row": (
        G * SLOPE.sum(axis=1, keepdims=True),
        G * SLOPE,
        "input-scaled",
        "g times one number for each row",
    ),
    "matrix product of the slope": (G.T @ SLOPE, G * SLOPE, "matrix-product", "the matrix product of g and"),
    "product of sums": (
        np.outer(X.sum(axis=0), G.sum(axis=0)) / 5,
        D_WEIGHTS,
        "one-product",
        "a single column",
    ),
    "a step that is cut off": (
        WEIGHTS - 0.1 * np.clip(9 * D_WEIGHTS, -1, 1),
        WEIGHTS - 0.9 * D_WEIGHTS,
        "step-cut-off",
        "none by more than 0.1",
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_a_formula_of_the_inputs_is_told(name: str) -> None:
    """In words that say which inputs are in it."""
    got, expected, kind, words = MADE[name]

    assert told(got, expected)[0] == kind
    assert words in told(got, expected)[1]


@pytest.mark.parametrize("name", MADE)
def test_a_formula_that_nearly_holds_is_not_told(name: str) -> None:
    """A near miss: two entries are moved by much more than the tolerance."""
    got, expected, kind, _ = MADE[name]
    missed = got.copy()
    missed.flat[0] += 0.0123
    missed.flat[got.size - 1] -= 0.0234

    assert told(missed, expected)[0] != kind


def test_a_batch_of_one_has_no_example_left_out() -> None:
    """Its only row is the first, the last and the mean of all: nothing of the kind is said."""
    x, g = X[:1], G[:1]
    inputs = {"x": x, "g": g, "w": WEIGHTS}

    for got in (2.5 * x.T @ g, g @ WEIGHTS.T, np.tanh(x.T @ g)):
        for expected in (x.T @ g, g @ WEIGHTS.T):
            kinds = {one.kind.value for one in find_relations(got, expected, inputs=inputs)}
            assert kinds.isdisjoint({"some-examples", "one-product", "earlier-call", "adds-up"})


def test_a_product_of_one_example_is_no_fault_where_there_is_one_example() -> None:
    """Every gradient of such a batch is a single product."""
    x, g = X[:1], G[:1]

    assert find_relations(np.outer(np.sin(9 * x), np.cos(9 * g)), x.T @ g) == ()
