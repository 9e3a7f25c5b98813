"""Which arrays a test has passed to an earlier call, so that an answer made of them shows something that was kept."""

from __future__ import annotations

import numpy as np

from autograder.harness.session.remarks import inputs_of
from autograder.harness.student.call_log import CallLog


def logged(*calls: tuple[str, int]) -> CallLog:
    """A log of these calls on these objects, each with two arrays of its own."""
    log = CallLog()
    for number, (name, owner) in enumerate(calls):
        log.call(name, (np.full((2, 2), number + 0.25), np.full((1, 2), number + 0.5)), {}, owner)
    return log


def test_a_method_that_is_called_again_has_an_earlier_call() -> None:
    """What it was given then may have been kept by mistake."""
    inputs, earlier, _ = inputs_of(logged(("Linear", 0), ("Linear.forward", 1), ("Linear.forward", 1)))

    assert earlier == {
        "the first array that call 1 of `Linear.forward` was given",
        "the second array that call 1 of `Linear.forward` was given",
    }
    assert "the first array that `Linear.forward` was given" in inputs


def test_a_second_object_makes_nothing_of_the_first_one_stale() -> None:
    """Both have what they were made with."""
    calls = (("Linear", 0), ("Linear", 0), ("Linear.forward", 1), ("Linear.forward", 2))
    inputs, earlier, _ = inputs_of(logged(*calls))

    assert earlier == frozenset()
    assert "the first array that call 1 of `Linear` was given" in inputs
    assert "the first array that call 1 of `Linear.forward` was given" in inputs


def test_what_the_student_s_code_gave_is_known_when_it_is_handed_on() -> None:
    """A formula of it says nothing: what is wrong may be in it."""
    log = CallLog()
    answer = np.arange(4.0).reshape(2, 2)
    log.answered(answer)
    log.call("Linear.backward", (answer, answer.copy()), {}, 1)

    _, earlier, answers = inputs_of(log)

    assert earlier == frozenset()
    assert answers == {"the first array that `Linear.backward` was given"}
