"""What the judge of one submission may use: whatever the student's answers make of a test, it ends there."""

from __future__ import annotations

import contextlib
import faulthandler
import resource
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.harness.student.time_limit import WAITING
from autograder.sandbox.confinement import linux

if TYPE_CHECKING:
    from autograder.model.assignment import Limits

MIB = 1 << 20
ANSWERS_HELD = 16  # so many of the largest responses fit into the judge's memory
LEAST_SECONDS = 5.0  # of processor time, for one test's own work
SILENT_SECONDS = 60.0  # beyond what the tests of the submission may wait for


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a judge may use.

    Attributes:
        step_seconds: Processor time for one step: one test with its remarks, the written answers, the imports.
        total_seconds: Processor time for all steps together.
        silent_seconds: The longest wait for the end of a step; it only catches a judge that waits for ever.
        resident_mib: Memory that it touches, beyond what it shares with the grader at its start.
        address_mib: Memory that it asks for, beyond what it has at its start; asking for more is a MemoryError.
    """

    step_seconds: float
    total_seconds: float
    silent_seconds: float
    resident_mib: int
    address_mib: int


def bounds_of(limits: Limits, used_seconds: float = 0.0) -> Bounds:
    """The bounds that follow from the limits of a submission.

    Args:
        limits: The assignment's limits.
        used_seconds: Processor time that earlier judges of the same submission have used.
    """
    resident = ANSWERS_HELD * limits.reply_mib
    return Bounds(
        step_seconds=max(LEAST_SECONDS, limits.test_seconds),
        total_seconds=limits.total_seconds - used_seconds,
        silent_seconds=SILENT_SECONDS + WAITING * limits.total_seconds,
        resident_mib=resident,
        address_mib=2 * resident,
    )


def be_bound(bounds: Bounds) -> None:
    """Set this process's own limit on memory, and make it the first to go where the machine has none left."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + bounds.address_mib * MIB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(OSError):  # a kernel or a container that does not allow it
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def be_quiet() -> None:
    """Leave the signals of a terminal to the grader, which ends the judge itself; end when the grader ends."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    faulthandler.disable()  # a crash is told by the exit status


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used.

    Raises:
        OSError: if there is no such process.
    """
    return time.clock_gettime((~pid << 3) | 2)  # the kernel's number for the clock of this process
