"""The judge's process: messages come whole, and whatever it does to itself is told to the grader and ends there."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.errors import BadInputError, SandboxError, SourceError
from autograder.grading.judge.bounds import Bounds, bounds_of
from autograder.grading.judge.process import LARGEST_MESSAGE, JudgeEndedError, JudgeProcess
from autograder.harness.checks.check import HarnessError
from autograder.model.assignment import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Send = Callable[[object], None]

BOUNDS = Bounds(step_seconds=1.5, total_seconds=3, silent_seconds=60, resident_mib=100, address_mib=400)


def judged(work: Callable[[Send], Any], bounds: Bounds = BOUNDS) -> list[Any]:
    """The messages of a judge that does this."""
    judge = JudgeProcess(work, bounds)
    try:
        return list(judge.messages())
    finally:
        judge.close()
        with pytest.raises(ProcessLookupError):
            os.kill(judge.pid, 0)


def spin(seconds: float) -> None:
    """Use so much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_messages_come_whole_and_in_order() -> None:
    """Small ones, large ones, and many."""
    sent = [1, "two", {"three": [np.float64(3)]}, b"x" * 3_000_000, *range(2_000)]

    assert judged(lambda send: [send(one) for one in sent]) == sent


def test_a_judge_works_in_a_thread_of_the_grader_too() -> None:
    """Nothing of it needs the main thread."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.extend(judged(lambda send: send("done"))))
    thread.start()
    thread.join()

    assert found == ["done"]


def test_what_a_judge_changes_is_its_own() -> None:
    """Random numbers, NumPy's settings and the environment are as before for the next one."""
    before = np.geterr(), dict(os.environ), np.random.get_state()[1].tolist()  # noqa: NPY002 - the state that others share

    def work(send: Send) -> None:
        np.seterr(all="raise")
        os.environ["CHANGED"] = "1"
        np.random.seed(3)  # noqa: NPY002 - as above
        send(None)

    judged(work)

    assert (np.geterr(), dict(os.environ), np.random.get_state()[1].tolist()) == before  # noqa: NPY002 - as above


@pytest.mark.parametrize(
    ("work", "reason", "certain"),
    [
        (lambda _: spin(30), "it took more than 1.5 s of the grader's processor time", True),
        (lambda _: np.ones(40 << 20), "it took more than 100 MiB of the grader's memory", True),
        (lambda _: np.empty(1 << 40), "the grader's own program met a MemoryError", True),
        (lambda _: 1 / 0, "the grader's own program met a ZeroDivisionError", True),
        (lambda _: os.abort(), "the grader's own program was ended by SIGABRT (a crash)", False),
        (
            lambda _: os.kill(os.getpid(), signal.SIGKILL),
            "the grader's own program was ended by SIGKILL",
            False,
        ),
        (lambda _: os._exit(0), "the grader's own program ended the process with exit status 0", False),
        (
            lambda send: send(b"x" * (LARGEST_MESSAGE + 1)),
            "what is to be said about your answer is too long",
            True,
        ),
    ],
    ids=["spins", "touches", "asks", "raises", "aborts", "is killed", "exits", "says too much"],
)
def test_a_judge_that_ends_is_said_to_have_ended(
    work: Callable[[Send], Any], reason: str, *, certain: bool
) -> None:
    """With the reason, after all that it had sent."""
    messages = []

    def first_send_then_work(send: Send) -> None:
        send("before")
        held = work(send)
        time.sleep(0.1 if held is not None else 0)

    judge = JudgeProcess(first_send_then_work, BOUNDS)
    with pytest.raises(JudgeEndedError) as caught:
        messages.extend(iter(judge.messages()))
    usage = judge.close()

    assert (caught.value.reason, caught.value.certain) == (reason, certain)
    assert usage.peak_mib < 1_000
    assert usage.seconds < 5


def test_a_judge_that_waits_for_ever_is_ended() -> None:
    """Though it uses no processor time."""
    with pytest.raises(JudgeEndedError, match=r"it took more than 0\.5 s"):
        judged(lambda _: time.sleep(60), replace(BOUNDS, silent_seconds=0.5))


def test_a_message_begins_a_new_step() -> None:
    """The bound on a step is not one on all of them."""
    assert judged(lambda send: [(spin(0.7), send(number)) for number in range(3)]) == [0, 1, 2]


def test_all_steps_together_have_a_bound_too() -> None:
    """And what goes beyond it is final."""
    with pytest.raises(JudgeEndedError) as caught:
        judged(lambda send: [(spin(0.7), send(number)) for number in range(9)])

    assert caught.value.final


@pytest.mark.parametrize(
    "error",
    [
        SandboxError("the zygote has gone"),
        HarnessError("a mark is wrong"),
        KeyboardInterrupt(),
        BadInputError("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_of_the_graders_own_is_raised_in_the_grader(error: BaseException) -> None:
    """As it would have been without the judge: same class, same sentence."""

    def work(_send: Send) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        judged(work)
    assert str(caught.value) == str(error)


def test_a_fault_that_cannot_be_pickled_arrives_with_its_sentence(tmp_path: Path) -> None:
    """As one of its base classes."""

    def work(_send: Send) -> None:
        raise SourceError(tmp_path / "assignment.toml", 3, "`points` is missing")

    with pytest.raises(BadInputError, match=r"assignment\.toml:3: `points` is missing"):
        judged(work)


def test_the_bounds_follow_from_the_limits() -> None:
    """Time that other judges have used is gone, and an assignment of large answers has more memory."""
    bounds = bounds_of(Limits(reply_mib=64, test_seconds=20, total_seconds=300), used_seconds=100)

    assert (bounds.step_seconds, bounds.total_seconds) == (20, 200)
    assert bounds.resident_mib == 2 * bounds_of(Limits(reply_mib=32)).resident_mib
