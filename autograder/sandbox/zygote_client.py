"""The grader's end of the connection to the zygote: start it, order workers, learn how they ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
from typing import TYPE_CHECKING, Any

from autograder.errors import SandboxError
from autograder.python_process import python_command
from autograder.sandbox.exit_status import ExitStatus
from autograder.sandbox.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograder.sandbox.packages import Packages

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "PYTHONHASHSEED": "0",  # else the order of a set, and with it a verdict, would depend on luck; so at home, too
    "LANG": "C.UTF-8",
    # One thread: a pool would not survive the fork, and results would depend on the number of processors.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "HDF5_USE_FILE_LOCKING": "FALSE",  # to lock a file is refused, and h5py would not open it
    "MALLOC_ARENA_MAX": "2",
    # Calls make and delete arrays of a megabyte: to keep their memory is quicker than to get cleared pages each time.
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}
_BOOT_SECONDS, _ANSWER_SECONDS = 120.0, 30.0
_MESSAGE_SIZE = 1 << 16
_GONE = "the sandbox's zygote has ended; its standard error says why"
# The folder of this package is removed from the path again, so that student code cannot import it.
# While modules are loaded, their functions for each fork are not registered: Python would repair locks, which is not
# needed with one thread, and would seed random generators again, so that workers would differ from each other.
_START = """
import os, sys
register, os.register_at_fork = os.register_at_fork, lambda **_: None
from autograder.sandbox.child import zygote
sys.path.pop()
zygote.main(int(sys.argv[1]), register)
"""


class Zygote:
    """The process that workers are forked from."""

    def __init__(
        self, packages: Packages, folder: Path, *, stand_ins: Sequence[str] = (), namespaces: bool = False
    ) -> None:
        """Start it, without waiting until it is ready; `ready` waits.

        Args:
            packages: What it loads.
            folder: The folder into which a package may write while it is loaded.
            stand_ins: Packages that have stand-ins, besides those that always have.
            namespaces: Whether it enters new namespaces, in which its workers will be.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno(), packages.path, folder)
        self._exit_statuses: dict[int, ExitStatus] = {}
        self._forked: list[tuple[int, int]] = []
        self.resident_mib = 0.0  # of the zygote, which its workers share
        self.modules: tuple[str, ...] = ()  # the modules of this package that it has loaded
        setup = {
            "packages": packages.allowed,
            "distributed": packages.modules,
            "stand_ins": tuple(stand_ins),
            "namespaces": namespaces,
        }
        with contextlib.suppress(ConnectionError):  # it has ended already; `ready` says so
            self._control.send(json.dumps(setup).encode())

    def ready(self) -> None:
        """Wait until it is ready.

        Raises:
            SandboxError: if it cannot be started.
        """
        message, _ = self._receive(_BOOT_SECONDS)
        if "broken" in message:
            raise SandboxError(f"the sandbox could not load the assignment's packages: {message['broken']}")
        self.resident_mib, self.modules = message["resident"], tuple(message["modules"])

    def fork(self, request: bytes, descriptors: tuple[int, ...]) -> None:
        """Order a new worker, by a request in JSON; `forked` waits for it."""
        try:
            socket.send_fds(self._control, [request], descriptors)
        except ConnectionError:
            raise SandboxError(_GONE) from None

    def forked(self) -> tuple[int, int]:
        """The process number of the worker that was ordered first, and its pidfd; the caller closes it."""
        while not self._forked:
            self._hear()
        return self._forked.pop(0)

    def exit_status_of(self, pid: int) -> ExitStatus:
        """Wait until the worker has ended, and say how."""
        while pid not in self._exit_statuses:
            self._hear()
        return self._exit_statuses.pop(pid)

    def end_workers(self) -> None:
        """End all workers, also those that another process has ordered from it, and forget what was said of them."""
        self.fork(protocol.END_WORKERS, ())
        message: dict[str, Any] = {}
        while "all ended" not in message:
            message, passed = self._receive(_ANSWER_SECONDS)
            for descriptor in passed:
                os.close(descriptor)
        for _, pidfd in self._forked:
            os.close(pidfd)
        self._forked.clear()
        self._exit_statuses.clear()

    def close(self) -> None:
        """End it; the kernel then ends its workers too."""
        with contextlib.suppress(OSError):  # it has ended already
            self._control.shutdown(socket.SHUT_RDWR)  # for the copies of forked processes, too
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
        self._exit_statuses[message["ended"]] = ExitStatus(
            status=status, cpu_seconds=cpu_seconds, peak_mib=peak_mib
        )

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
        python_command(_START, [str(descriptor)], path=path, with_environment=True),
        pass_fds=[descriptor],
        env={**ENVIRONMENT, "MPLCONFIGDIR": str(folder)},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # the Ctrl-C that ends the grader reaches it by its closed socket, not by signal
    )
