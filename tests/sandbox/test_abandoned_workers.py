"""Workers that another process has ordered and left behind: the grader ends them all, and goes on with the zygote."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.model.assignment import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.scratch.scratch_folder import SCRATCH
from tests.support.siege import processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.submission import SandboxedSubmission

pytestmark = pytest.mark.siege  # Most of it is waiting for hangs.

OPEN = Path("/proc/self/fd")
MODULE = b"""
def answer(): return 42
def hang():
    while True: pass
"""


def killed_while_it(work: Callable[[SandboxedSubmission], object], sandboxed: SandboxedSubmission) -> None:
    """Fork a process that does this, and then is killed with all its orders open."""
    pid = os.fork()
    if pid == 0:
        try:
            work(sandboxed)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def orders(sandboxed: SandboxedSubmission) -> None:
    """Order a worker that nobody meets."""
    sandboxed._prefetch()  # noqa: SLF001 - what a killed judge has under way


def meets(sandboxed: SandboxedSubmission) -> None:
    """Use one worker, order the next, and die."""
    with sandboxed.worker() as student:
        student.hw.answer()
        student.hw.answer()
        os.kill(os.getpid(), signal.SIGKILL)


def leaves_a_hang(sandboxed: SandboxedSubmission) -> None:
    """Die while the worker computes."""
    with sandboxed.worker() as student:
        student.hw.answer()
        student.batch().__enter__()
        student.hw.hang()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("scratch_mib", [0, 1])
@pytest.mark.parametrize("work", [orders, meets, leaves_a_hang])
def test_what_a_killed_process_has_ordered_is_ended_and_forgotten(
    work: Callable[[SandboxedSubmission], None], scratch_mib: int
) -> None:
    """No worker and no scratch folder is left, and the next worker answers."""
    limits = replace(Limits(), scratch_mib=scratch_mib)
    with Sandbox(limits=limits) as sandbox, sandbox.submission({"hw.py": MODULE}, ("hw",)) as sandboxed:
        before, descriptors = processes(), len(list(OPEN.iterdir()))
        killed_while_it(work, sandboxed)

        sandboxed.abandon_workers()

        assert processes() == before
        assert len(list(OPEN.iterdir())) == descriptors
        assert not list(Path(sandboxed._folder).parent.glob(f"{SCRATCH}*"))  # noqa: SLF001 - where they lie
        for _ in range(2):
            with sandboxed.worker() as student:
                assert student.hw.answer() == 42


def test_to_end_no_worker_is_no_fault() -> None:
    """Also before any was ordered, and twice."""
    with Sandbox() as sandbox, sandbox.submission({"hw.py": MODULE}, ("hw",)) as sandboxed:
        sandboxed.abandon_workers()
        sandboxed.abandon_workers()

        with sandboxed.worker() as student:
            assert student.hw.answer() == 42


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_a_sandbox_that_is_closed_before_it_is_ready_says_nothing(
    capfd: pytest.CaptureFixture[str], seconds: float
) -> None:
    """Tests that do not load end a grading while the sandbox still starts."""
    sandbox = Sandbox(packages=("numpy",), limits=Limits())
    sandbox.begin()
    time.sleep(seconds)

    sandbox.close()

    assert capfd.readouterr() == ("", "")
