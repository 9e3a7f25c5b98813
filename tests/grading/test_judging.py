"""How the grader goes on when a judge ends: in a test, in its remarks, between two tests, and before it has begun."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from autograder.errors import SandboxError
from autograder.grading.grading_state import GradingState
from autograder.grading.imports import Imports
from autograder.grading.judging import MOST_ENDS, Judging
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.model.assignment import Limits
from autograder.sandbox.timing.budget import TotalBudget
from autograder.sandbox.timing.hangs import HangLog
from autograder.sandbox.timing.submission_time import SubmissionTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.harness.session.session import Student

TESTS = ("public/t.py::one", "public/t.py::two", "hidden/t.py::three")


@dataclass
class Run:
    """Takes a student through three tests; in each, `doing` is called at "test", "remarks" and "after"."""

    doing: Callable[[str, str], object]
    tests: tuple[Any, ...] = tuple(
        SimpleNamespace(id=one, test=one, question="q", weight=1.0, title=one, needs=()) for one in TESTS
    )

    def __call__(self, student: Student) -> None:
        """As a session does."""
        for test in self.tests:
            if student.only is None or test.id in student.only:
                student.begins(test.id)
                self.doing(test.id, "test")
                record = TestRecord(id=test.id, question="q", weight=1, title="t", status=Status.PASSED)
                student.judged(record)
                if student.remarks:
                    self.doing(test.id, "remarks")
                student.record(record)
                self.doing(test.id, "after")


@dataclass
class Sandboxed:
    """In place of a submission in the sandbox."""

    spent: SubmissionTime
    abandoned: list[int] = field(default_factory=list)
    prints: str = ""
    by_chance: bool = False

    def abandon_workers(self) -> None:
        """Note that it was asked to."""
        self.abandoned.append(1)

    def limit(self, seconds: float | None) -> None:
        """Nothing here takes time."""

    def without(self, files: tuple[str, ...]) -> None:
        """There is no data set here."""

    def close(self) -> None:
        """End nothing."""


def finished(doing: Callable[[str, str], object], run: type[Run] = Run) -> tuple[dict[str, str], int]:
    """How each test ended, and how often workers were abandoned."""
    limits = Limits()
    sandboxed = Sandboxed(SubmissionTime(TotalBudget(limits.total_seconds), HangLog()))
    state = GradingState(submission=SimpleNamespace(name="s", files={}), imports=Imports(), written=())  # type: ignore[arg-type]
    bundle: Any = SimpleNamespace(assignment=SimpleNamespace(limits=limits, module_names=()), keys=())
    Judging(bundle=bundle, sandboxed=sandboxed, run=run(doing), state=state).finish()  # type: ignore[arg-type]
    assert [one.id for one in state.records] == [*TESTS]
    return {one.id: one.status.value for one in state.records}, len(sandboxed.abandoned)


def test_a_judge_that_does_its_work_is_the_only_one() -> None:
    """And leaves no worker."""
    assert finished(lambda *_: None) == (dict.fromkeys(TESTS, "passed"), 0)


@pytest.mark.parametrize("ended", TESTS)
def test_a_test_in_which_the_judge_ends_has_failed_and_no_other(ended: str) -> None:
    """By an exception that no second try would change."""

    def doing(test: str, at: str) -> None:
        if (test, at) == (ended, "test"):
            raise MemoryError

    assert finished(doing) == ({**dict.fromkeys(TESTS, "passed"), ended: "failed"}, 1)


def test_what_may_have_been_chance_is_tried_again(tmp_path: Path) -> None:
    """A judge that the system ended, the first time alone."""

    def doing(test: str, at: str) -> None:
        if (test, at) == (TESTS[1], "test") and not (tmp_path / "once").exists():
            (tmp_path / "once").touch()
            os.abort()

    assert finished(doing) == (dict.fromkeys(TESTS, "passed"), 1)


def test_remarks_that_end_the_judge_cost_themselves_alone() -> None:
    """The test keeps its verdict, and the next judge looks for none."""

    def doing(_test: str, at: str) -> None:
        if at == "remarks":
            raise RecursionError

    assert finished(doing) == (dict.fromkeys(TESTS, "passed"), 1)


def test_a_judge_that_ends_between_two_tests_costs_neither(tmp_path: Path) -> None:
    """Also behind the last one."""

    def doing(test: str, at: str) -> None:
        if at == "after" and test != TESTS[1] and not (tmp_path / test[-3:]).exists():
            (tmp_path / test[-3:]).touch()
            os.abort()

    assert finished(doing) == (dict.fromkeys(TESTS, "passed"), 2)


def test_a_submission_gets_few_judges() -> None:
    """What is left then has failed."""
    statuses, ended = finished(lambda _test, at: os.abort() if at == "test" else None)

    assert (statuses, ended) == (dict.fromkeys(TESTS, "failed"), MOST_ENDS)


def test_a_judge_that_is_killed_before_it_begins_gets_another_try(tmp_path: Path) -> None:
    """A machine without memory may end any process at any time, and the class goes on."""

    class KilledOnce(Run):
        def __call__(self, student: Student) -> None:
            if not (tmp_path / "once").exists():
                (tmp_path / "once").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            super().__call__(student)

    assert finished(lambda *_: None, KilledOnce) == (dict.fromkeys(TESTS, "passed"), 1)


def test_a_judge_that_never_begins_is_the_graders_fault() -> None:
    """It is no submission's."""

    class Broken(Run):
        def __call__(self, student: Student) -> None:  # noqa: ARG002 - as a session is called
            os.abort()

    with pytest.raises(SandboxError, match="could not judge s"):
        finished(lambda *_: None, Broken)
