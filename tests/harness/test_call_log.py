"""What a test hands over: where a factor may come from, and which input an answer may be."""

from __future__ import annotations

import numpy as np

from autograder.harness.student.call_log import CallLog


def test_the_batch_is_what_the_last_method_was_given() -> None:
    """Its rows and columns are told, and whole numbers by name."""
    log = CallLog()
    log.call("Linear", ((np.ones((7, 2)), np.ones((1, 2))),), {}, method=False)
    log.call("Linear.forward", (np.ones((4, 7)),), {}, method=True)
    log.call("train", ({},), {"num_epoch": 3, "learning_rate": 0.5, "verbose": True}, method=False)

    assert log.sizes() == {"the batch size": 4, "the number of its columns": 7, "`num_epoch`": 3}


def test_arrays_of_a_shape_are_found_inside_pairs_and_data_sets() -> None:
    """By what they were handed to; the last one of a name counts."""
    log = CallLog()
    weights, x = np.full((2, 2), 3.0), np.full((2, 2), 5.0)
    log.call("Linear", ((weights, np.ones((1, 2))),), {}, method=False)
    log.call("train", (), {"data": {"x": x}}, method=False)

    found = log.inputs((2, 2))

    assert {name: array[0, 0] for name, array in found.items()} == {
        "what `Linear` was given": 3.0,
        "what `train` was given": 5.0,
    }


def test_long_trainings_and_large_data_are_not_kept() -> None:
    """The last calls, and arrays of a moderate size."""
    log = CallLog()
    for number in range(1000):
        log.call(f"f{number}", (np.ones(3),), {}, method=True)
    log.call("big", (np.ones(200_000),), {}, method=True)

    assert len(log.inputs((3,))) < 50
    assert log.inputs((200_000,)) == {}


def test_an_overwriting_call_is_noted_by_its_name() -> None:
    """The one before it is not."""
    log = CallLog()
    log.overwrote()
    log.call("ReLU.forward", (), {}, method=True)
    log.call("ReLU.backward", (), {}, method=True)
    log.overwrote()

    assert log.overwritten == {"ReLU.backward"}
