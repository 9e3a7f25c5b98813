"""Slips that no catalogue lists, in a layer, an activation, a loss and a step: what is told of each is true.

Beside each slip stand the kinds of relations that are true of it, in any batch. A batch of one, a square layer and a
layer of one output are among the shapes: there more holds than what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.harness.diagnosis.relations.find import find_relations
from autograder.harness.diagnosis.relations.sizes import Size, SizeRole

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES = [(4, 3, 2), (10, 20, 5), (1, 6, 4), (7, 4, 4), (5, 1, 3), (6, 3, 1), (5, 5, 5), (2, 2, 2)]
USUAL = SHAPES[:2]


class Numbers:
    """What a test of one layer draws."""

    def __init__(self, rows: int, size_in: int, size_out: int, seed: int = 11) -> None:
        rng = np.random.RandomState(seed)
        self.rows = rows
        self.x, self.old_x = rng.uniform(-2, 2, (2, rows, size_in))
        self.g, self.old_g = rng.uniform(-2, 2, (2, rows, size_out))
        self.w, self.b = rng.uniform(-1, 1, (size_in, size_out)), rng.uniform(-1, 1, (1, size_out))
        self.labels = rng.randint(0, size_out, rows)
        self.one_hot = np.eye(size_out)[self.labels]
        self.scores = rng.uniform(-2, 2, (rows, size_out))
        self.exponentials = np.exp(self.scores)
        self.p = self.exponentials / self.exponentials.sum(axis=1, keepdims=True)
        self.s = 1 / (1 + np.exp(-self.g))
        self.up = rng.uniform(-1, 1, (rows, size_out))

    @property
    def d_weights(self) -> np.ndarray:
        """The gradient of the weights."""
        return self.x.T @ self.g / self.rows

    @property
    def d_biases(self) -> np.ndarray:
        """The gradient of the biases."""
        return self.g.mean(axis=0, keepdims=True)

    @property
    def losses(self) -> np.ndarray:
        """The loss of each example."""
        return -np.log(self.p[np.arange(self.rows), self.labels])


@dataclass(frozen=True)
class Slip:
    """A slip.

    Attributes:
        got: What it answers.
        right: The right answer.
        true: The kinds that are true of it.
        first: Those of them one of which is told at the usual shapes; empty where nothing may be.
    """

    got: Callable[[Numbers], object]
    right: Callable[[Numbers], object]
    true: str = ""
    first: str = ""


def dw(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the gradient of the weights."""
    return Slip(got, lambda n: n.d_weights, true, first)


