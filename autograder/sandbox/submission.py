"""One submission in the sandbox: a fresh worker for each test, and one account of the time they use together.

While a test has its worker, the next one is already forked and confined: on a second core that costs the test
nothing. No line of the student's runs in it before its turn comes. The modules are compiled once, before all tests.
"""

from __future__ import annotations

import json
import math
import os
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.confinement.confine import ruleset_of
from autograder.sandbox.confinement.policy import Cell
from autograder.sandbox.connection import MIB, Budget, Link, Process, total_used_up
from autograder.sandbox.folders import add_file, scratch_folder
from autograder.sandbox.remote import RemoteStudent
from autograder.sandbox.wire.module_files import COMPILED
from autograder.sandbox.wire.transport import BUFFER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan
    from autograder.sandbox.zygote_client import Zygote


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What all submissions of a sandbox share."""

    zygote: Zygote
    plan: Plan
    limits: Limits
    read: tuple[str, ...]  # what every worker may read
    folder: Path
    canary: Path


@dataclass(frozen=True, kw_only=True)
class _Expected:
    """A worker that was asked for and has not been met yet."""

    connection: socket.socket
    prints: int
    scratch: Path | None
    stack: ExitStack  # removes the scratch folder


class Placed:
    """A submission whose files are in place."""

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
        self._request = self._request_for(None)  # the same for all workers, but for those with a scratch folder
        # With a scratch folder of its own each worker has to make its own rules.
        shared = ground.plan.landlock and not ground.limits.scratch_mib
        self._rules = ruleset_of(self._cell(None)) if shared else None
        self._spare: _Expected | None = None
        self._last: tuple[Link, ExitStack] | None = None

    def compile(self) -> None:
        """Compile the modules once for all workers, in one that runs nothing else.

        What does not compile is left to the import, which says why.
        """
        with self._link() as link:
            link.greeting()
            link.meanwhile(self._look_ahead)
            for name in self._modules:
                if f"{name}.py" not in self._files:
                    continue
                try:
                    code = link.ask("compile", str(self._folder), name)
                except StudentError:
                    continue
                if isinstance(code, bytes):
                    add_file(self._folder, f"{COMPILED}{name}.py", code, self._uid)

    @contextmanager
    def worker(self) -> Iterator[RemoteStudent]:
        """The student in a process of its own, which ends with the block.

        Raises:
            SandboxError: if it cannot be held.
        """
        if self._total.left <= 0:
            self._bury()  # its prints are not this test's
            yield RemoteStudent(self._refuse, self._modules, self._files)
            return
        with self._link() as link:
            link.greeting()
            link.meanwhile(self._look_ahead, self._bury)
            yield RemoteStudent(link.ask, self._modules, self._files, link.pipeline, link.handed)

    @property
    def prints(self) -> str:
        """What the worker that ended last has printed; "" before the first has ended."""
        return self._last[0].prints if self._last else ""

    def layers(self) -> tuple[str, ...]:
        """The layers that hold a worker, as it sees them itself, and whether its memory is watched."""
        with self._link() as link:
            return (*link.greeting(), *(["memory watch"] if link.is_watched() else []))

    def close(self) -> None:
        """End what is left of the workers."""
        try:
            self._drop_spare()
        finally:
            self._bury()
            if self._rules is not None:
                os.close(self._rules)
                self._rules = None

    def _refuse(self, *_question: object) -> Any:  # noqa: ANN401 - stands in for an answer
        raise StudentError(Fault.TIMEOUT, message=total_used_up(self._total))

    @contextmanager
    def _link(self) -> Iterator[Link]:
        expected, self._spare = self._spare or self._expect(), None
        link = self._meet(expected)
        try:
            yield link
        finally:
            self._bury()
            link.kill()
            self._last = link, expected.stack

    def _look_ahead(self) -> None:
        """Have the next worker made ready, unless one beside this has done it."""
        self._spare = self._spare or self._expect()

    def _bury(self) -> None:
        """Wait for the end of the worker before; by now it is over, which is why this is not done at once."""
        if self._last is not None:
            (link, stack), self._last = self._last, None
            with stack:
                link.close()

    def _drop_spare(self) -> None:
        if self._spare is not None:
            expected, self._spare = self._spare, None
            with expected.stack:
                self._meet(expected).close()

    def _meet(self, expected: _Expected) -> Link:
        try:
            pid, pidfd = self._ground.zygote.birth()
        except BaseException:
            expected.connection.close()
            os.close(expected.prints)
            expected.stack.close()
            raise
        process = Process(
            zygote=self._ground.zygote,
            pid=pid,
            pidfd=pidfd,
            connection=expected.connection,
            prints=expected.prints,
            scratch=expected.scratch,
        )
        return Link(process, self._ground.limits, self._total)

    def _expect(self) -> _Expected:
        """Ask for a worker, without waiting for it."""
        with ExitStack() as stack:
            scratch = None
            if self._ground.limits.scratch_mib:
                scratch = stack.enter_context(scratch_folder(self._ground.folder, self._uid))
            connection, prints = self._fork(scratch)
            return _Expected(connection=connection, prints=prints, scratch=scratch, stack=stack.pop_all())

    def _fork(self, scratch: Path | None) -> tuple[socket.socket, int]:
        """Our ends of the line to a new worker and of its prints."""
        request = self._request if scratch is None else self._request_for(scratch)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        prints, output = os.pipe()
        shared = () if self._rules is None else (self._rules,)
        try:
            self._ground.zygote.fork(request, (theirs.fileno(), output, *shared))
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
            "cell": asdict(self._cell(scratch)),
            "expected": self._modules,
            "environment": {"HOME": home, "TMPDIR": home},
            "limit": self._ground.limits.reply_mib * MIB,
        }
        return json.dumps(request).encode()

    def _cell(self, scratch: Path | None) -> Cell:
        limits, plan = self._ground.limits, self._ground.plan
        return Cell(
            uid=self._uid,
            keep_search=plan.keep_search,
            landlock=plan.landlock,
            namespaces=plan.namespaces,
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
