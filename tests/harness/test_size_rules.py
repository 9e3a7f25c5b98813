"""A diagnosis names the sizes that an assignment declares, and whole numbers by their own names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.harness.diagnosis.relations.sizes import Size, SizeRole
from autograder.harness.diagnosis.size_rules import SizeRule, sizes_of
from autograder.harness.student.call_log import Call

if TYPE_CHECKING:
    from collections.abc import Mapping

BATCH = SizeRule("the batch size", SizeRole.BATCH, rows_of=("*.forward", "sigmoid"))
FEATURES = SizeRule("the number of features", columns_of=("*.forward",))


def call(name: str, *arguments: object, **keywords: object) -> Call:
    """A call of this name."""
    return Call(name, arguments, keywords)


def test_a_declared_size_is_read_from_the_first_argument() -> None:
    """Its rows and its columns."""
    found = sizes_of([call("Linear.forward", np.ones((4, 7)), np.ones((2, 2)))], [BATCH, FEATURES])

    assert found == (Size("the batch size", 4, SizeRole.BATCH), Size("the number of features", 7))


def test_functions_have_batches_too() -> None:
    """And vectors have as many rows as entries."""
    assert sizes_of([call("sigmoid", np.ones((5, 2)))], [BATCH, FEATURES]) == (
        Size("the batch size", 5, SizeRole.BATCH),
    )
    assert sizes_of([call("sigmoid", z=np.ones(6))], [BATCH]) == (Size("the batch size", 6, SizeRole.BATCH),)


@pytest.mark.parametrize("name", ["Linear", "softmax", "Linear.forward_all", "forward"])
def test_a_call_that_is_not_declared_shows_nothing(name: str) -> None:
    """However much it looks like a batch."""
    assert sizes_of([call(name, np.ones((4, 7)))], [BATCH, FEATURES]) == ()


def test_the_last_call_counts() -> None:
    """Its batch is the one that the wrong answer is about; calls come with the last one first."""
    calls = [call("ReLU.forward", np.ones((2, 3))), call("Linear.forward", np.ones((4, 7)))]

    assert sizes_of(calls, [BATCH]) == (Size("the batch size", 2, SizeRole.BATCH),)


@pytest.mark.parametrize("first", [3, [[1.0, 2.0]], None, np.array(3.0), np.ones(200_000)])
def test_what_is_no_array_of_a_moderate_size_shows_nothing(first: object) -> None:
    """Not a list, nor a number, nor a whole data set."""
    assert sizes_of([call("sigmoid", first)], [BATCH]) == ()


def test_whole_numbers_are_sizes_by_their_own_names() -> None:
    """What they count is declared, or nothing."""
    epochs = SizeRule("the number of epochs", SizeRole.EPOCHS, arguments=("num_epoch", "epochs"))

    found = sizes_of(
        [call("train", num_epoch=3, batch_size=4, learning_rate=0.5, verbose=True, seed=0)], [epochs]
    )

    assert found == (Size("the number of epochs", 3, SizeRole.EPOCHS), Size("`batch_size`", 4))


@pytest.mark.parametrize("rule", [BATCH, FEATURES, SizeRule("n", SizeRole.EPOCHS, arguments=("n", "count"))])
def test_a_rule_is_the_same_after_a_trip_through_json(rule: SizeRule) -> None:
    """A handout's description carries it."""
    values: Mapping[str, object] = json.loads(json.dumps(rule.to_json()))

    assert SizeRule.from_json(values) == rule
