"""What a test hands over: where a factor may come from, and which input an answer may be."""

from __future__ import annotations

import numpy as np

from autograder.harness.student.call_log import CallLog


def test_the_last_call_comes_first() -> None:
    """With what it was given, and the shape of its first argument where that is an array."""
    log = CallLog()
    log.call("Linear", ((np.ones((7, 2)), np.ones((1, 2))),), {})
    log.call(lambda: "Linear.forward", (np.ones((4, 7)),), {})
    log.call("train", (), {"x": np.ones(3), "num_epoch": 3})

    calls = list(log.calls())

    assert [call.name for call in calls] == ["train", "Linear.forward", "Linear"]
    assert [call.shape for call in calls] == [(3,), (4, 7), ()]
    assert calls[0].keywords["num_epoch"] == 3


def test_arrays_are_found_inside_pairs_and_data_sets() -> None:
    """By what they were handed to, and as which of its arrays."""
    log = CallLog()
    weights, x = np.full((2, 2), 3.0), np.full((2, 2), 5.0)
    log.call("Linear", ((weights, np.ones((1, 2))),), {})
    log.call("train", (), {"data": {"x": x}})

    found = log.inputs()

    assert [(one.name, one.number, one.in_all, one.array.flat[0]) for one in found] == [
        ("Linear", 1, 2, 3.0),
        ("Linear", 2, 2, 1.0),
        ("train", 1, 1, 5.0),
    ]


def test_long_trainings_and_large_data_are_not_kept() -> None:
    """The last calls, and arrays of a moderate size."""
    log = CallLog()
    for number in range(1000):
        log.call(f"f{number}", (np.ones(3),), {})
    log.call("big", (np.ones(200_000),), {})

    assert len(log.inputs()) < 50
    assert max(one.array.size for one in log.inputs()) == 3


def test_an_overwriting_call_is_noted_by_its_name() -> None:
    """The one before it is not."""
    log = CallLog()
    log.overwrote()
    log.call("ReLU.forward", (), {})
    log.call("ReLU.backward", (), {})
    log.overwrote()

    assert log.overwritten == {"ReLU.backward"}
