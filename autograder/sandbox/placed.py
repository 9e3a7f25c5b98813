"""One submission in the sandbox: a fresh worker for each test, and one account of the time they use together."""

from __future__ import annotations

import math
import os
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from autograder.harness.student import Fault, StudentError
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.link import MIB, Budget, Link, Process, total_used_up
from autograder.sandbox.remote import RemoteStudent
from autograder.sandbox.walls import Cell
from autograder.sandbox.wire import BUFFER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.assignment import Limits
    from autograder.sandbox.endings import WorkerReport
    from autograder.sandbox.probe import Plan
    from autograder.sandbox.spawn import Zygote


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What all submissions of a sandbox share."""

    zygote: Zygote
    plan: Plan
    limits: Limits
    read: tuple[str, ...]  # what every worker may read
    folder: Path
    canary: Path


class Placed:
    """A submission whose files are in place.

    `last_report` tells of the worker that ended last; None before the first has.
    """

    def __init__(
        self,
        *,
        ground: Ground,
        folder: Path,
        uid: int | None,
        files: tuple[str, ...],
        modules: tuple[str, ...],
        public: Path | None,
    ) -> None:
        self._ground = ground
        self._folder = folder
        self._uid = uid
        self._files = files
        self._modules = modules
        self._public = public
        self._total = Budget(ground.limits.total_seconds)
        self.last_report: WorkerReport | None = None

    @contextmanager
    def worker(self) -> Iterator[RemoteStudent]:
        """The student in a process of its own, which ends with the block.

        Raises:
            SandboxError: if it cannot be held.
        """
        if self._total.left <= 0:
            yield RemoteStudent(self._refuse, self._modules, self._files)
            return
        with self._link() as link:
            link.greeting()
            yield RemoteStudent(link.ask, self._modules, self._files)

    def layers(self) -> tuple[str, ...]:
        """The layers that hold a worker, as it sees them itself."""
        with self._link() as link:
            return link.greeting()

    def _refuse(self, *_question: object) -> Any:  # noqa: ANN401 - stands in for an answer
        raise StudentError(Fault.TIMEOUT, message=total_used_up(self._total))

    @contextmanager
    def _link(self) -> Iterator[Link]:
        limits = self._ground.limits
        with ExitStack() as stack:
            scratch = None
            if limits.scratch_mib:
                scratch = stack.enter_context(scratch_folder(self._ground.folder, self._uid))
            link = Link(self._fork(scratch), limits, self._total)
            try:
                yield link
            finally:
                self.last_report = link.close()

    def _fork(self, scratch: Path | None) -> Process:
        home = str(scratch or self._folder)
        request = {
            "cell": asdict(self._cell(scratch)),
            "expected": self._modules,
            "environment": {"HOME": home, "TMPDIR": home},
            "limit": self._ground.limits.reply_mib * MIB,
        }
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        prints, output = os.pipe()
        try:
            pid, pidfd = self._ground.zygote.fork(request, (theirs.fileno(), output))
        except BaseException:
            ours.close()
            os.close(prints)
            raise
        finally:
            theirs.close()
            os.close(output)
        return Process(
            zygote=self._ground.zygote, pid=pid, pidfd=pidfd, connection=ours, prints=prints, scratch=scratch
        )

    def _cell(self, scratch: Path | None) -> Cell:
        limits, plan = self._ground.limits, self._ground.plan
        return Cell(
            uid=self._uid,
            keep_search=plan.keep_search,
            landlock=plan.landlock,
            seccomp=plan.seccomp,
            read=(*self._ground.read, *([str(self._public)] if self._public else [])),
            folder=str(self._folder),
            scratch=str(scratch) if scratch else None,
            canary=str(self._ground.canary),
            memory_mib=limits.memory_mib,
            cpu_seconds=math.ceil(limits.cpu_seconds),
            scratch_mib=limits.scratch_mib,
            processes=limits.processes,
        )
