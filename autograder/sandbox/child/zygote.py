"""A warm, clean process that student processes are forked from: NumPy is loaded here, and no test ever.

The grader starts it as a new program and does not fork it, so that none of the grader's data is in its memory. Over
its control socket it gets one request for each worker, and reports when that worker has ended.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.harness.student.skipping import Skipped
from autograder.sandbox.child import process_setup, substitutes, worker
from autograder.sandbox.child.imports import SourceLoader, SubmissionFinder
from autograder.sandbox.child.packages import load
from autograder.sandbox.child.process_setup import OPEN_FILES, RULES
from autograder.sandbox.confinement import linux, namespaces, process_namespaces, seccomp
from autograder.sandbox.confinement.confine import PROCESS_NAMESPACE, confine, layers_of, limit_all
from autograder.sandbox.confinement.policy import SandboxPolicy
from autograder.sandbox.wire.protocol import END_WORKERS, WHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.harness.student.refused_calls import RefusedCalls
    from autograder.sandbox.confinement.process_namespaces import ProcessNamespaces

MESSAGE_SIZE = 1 << 16
CONTROL = 3
DESCRIPTORS = (
    3  # that come with a request: of the channel, the prints and, where there are any, the Landlock rules
)
MOST_PREPARED = 16
SWEEPS = 1000  # rounds; a fork bomb needs several


def main(descriptor: int, register_at_fork: Callable[..., None]) -> None:
    """Serve the control socket until the grader closes it.

    Args:
        descriptor: The control socket.
        register_at_fork: Python's own function, which is replaced while modules are loaded; the comment at the
            start text in `zygote_client` says why.
    """
    control = _only_descriptor(descriptor)
    with contextlib.suppress(ConnectionError):  # the grader has ended before this process was ready
        _serve(control, register_at_fork)
    os._exit(0)  # the grader waits for the end of this process, and there is nothing to clean up


def _serve(control: socket.socket, register_at_fork: Callable[..., None]) -> None:
    received = control.recv(MESSAGE_SIZE)
    if not received:
        return
    setup = json.loads(received)
    try:
        load(setup["packages"])
        os.register_at_fork = register_at_fork
        _be_a_student()
        worker.open_prints()
        finder = SubmissionFinder(setup["packages"], setup["distributed"], setup["stand_ins"])
        sys.meta_path.insert(0, finder)
        refused = substitutes.install()
        ours = _put_ours_away()
        gc.collect()
        gc.freeze()  # garbage collection leaves these objects alone, so that forked processes do not copy their pages
        # Before this process is undumpable, because it then may not write to its files in /proc.
        proc, resident = os.open("/proc", os.O_PATH), linux.resident_mib(os.getpid())
        own_namespaces = namespaces.enter() if setup["namespaces"] else process_namespaces.enter()
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
    except Exception as error:  # noqa: BLE001 - the grader reports it to a person
        control.send(json.dumps({"broken": f"{type(error).__name__}: {error}"}).encode())
        return
    control.send(json.dumps({"resident": resident, "modules": ours}).encode())
    ForkServer(control, finder, refused, own_namespaces, proc).run()


def _only_descriptor(descriptor: int) -> socket.socket:
    """Give the control socket the first number after the standard streams, so that all numbers stay below OPEN_FILES.

    A worker closes all descriptors below OPEN_FILES. If the control socket were above, student code could use it to
    ask for an unconfined worker.
    """
    os.dup2(descriptor, CONTROL, inheritable=False)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(CONTROL + 1, most if 0 < most < 1 << 20 else 1 << 20)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    return socket.socket(fileno=CONTROL)


def _be_a_student() -> None:
    """Set up `__main__`, arguments and path as in a program that the student starts."""
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A worker that the grader is about to end says where it is, on its channel, if it is stuck in C code or asleep.
    faulthandler.register(WHERE, file=worker.RPC, all_threads=True, chain=False)
    sys.argv[:] = ["student"]


def _put_ours_away() -> list[str]:
    """Remove the grader's modules from `sys.modules`, so that student code cannot import them."""
    ours = sorted(name for name in sys.modules if name.partition(".")[0] == "autograder")
    for name in ours:
        del sys.modules[name]
    return ours


@dataclass(frozen=True, kw_only=True)
class WorkerSetup:
    """What workers of a submission have in common that get the same request."""

    policy: SandboxPolicy
    expected: Sequence[str]  # the modules of the submission
    skipped: Sequence[Skipped]
    limit: int  # the most bytes of a response
    seconds: float  # of processor time of a worker
    calls: seccomp.Filter | None
    greeting: bytes
    environment: dict[str, str]
    forgiving: dict[str, list[int]] | None  # what is left out of modules that go on where a statement raises


