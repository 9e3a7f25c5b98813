"""One worker as a process of the kernel: watch what it uses, end it, and learn how it ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.sandbox.confinement import linux
from autograder.sandbox.timing.clock import WorkerClock
from autograder.sandbox.wire.protocol import WHERE

if TYPE_CHECKING:
    from autograder.model.assignment import Limits
    from autograder.sandbox.exit_status import ExitStatus, MemoryKills
    from autograder.sandbox.scratch.scratch_folder import ScratchFolder
    from autograder.sandbox.zygote_client import Zygote

MIB = 1 << 20


class GreedyError(Exception):
    """The worker has touched too much memory, written too much or started too many threads."""


class WorkerProcess:
    """A worker that was forked.

    Args:
        zygote: The process that forked it.
        pid: Its number.
        pidfd: The descriptor that stands for it; this object closes it.
        scratch: The folder that it may write into, if there is one.
        limits: What it may use.
        memory_kills: Looked at if somebody else has killed it.
    """

    def __init__(
        self,
        zygote: Zygote,
        pid: int,
        pidfd: int,
        *,
        scratch: ScratchFolder | None,
        limits: Limits,
        memory_kills: MemoryKills,
    ) -> None:
        self._zygote = zygote
        self._pid = pid
        self._pidfd = pidfd
        self._scratch = scratch
        self._limits = limits
        self._memory_kills = memory_kills
        self._exit_status: ExitStatus | None = None
        self._killed = self._stopped = False
        self.clock = WorkerClock(pid)

    def kill(self, grace: float = 0) -> None:
        """Kill it, after so many seconds in which it may end by itself; `wait` waits for its end."""
        if self._exit_status is not None:
            return
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if poll.poll(grace * 1000):
            return
        self._signal(signal.SIGKILL)
        self._killed = True

    def wait(self, grace: float = 0) -> tuple[ExitStatus, bool]:
        """End it as `kill` does; give its exit status, and whether it had to be killed."""
        self.kill(grace)
        if self._exit_status is None:
            self._exit_status = self._zygote.exit_status_of(self._pid)
            if not self._killed and os.waitstatus_to_exitcode(self._exit_status.status) == -signal.SIGKILL:
                self._exit_status = replace(self._exit_status, memory_ran_out=self._memory_kills.more())
        return self._exit_status, self._killed

    def stop(self) -> None:
        """Stop all its threads, until `resume`: nothing of it runs while nobody watches."""
        self._stopped = True
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._stopped = False
        self._signal(signal.SIGCONT)

    def ask_where(self) -> None:
        """Ask it to write to its channel which line it is at; the interpreter does so even in the midst of C code."""
        self._signal(WHERE)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._pidfd)

    def watch(self) -> None:
        """Check its memory (beyond what it shares with the zygote), its threads and what it has written.

        Raises:
            GreedyError: if one of them is above its limit.
        """
        resident = self.resident_mib()
        if resident is not None and resident - self._zygote.resident_mib > self._limits.resident_mib:
            raise GreedyError(f"the program used more than {self._limits.resident_mib} MiB of memory")
        if self._threads() > self._limits.processes:
            raise GreedyError(f"the program started more than {self._limits.processes} threads")
        self.watch_scratch()

    def watch_scratch(self) -> None:
        """Check what it has written.

        Raises:
            GreedyError: if it is too much.
        """
        if self._scratch is None or not self._scratch.is_used:
            return
        was_stopped = self._stopped
        self.stop()  # what is moved while it is counted could be missed
        try:
            excess = self._scratch.excess(self._limits.scratch_mib, self._pid)
        finally:
            if not was_stopped:
                self.resume()
        if excess is not None:
            raise GreedyError(excess)

    def resident_mib(self) -> float | None:
        """The memory that it has touched; None if the system does not show it."""
        try:
            return linux.resident_mib(self._pid)
        except (OSError, IndexError):  # it has ended, which the transport will notice; or /proc hides it
            return None

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def _threads(self) -> int:
        """The number of its threads; the kernel's own limit works only if the worker runs as a separate user."""
        try:
            return linux.thread_count(self._pid)
        except OSError:  # it has ended, which the transport will notice
            return 0
