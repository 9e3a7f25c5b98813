"""One submission in the sandbox: a new worker for each test, and limits on the time of all of them together.

While one test runs, the worker of the next test is already forked and confined; with a second core this costs no
time. No student code runs in it before its test begins. The modules are compiled once, before all tests.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NoReturn

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.batch import Batch
from autograder.sandbox.confinement.confine import ruleset_of
from autograder.sandbox.confinement.policy import SandboxPolicy
from autograder.sandbox.connection import Connection
from autograder.sandbox.exit_status import MemoryKills
from autograder.sandbox.folders import SCRATCH, add_file, scratch_folder
from autograder.sandbox.remote import RemoteStudent
from autograder.sandbox.timing.budget import TotalBudget
from autograder.sandbox.timing.hangs import HangLog
from autograder.sandbox.timing.submission_hangs import SubmissionHangs
from autograder.sandbox.timing.submission_time import SubmissionTime
from autograder.sandbox.wire.module_files import BESIDE, COMPILED
from autograder.sandbox.wire.transport import BUFFER, Transport
from autograder.sandbox.worker_process import MIB, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan
    from autograder.sandbox.zygote_client import Zygote


@dataclass(frozen=True, kw_only=True)
class SandboxContext:
    """What all submissions of a sandbox have in common."""

    zygote: Zygote
    plan: Plan
    limits: Limits
    read: tuple[str, ...]  # what every worker may read
    folder: Path
    canary: Path


@dataclass(frozen=True, kw_only=True)
class _Prefetched:
    """A worker that was ordered from the zygote; its process number is not known yet."""

    channel: socket.socket
    prints: int
    scratch: Path | None
    stack: ExitStack  # removes the scratch folder


class SandboxedSubmission:
    """A submission with its files laid out."""

    def __init__(
        self,
        *,
        context: SandboxContext,
        folder: Path,
        uid: int | None,
        files: tuple[str, ...],
        modules: tuple[str, ...],
        public: Path | None,
    ) -> None:
        self._context = context
        self._folder = folder
        self._uid = uid
        self._files = files
        self._modules = modules
        self._public = public
        self._memory_kills = MemoryKills()
        self._time = SubmissionTime(TotalBudget(context.limits.total_seconds), HangLog())
        self._hangs = SubmissionHangs(folder, modules, self._ask_apart, self._skip, self._time.hangs)
        self._request = self._request_for(None)  # the same for all workers without a scratch folder
        # If workers have scratch folders, the rules of each differ, and each worker has to make its own.
        shared = context.plan.landlock and not context.limits.scratch_mib
        self._rules = ruleset_of(self._policy(None)) if shared else None
        self._prefetched: _Prefetched | None = None
        self._last: tuple[Connection, ExitStack] | None = None
        self._open = 0  # workers in use: a test may use a second one within the first
        self._ended: list[Connection] = []  # of the test's workers, those that have ended

    def compile(self) -> None:
        """Compile the modules once for all workers, in a worker that runs nothing else.

        A module that does not compile is left out; its import says why.
        """
        with self._connected() as connection:
            connection.greeting()
            connection.meanwhile(self._prefetch)
            beside = (name.removesuffix(".py") for name in self._files if name.startswith(BESIDE))
            for name in (*self._modules, *beside):
                if f"{name}.py" not in self._files:
                    continue
                try:
                    code = connection.requests.request("compile", str(self._folder), name)
                except StudentError:
                    continue
                if isinstance(code, bytes):
                    add_file(self._folder, f"{COMPILED}{name}.py", code, self._uid)

    @contextmanager
    def worker(self) -> Iterator[RemoteStudent]:
        """The student in a new process, which ends with the block.

        Raises:
            SandboxError: if the process cannot be confined.
        """
        if self.total.is_spent:
            self._reap()
            self._forget_prints()
            yield RemoteStudent(Batch(self._refuse), self._modules, self._files)
            return
        with self._connected() as connection:
            connection.greeting()
            connection.meanwhile(self._prefetch, self._reap)
            yield RemoteStudent(connection.requests, self._modules, self._files)

    @property
    def total(self) -> TotalBudget:
        """The time of all its tests together."""
        return self._time.total

    @property
    def prints(self) -> str:
        """What the last test's workers have printed, the one that ended first before the other."""
        return "".join(connection.prints for connection in self._ended)

    @property
    def by_chance(self) -> bool:
        """Whether one of the last test's workers met what another try may not: it only waited, or was killed."""
        return any(connection.by_chance for connection in self._ended)

    @property
    def spent(self) -> SubmissionTime:
        """The time that it has used up, and where; a judge hands this on to the next."""
        return self._time

    @spent.setter
    def spent(self, spent: SubmissionTime) -> None:
        self._time, self._hangs.log = spent, spent.hangs
        self._request = self._request_for(None)

    def abandon_workers(self) -> None:
        """End the workers that a forked process has ordered and left behind, and remove their scratch folders."""
        self._context.zygote.end_workers()
        for folder in self._context.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(folder)

    def layers(self) -> tuple[str, ...]:
        """The layers that confine a worker, as the worker reports them, and whether its memory is watched."""
        with self._connected() as connection:
            return (*connection.greeting(), *(["memory watch"] if connection.is_watched() else []))

    def close(self) -> None:
        """End all workers that are left."""
        try:
            self._drop_prefetched()
        finally:
            self._reap()
            if self._rules is not None:
                os.close(self._rules)
                self._rules = None

    def _refuse(self, *_requests: object, **_about: object) -> NoReturn:
        raise StudentError(Fault.TIMEOUT, message=self.total.used_up())

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        ordered, self._prefetched = self._prefetched or self._order(), None
        connection = self._meet(ordered)
        self._forget_prints()
        self._open += 1
        try:
            yield connection
        finally:
            self._open -= 1
            self._reap()
            connection.kill()
            self._last = connection, ordered.stack
            self._ended.append(connection)

    def _forget_prints(self) -> None:
        """Begin anew with a test's first worker: what was printed before does not belong to the test."""
        if not self._open:
            self._ended = []

    def _prefetch(self) -> None:
        """Order the next worker, unless one was ordered already."""
        self._prefetched = self._prefetched or self._order()

    def _reap(self) -> None:
        """Wait for the end of the previous worker; this is done late, when it has probably ended already."""
        if self._last is not None:
            (connection, stack), self._last = self._last, None
            with stack:
                connection.close()

    def _drop_prefetched(self) -> None:
        if self._prefetched is not None:
            ordered, self._prefetched = self._prefetched, None
            with ordered.stack:
                self._meet(ordered).close()

    def _meet(self, ordered: _Prefetched) -> Connection:
        try:
            pid, pidfd = self._context.zygote.forked()
        except BaseException:
            ordered.channel.close()
            os.close(ordered.prints)
            ordered.stack.close()
            raise
        limits = self._context.limits
        process = WorkerProcess(
            self._context.zygote,
            pid,
            pidfd,
            scratch=ordered.scratch,
            limits=limits,
            memory_kills=self._memory_kills,
        )
        transport = Transport(ordered.channel, ordered.prints, limits.output_kib * 1024, process.watch)
        return Connection(process, transport, limits, self.total, self._hangs)

    def _ask_apart(self, verb: str, *operands: object) -> object:
        """The answer of a new worker that runs no student code."""
        with self._connected() as connection:
            connection.greeting()
            return connection.requests.request(verb, *operands)

    def _skip(self) -> None:
        """Let later workers have the functions replaced that are not called again."""
        self._drop_prefetched()
        self._request = self._request_for(None)

    def _order(self) -> _Prefetched:
        """Order a worker, without waiting for it."""
        with ExitStack() as stack:
            scratch = None
            if self._context.limits.scratch_mib:
                scratch = stack.enter_context(scratch_folder(self._context.folder, self._uid))
            channel, prints = self._fork(scratch)
            return _Prefetched(channel=channel, prints=prints, scratch=scratch, stack=stack.pop_all())

    def _fork(self, scratch: Path | None) -> tuple[socket.socket, int]:
        """Order a worker; give the grader's ends of its channel and of the pipe of its prints."""
        request = self._request if scratch is None else self._request_for(scratch)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        prints, output = os.pipe()
        shared = () if self._rules is None else (self._rules,)
        try:
            self._context.zygote.fork(request, (theirs.fileno(), output, *shared))
        except BaseException:
            ours.close()
            os.close(prints)
            raise
        finally:
            theirs.close()
            os.close(output)
        return ours, prints

    def _request_for(self, scratch: Path | None) -> bytes:
        home = str(scratch or self._folder)
        request = {
            "policy": asdict(self._policy(scratch)),
            "expected": self._modules,
            "environment": {"HOME": home, "TMPDIR": home},
            "limit": self._context.limits.reply_mib * MIB,
            "seconds": self._context.limits.test_seconds,
            "skipped": self._hangs.log.skipped,
        }
        return json.dumps(request).encode()

    def _policy(self, scratch: Path | None) -> SandboxPolicy:
        limits, plan = self._context.limits, self._context.plan
        return SandboxPolicy(
            uid=self._uid,
            keep_search=plan.keep_search,
            landlock=plan.landlock,
            namespaces=plan.namespaces,
            seccomp=plan.seccomp,
            read=(*self._context.read, *([str(self._public)] if self._public else [])),
            folder=str(self._folder),
            scratch=str(scratch) if scratch else None,
            canary=str(self._context.canary),
            memory_mib=limits.memory_mib,
            cpu_seconds=math.ceil(limits.cpu_seconds),
            scratch_mib=limits.scratch_mib,
            processes=limits.processes,
        )
