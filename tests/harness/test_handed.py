"""What a test hands over: where a factor may come from, and which input an answer may be."""

from __future__ import annotations

import numpy as np

from autograder.harness.student.call_log import Handed


def test_the_last_call_comes_first() -> None:
    """With what it was given, and the shape of its first argument where that is an array."""
    handed = Handed()
    handed.call("Linear", ((np.ones((7, 2)), np.ones((1, 2))),), {})
    handed.call(lambda: "Linear.forward", (np.ones((4, 7)),), {})
    handed.call("train", (), {"x": np.ones(3), "num_epoch": 3})

    calls = list(handed.calls())

    assert [call.name for call in calls] == ["train", "Linear.forward", "Linear"]
    assert [call.shape for call in calls] == [(3,), (4, 7), ()]
    assert calls[0].keywords["num_epoch"] == 3


def test_arrays_of_a_shape_are_found_inside_pairs_and_data_sets() -> None:
    """By what they were handed to; the last one of a name counts."""
    handed = Handed()
    weights, x = np.full((2, 2), 3.0), np.full((2, 2), 5.0)
    handed.call("Linear", ((weights, np.ones((1, 2))),), {})
    handed.call("train", (), {"data": {"x": x}})

    found = handed.inputs((2, 2))

    assert {name: array[0, 0] for name, array in found.items()} == {
        "what `Linear` was given": 3.0,
        "what `train` was given": 5.0,
    }


def test_long_trainings_and_large_data_are_not_kept() -> None:
    """The last calls, and arrays of a moderate size."""
    handed = Handed()
    for number in range(1000):
        handed.call(f"f{number}", (np.ones(3),), {})
    handed.call("big", (np.ones(200_000),), {})

    assert len(handed.inputs((3,))) < 50
    assert handed.inputs((200_000,)) == {}


def test_an_overwriting_call_is_noted_by_its_name() -> None:
    """The one before it is not."""
    handed = Handed()
    handed.overwrote()
    handed.call("ReLU.forward", (), {})
    handed.call("ReLU.backward", (), {})
    handed.overwrote()

    assert handed.overwritten == {"ReLU.backward"}