class ForkServer:
    """Forks workers on request and reports their ends."""

    def __init__(
        self,
        control: socket.socket,
        finder: SubmissionFinder,
        refused: RefusedCalls,
        own_namespaces: ProcessNamespaces | None,
        proc: int,
    ) -> None:
        self._control = control
        self._finder, self._refused = finder, refused
        self._own_namespaces = own_namespaces
        self._proc = proc
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._pid_of: dict[int, int] = {}  # pidfd -> pid
        self._init_process_of: dict[
            int, int
        ] = {}  # pidfd of a worker -> that of its namespace's init process
        self._prepared: dict[bytes, WorkerSetup] = {}  # by request; a submission has a few
        self._filter = seccomp.Filter() if seccomp.available() else None
        self._setup: WorkerSetup

    def run(self) -> None:
        """Serve until the grader closes the control socket, or has ended in any other way."""
        try:
            self._serve()
        except ConnectionError:  # it ended while it was told something
            pass
        finally:
            # The kernel would end them with this process, but whoever takes on its children may not wait for their
            # ends, and a process namespace ends with the last of its processes.
            for watched in self._killed():
                self._wait_for(watched)

    def _serve(self) -> None:
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._pid_of:
                    self._reap(descriptor)
                else:
                    message, passed, _, _ = socket.recv_fds(self._control, MESSAGE_SIZE, DESCRIPTORS)
                    if not message:
                        return
                    if message == END_WORKERS:
                        self._end_workers()
                        break  # the other events of this round are about workers that have gone
                    self._fork(message, passed)

    def _fork(self, request: bytes, passed: list[int]) -> None:
        setup = self._setup = self._prepared.get(request) or self._prepare(request)
        self._finder.skipped, self._finder.expected = setup.skipped, setup.expected
        SourceLoader.forgiving = setup.forgiving
        self._refused.folder = setup.policy.folder
        self._finder.folder, SourceLoader.current = setup.policy.folder, setup.policy.scratch or ""
        # Workers in a namespace of their own see 0 as the number of this process.
        parent = os.getpid() if self._own_namespaces is None else 0
        init_process = None if self._own_namespaces is None else self._own_namespaces.enter_next()
        pid = os.fork()
        if pid == 0:
            _run_worker(self._setup, passed, parent, self._finder, self._proc)
        for descriptor in passed:
            os.close(descriptor)
        watched = os.pidfd_open(pid)
        self._pid_of[watched] = pid
        if init_process is not None:
            self._init_process_of[watched] = init_process
        self._poll.register(watched, select.POLLIN)
        socket.send_fds(self._control, [json.dumps({"forked": pid}).encode()], [watched])

    def _prepare(self, message: bytes) -> WorkerSetup:
        """Prepare what the workers of a submission have in common, once for all of them."""
        request: dict[str, Any] = json.loads(message)
        policy = SandboxPolicy(**request["policy"])
        limit_all(policy)
        with_own = self._own_namespaces is not None and not policy.namespaces
        own = (PROCESS_NAMESPACE,) if with_own else ()  # else among the names of the layers already
        greeting = worker.greeting((*layers_of(policy), *own))
        if len(self._prepared) >= MOST_PREPARED:
            self._prepared.clear()
        setup = self._prepared[message] = WorkerSetup(
            policy=policy,
            expected=request["expected"],
            skipped=[Skipped(*one) for one in request["skipped"]],
            limit=request["limit"],
            seconds=request["seconds"],
            calls=self._filter,
            greeting=greeting,
            environment=request["environment"],
            forgiving=request["forgiving"],
        )
        return setup

    def _reap(self, watched: int) -> None:
        """Wait for the end of a worker that has ended, and report it."""
        pid, status, usage = self._wait_for(watched)
        end = {"ended": pid, "status": status, "cpu": usage.ru_utime + usage.ru_stime, "kib": usage.ru_maxrss}
        self._control.send(json.dumps(end).encode())

    def _wait_for(self, watched: int) -> tuple[int, int, resource.struct_rusage]:
        pid = self._pid_of.pop(watched)
        self._poll.unregister(watched)
        os.close(watched)
        ended = os.wait4(pid, 0)
        if watched in self._init_process_of:
            process_namespaces.end(self._init_process_of.pop(watched))
        elif not self._setup.policy.seccomp:
            self._end_strays()
        return ended

    def _end_workers(self) -> None:
        """End all workers, for a grader whose process that had ordered them has ended."""
        for watched in self._killed():
            self._reap(watched)
        self._control.send(json.dumps({"all ended": True}).encode())

    def _killed(self) -> list[int]:
        """All workers, which are ending now."""
        workers = [*self._pid_of]
        for watched in workers:
            signal.pidfd_send_signal(watched, signal.SIGKILL)
        return workers

    def _end_strays(self) -> None:
        """End the processes that a worker has left behind; there are some only if no filter kept it from forking."""
        for _ in range(SWEEPS):
            strays = _children() - set(self._pid_of.values())
            if not strays:
                return
            for pid in strays:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> set[int]:
    try:
        return set(
            map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())
        )
    except OSError:  # a kernel without that list
        return set()


def _run_worker(
    setup: WorkerSetup, passed: list[int], parent: int, finder: SubmissionFinder, proc: int
) -> None:
    """Run a worker, from the fork to its end."""
    try:
        process_setup.set_up(passed, setup.environment, proc)
        _be_confined(setup, parent, RULES if len(passed) == DESCRIPTORS else None)
        finder.load_ahead()
        worker.serve(setup.policy.folder, setup.limit, setup.seconds)
    except BaseException:  # noqa: BLE001 - a worker never returns into the zygote's loop
        os._exit(1)
    os._exit(0)


def _be_confined(setup: WorkerSetup, parent: int, rules: int | None) -> None:
    try:
        confine(setup.policy, parent, rules, setup.calls)
        worker.greet(setup.greeting)
    except BaseException as error:
        worker.complain(error)
        raise
