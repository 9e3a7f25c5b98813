"""Which arrays a test has passed to an earlier call, so that an answer made of them shows something that was kept."""

from __future__ import annotations

import numpy as np

from autograder.harness.session.remarks import inputs_of
from autograder.harness.student.call_log import CallLog


def logged(*calls: str) -> CallLog:
    """A log of these calls, each with two arrays of its own."""
    log = CallLog()
    for number, name in enumerate(calls):
        log.call(name, (np.full((2, 2), number + 0.25), np.full((1, 2), number + 0.5)), {})
    return log


def test_a_method_that_is_called_again_has_an_earlier_call() -> None:
    """What it was given then may have been kept by mistake."""
    inputs, earlier = inputs_of(logged("Linear", "Linear.forward", "Linear.forward"))

    assert earlier == {
        "the first array that call 1 of `Linear.forward` was given",
        "the second array that call 1 of `Linear.forward` was given",
    }
    assert "the first array that `Linear.forward` was given" in inputs


def test_a_second_object_makes_nothing_of_the_first_one_stale() -> None:
    """Both have what they were made with."""
    inputs, earlier = inputs_of(logged("Linear", "Linear", "Linear.forward"))

    assert earlier == frozenset()
    assert "the first array that call 1 of `Linear` was given" in inputs
