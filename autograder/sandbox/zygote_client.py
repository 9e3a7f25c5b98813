"""The grader's handle on the zygote: start it, have workers forked, learn how they ended."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import subprocess
from typing import TYPE_CHECKING, Any

from autograder.errors import SandboxError
from autograder.python_process import python_command
from autograder.sandbox.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograder.sandbox.packages import Packages

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    # One thread: a pool would not survive the fork, and results would depend on the number of processors.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "MALLOC_ARENA_MAX": "2",
    # Arrays of a megabyte come and go with each call: keep their pages rather than have the kernel clear new ones.
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}
_BOOT_SECONDS, _ANSWER_SECONDS = 120.0, 30.0
_MESSAGE_SIZE = 1 << 16
_GONE = "the sandbox's zygote has ended; its standard error says why"
# Where our code lies is taken off the path again, so that student code finds no way to import it.
# While modules are loaded, what they ask to have done at each fork is not registered: Python would mend locks that
# only one thread holds here, and draw random states anew, so that no worker would be like the last one.
_START = """
import os, sys
register, os.register_at_fork = os.register_at_fork, lambda **_: None
from autograder.sandbox.child import zygote
sys.path.pop()
zygote.main(int(sys.argv[1]), register)
"""


class Zygote:
    """The process that workers are forked from."""

    def __init__(self, packages: Packages, folder: Path, *, namespaces: bool = False) -> None:
        """Start it, without waiting until it is up; `ready` does.

        Args:
            packages: What it loads.
            folder: Where a package may keep what it writes while it is loaded.
            namespaces: Whether it is to enter namespaces, apart from the grader's, into which it forks workers.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno(), packages.path, folder)
        self._exit_statuses: dict[int, ExitStatus] = {}
        self._forked: list[tuple[int, int]] = []
        self.resident_mib = 0.0  # which its workers share
        self.modules: tuple[str, ...] = ()  # what of ours it has loaded
        setup = {"packages": packages.allowed, "distributed": packages.modules, "namespaces": namespaces}
        with contextlib.suppress(ConnectionError):  # it has ended already; `ready` says so
            self._control.send(json.dumps(setup).encode())

    def ready(self) -> None:
        """Wait until it is up.

        Raises:
            SandboxError: if it does not come up.
        """
        message, _ = self._receive(_BOOT_SECONDS)
        if "broken" in message:
            raise SandboxError(f"the sandbox could not load the assignment's packages: {message['broken']}")
        self.resident_mib, self.modules = message["resident"], tuple(message["modules"])

    def fork(self, request: bytes, descriptors: tuple[int, ...]) -> None:
        """Ask for a new worker, by a request in JSON; `forked` tells of it."""
        try:
            socket.send_fds(self._control, [request], descriptors)
        except ConnectionError:
            raise SandboxError(_GONE) from None

    def forked(self) -> tuple[int, int]:
        """The process number of the worker asked for first, and its pidfd, which is the caller's to close."""
        while not self._forked:
            self._hear()
        return self._forked.pop(0)

    def exit_status_of(self, pid: int) -> ExitStatus:
        """How the worker ended; it is dead or dying."""
        while pid not in self._exit_statuses:
            self._hear()
        return self._exit_statuses.pop(pid)

    def close(self) -> None:
        """Let it go; the kernel ends with it whatever it has forked."""
        self._control.close()
        try:
            self._process.wait(_ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _hear(self) -> None:
        message, passed = self._receive(_ANSWER_SECONDS)
        if "forked" in message:
            self._forked.append((message["forked"], passed[0]))
            return
        status, cpu_seconds, peak_mib = message["status"], message["cpu"], message["kib"] / 1024
        self._exit_statuses[message["ended"]] = ExitStatus(status=status, cpu_seconds=cpu_seconds, peak_mib=peak_mib)

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        if not poll.poll(seconds * 1000):
            raise SandboxError(f"the sandbox's zygote has not answered for {seconds:.0f} s")
        try:
            body, passed, _, _ = socket.recv_fds(self._control, _MESSAGE_SIZE, 1)
        except ConnectionError:
            body = b""
        if not body:
            raise SandboxError(_GONE)
        return json.loads(body), list(passed)


def _start(descriptor: int, path: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter with our own text
        python_command(_START, [str(descriptor)], path=path),
        pass_fds=[descriptor],
        env={**ENVIRONMENT, "MPLCONFIGDIR": str(folder)},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # the Ctrl-C that ends the grader reaches it by its closed socket, not by signal
    )
