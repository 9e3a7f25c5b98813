"""Turn the kernel's numbers for the end of a worker into a fault and into words."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.harness.student.plain import Fault

if TYPE_CHECKING:
    from autograder.model.assignment import Limits


@dataclass(frozen=True, kw_only=True)
class ExitStatus:
    """How a worker ended, in the kernel's numbers."""

    status: int
    cpu_seconds: float
    peak_mib: float
    memory_ran_out: bool = (
        False  # whether the kernel ended it because the machine or its container had no more
    )


class MemoryKills:
    """The processes that the kernel has ended on this machine because memory ran out."""

    def __init__(self) -> None:
        self._count = _memory_kills()

    def more(self) -> bool:
        """Whether there are more than at the last look."""
        before, self._count = self._count, _memory_kills()
        return self._count > before


def _memory_kills() -> int:
    """How many there were since the machine was started; 0 where the kernel does not say."""
    try:
        with open("/proc/vmstat", encoding="ascii") as lines:  # noqa: PTH123 - read for each submission
            return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
    except OSError:
        return 0


def fault_of(exit_status: ExitStatus, limits: Limits, *, killed: bool) -> tuple[Fault, str]:
    """The fault of a worker that closed the connection, and a sentence about it.

    Args:
        exit_status: How it ended.
        limits: What it was allowed.
        killed: Whether it still ran afterwards and was killed.
    """
    code = os.waitstatus_to_exitcode(exit_status.status)
    if killed:
        return Fault.EXITED, "the program closed its connection to the grader"
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and exit_status.cpu_seconds >= limits.cpu_seconds):
        return Fault.TIMEOUT, f"the program used more than {limits.cpu_seconds:g} s of processor time"
    if code == -signal.SIGVTALRM:
        return Fault.TIMEOUT, "the program went on after its time was up"
    if exit_status.memory_ran_out:
        return Fault.MEMORY, "the machine had no memory left for the program, and ended it"
    if code == -signal.SIGKILL:
        return Fault.EXITED, "the program was killed by SIGKILL; the machine may be out of memory"
    return Fault.EXITED, f"the program {in_words(code)}"


def is_from_outside(exit_status: ExitStatus, limits: Limits, *, killed: bool) -> bool:
    """Whether something else ended the worker: neither the grader nor the limit on its processor time."""
    ended_by = os.waitstatus_to_exitcode(exit_status.status)
    return not killed and ended_by == -signal.SIGKILL and exit_status.cpu_seconds < limits.cpu_seconds


def in_words(code: int) -> str:
    """An exit code in words; a negative number is that of a signal."""
    if code >= 0:
        return f"ended the process with exit status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"was ended by {name}" + (
        " (a crash)" if -code in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT) else ""
    )