def db(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the gradient of the biases."""
    return Slip(got, lambda n: n.d_biases, true, first)


def z(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the forward of a linear layer."""
    return Slip(got, lambda n: n.x @ n.w + n.b, true, first)


def slope(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the backward of a sigmoid whose input was g."""
    return Slip(got, lambda n: n.up * n.s * (1 - n.s), true, first)


def relu(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the backward of a ReLU whose input was g."""
    return Slip(got, lambda n: n.up * (n.g > 0), true, first)


def loss(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the mean cross-entropy."""
    return Slip(got, lambda n: n.losses.mean(), true, first)


def ce(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in the gradient of the cross-entropy."""
    return Slip(got, lambda n: n.p - n.one_hot, true, first)


def step(got: Callable[[Numbers], object], true: str, first: str = "") -> Slip:
    """A slip in a step of gradient descent from the weights."""
    return Slip(got, lambda n: n.w - 0.1 * n.d_weights, true, first)


def softmax_over_rows(n: Numbers) -> np.ndarray:
    """Each column sums to 1."""
    return np.asarray(n.exponentials / n.exponentials.sum(axis=0, keepdims=True))


def labels_in_columns(n: Numbers) -> np.ndarray:
    """`y_true[label] = 1` sets whole rows."""
    wrong = np.zeros_like(n.one_hot)
    wrong[n.labels % n.rows] = 1
    return wrong


SLIPS = {
    "sum for mean": dw(lambda n: n.x.T @ n.g, "constant-factor", "constant-factor"),
    "averaged twice": dw(lambda n: n.d_weights / n.rows, "constant-factor", "constant-factor"),
    "product of sums": dw(
        lambda n: np.outer(n.x.sum(axis=0), n.g.sum(axis=0)) / n.rows,
        "one-product constant-factor factor-per-row factor-per-column",
        "one-product",
    ),
    "last example": dw(
        lambda n: np.outer(n.x[-1], n.g[-1]), "some-examples constant-factor", "some-examples"
    ),
    "last example, averaged": dw(
        lambda n: np.outer(n.x[-1], n.g[-1]) / n.rows, "some-examples constant-factor", "some-examples"
    ),
    "first left out": dw(
        lambda n: n.x[1:].T @ n.g[1:] / n.rows, "some-examples zeros constant-factor", "some-examples"
    ),
    "x of the last call": dw(
        lambda n: n.old_x.T @ n.g / n.rows, "earlier-call factor-per-row", "earlier-call"
    ),
    "adds up": dw(lambda n: (n.old_x.T @ n.old_g + n.x.T @ n.g) / n.rows, "adds-up", "adds-up"),
    "transposed": dw(lambda n: n.d_weights.T, "transpose", "transpose"),
    "tanh of x": dw(lambda n: np.tanh(n.x).T @ n.g / n.rows, "factor-per-row", ""),
    "mean of x with g": dw(
        lambda n: np.outer(n.x.mean(axis=0), n.g.mean(axis=0)), "one-product", "one-product"
    ),
    "biases summed": db(
        lambda n: n.g.sum(axis=0, keepdims=True), "constant-factor of-inputs", "constant-factor"
    ),
    "biases flat": db(lambda n: n.g.mean(axis=0), "axis-dropped", "axis-dropped"),
    "biases over outputs": db(
        lambda n: n.g.mean(axis=1, keepdims=True),
        "wrong-axis transpose of-inputs axis-collapsed axis-kept not-reduced",
        "wrong-axis",
    ),
    "one bias for all": db(
        lambda n: np.full_like(n.b, n.g.mean()), "constant constant-factor of-inputs", "constant"
    ),
    "biases from weights": db(
        lambda n: n.d_weights.sum(axis=0, keepdims=True),
        "of-inputs constant-factor some-examples",
        "of-inputs",
    ),
    "biases of the last": db(lambda n: n.g[-1:] / n.rows, "some-examples constant-factor", "some-examples"),
    "biases of all but the first": db(
        lambda n: n.g[1:].sum(axis=0, keepdims=True) / n.rows, "some-examples zeros", "some-examples"
    ),
    "biases not summed": db(lambda n: n.g / n.rows, "not-reduced", "not-reduced"),
    "largest for mean": db(lambda n: n.g.max(axis=0, keepdims=True), "of-inputs", "of-inputs"),
    "no biases": z(lambda n: n.x @ n.w, "offset-per-column of-inputs constant-offset", "offset-per-column"),
    "biases subtracted": z(
        lambda n: n.x @ n.w - n.b, "offset-per-column constant-offset", "offset-per-column"
    ),
    "first bias for all": z(
        lambda n: n.x @ n.w + n.b[0, 0],
        "offset-per-column only-some-columns last-entries",
        "offset-per-column",
    ),
    "activated": z(lambda n: np.tanh(n.x @ n.w + n.b), "", ""),
    "x squared": z(lambda n: (n.x**2) @ n.w + n.b, "", ""),
    "averaged forward": z(lambda n: (n.x @ n.w + n.b) / n.rows, "constant-factor", "constant-factor"),
    "one row for all": z(
        lambda n: np.tile(n.x[:1] @ n.w + n.b, (n.rows, 1)), "rows-alike constant last-entries", "rows-alike"
    ),
    "slope without g": slope(lambda n: n.s * (1 - n.s), "input-missing", "input-missing"),
    "slope averaged": slope(
        lambda n: n.up * (n.s * (1 - n.s)).mean(), "input-scaled constant-factor", "input-scaled"
    ),
    "slope averaged over the batch": slope(
        lambda n: n.up * (n.s * (1 - n.s)).mean(axis=0), "input-scaled constant-factor", "input-scaled"
    ),
    "matrix product": slope(
        lambda n: n.up.T @ (n.s * (1 - n.s)), "matrix-product all-pairs axis-collapsed", "matrix-product"
    ),
    "slope of tanh": slope(lambda n: n.up * (1 - n.s**2), "", ""),
    "half a formula": slope(lambda n: n.up * np.exp(-n.g) / (1 + np.exp(-n.g) ** 2), "", ""),
    "s alone": slope(lambda n: n.up * n.s, "", ""),
    "first row only": relu(
        lambda n: np.vstack([(n.up * (n.g > 0))[:1], 0 * n.up[1:]]),
        "partly-zero last-entries zeros single-entry only-some-rows",
        "",
    ),
    "gate of g": relu(
        lambda n: n.up * (n.up > 0), "should-be-zero clipped boundary partly-zero input zeros", ""
    ),
    "times its input": relu(
        lambda n: n.up * n.g * (n.g > 0),
        "input-too-much one-sign-only boundary factor-per-row",
        "input-too-much",
    ),
    "g handed on": relu(lambda n: n.up, "input", "input"),
    "summed loss": loss(lambda n: n.losses.sum(), "constant-factor", "constant-factor"),
    "positive loss": loss(lambda n: -n.losses.mean(), "sign", "sign"),
    "base two": loss(lambda n: n.losses.mean() / np.log(2), "constant-factor", "constant-factor"),
    "first left out of the loss": loss(lambda n: n.losses[1:].sum() / n.rows, "zeros", ""),
    "loss of each": loss(lambda n: n.losses, "not-reduced axis-kept", "not-reduced"),
    "loss of the last": loss(lambda n: n.losses[-1], "", ""),
    "probability for loss": loss(lambda n: -n.p[np.arange(n.rows), n.labels].mean(), "", ""),
    "not a number": loss(lambda n: np.sum(n.one_hot * np.log(0 * n.p)), "not-finite", "not-finite"),
    "softmax down the columns": ce(
        lambda n: softmax_over_rows(n) - n.one_hot, "row-sums offset-per-row", "row-sums"
    ),
    "no denominator": ce(lambda n: n.exponentials - n.one_hot, "row-sums", "row-sums"),
    "labels as rows": ce(
        lambda n: n.p - labels_in_columns(n), "off-by-one-amount row-sums only-some-rows offset-per-row", ""
    ),
    "labels added": ce(
        lambda n: n.p + n.one_hot, "off-by-one-amount row-sums one-minus diagonal one-sign-only", ""
    ),
    "truth minus prediction": ce(lambda n: n.one_hot - n.p, "sign", "sign"),
    "divided by the batch": ce(lambda n: (n.p - n.one_hot) / n.rows, "constant-factor", "constant-factor"),
    "probabilities alone": ce(
        lambda n: n.p,
        "off-by-one-amount row-sums one-minus diagonal only-some-columns offset-per-column one-sign-only",
        "",
    ),
    "uphill": step(lambda n: n.w + 0.1 * n.d_weights, "step", "step"),
    "whole gradient": step(lambda n: n.w - n.d_weights, "step", "step"),
    "cut off": step(
        lambda n: n.w - np.clip(0.1 * n.d_weights, -0.01, 0.01), "step-cut-off step", "step-cut-off"
    ),
    "not moved": step(lambda n: n.w, "input", "input"),
    "moved by the old gradient": step(lambda n: n.w - 0.1 * n.old_x.T @ n.old_g / n.rows, "", ""),
    "gradient alone": step(lambda n: -0.1 * n.d_weights, "input-missing", "input-missing"),
    "rounded": z(lambda n: np.round(n.x @ n.w + n.b, 2), "decimals", "decimals"),
    "whole numbers": z(lambda n: np.trunc(5 * (n.x @ n.w + n.b)), "", ""),
}


def kinds(slip: Slip, shape: tuple[int, int, int], seed: int = 11) -> set[str]:
    """What is told of a slip in a test of this shape."""
    n = Numbers(*shape, seed=seed)
    with np.errstate(all="ignore"):
        got, right = np.asarray(slip.got(n), dtype=float), np.asarray(slip.right(n), dtype=float)
    inputs = {
        "what call 1 of `forward` was given": n.old_x,
        "what call 1 of `backward` was given": n.old_g,
        "what `forward` was given": n.x,
        "what `backward` was given": n.g,
        "the weights": n.w,
        "the gradient behind": n.up,
    }
    sizes = [Size("the batch size", n.rows, SizeRole.BATCH), Size("the number of its columns", shape[1])]
    earlier = [name for name in inputs if "call 1" in name]
    found = find_relations(got, right, name="answer", sizes=sizes, inputs=inputs, earlier=earlier)
    return {one.kind.value for one in found}


@pytest.mark.parametrize("name", SLIPS)
def test_what_is_told_of_a_slip_is_true_of_it(name: str) -> None:
    """In every shape, and with several numbers."""
    slip = SLIPS[name]

    for shape in SHAPES:
        for seed in range(3):
            assert kinds(slip, shape, seed) <= set(slip.true.split()), shape


@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if slip.first])
def test_a_slip_that_can_be_told_is_told(name: str) -> None:
    """At the shapes that tests usually have."""
    slip = SLIPS[name]

    for shape in USUAL:
        assert kinds(slip, shape) & set(slip.first.split()), shape


def test_most_slips_are_told() -> None:
    """Whatever was not foreseen: two in three by some true relation."""
    assert sum(bool(kinds(slip, USUAL[0])) for slip in SLIPS.values()) >= 2 * len(SLIPS) / 3
