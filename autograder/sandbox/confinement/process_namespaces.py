"""A process namespace for each worker: it counts its processes and threads from the start, and knows of no others.

Without it the kernel numbers the processes of the whole machine in turn: a worker that starts 200 threads moves the
number of the next worker by 200, so that a later submission reads from its own number what an earlier one did.

A keeper makes the namespaces ahead, each with an init process that sleeps. The zygote stays outside of all of them,
so it sees the workers under usual numbers, as the grader does.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket

from autograder.sandbox.confinement import linux

_CALLS = {"unshare": (272, 97), "setns": (308, 268), "mount": (165, 40)}  # number on x86_64, on aarch64
_PROCESSES, _MOUNTS = 0x20000000, 0x00020000
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_WITH_ALL_BELOW, _PRIVATE = 16384, 1 << 18
_SLEEPERS = ("/usr/bin/sleep", "/bin/sleep")
_FOR_EVER = "1000000000"
_PATIENCE = 10  # seconds
_MOST_DESCRIPTORS = 256  # that the zygote may have


class ProcessNamespaces:
    """The zygote's side of the keeper, which is the init process of a namespace around those of the workers.

    All processes in these namespaces end with the keeper, which ends with this process.
    """

    def __init__(self) -> None:
        """Start the keeper; this process has just entered a new process namespace for its children.

        Raises:
            OSError: if the keeper cannot make a namespace.
        """
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            _keep(theirs.fileno())
        theirs.close()
        self._order()
        self._ready: int | None = self._made()

    def enter_next(self) -> int:
        """Let the next process that is forked be in a new namespace; give its init process, as a pidfd.

        Raises:
            OSError: if the keeper could not make one.
        """
        ready = self._made() if self._ready is None else self._ready
        self._ready = None
        linux.syscall(_number("setns"), ready, _PROCESSES)
        self._order()
        return ready

    def _order(self) -> None:
        self._channel.send(b"\0")

    def _made(self) -> int:
        _, passed, _, _ = socket.recv_fds(self._channel, 1, 1)
        if not passed:
            raise OSError("the process that makes process namespaces has ended")
        return passed[0]


def end(init_process: int) -> None:
    """End what is left in a worker's namespace, and wait for the end of its init process, which is the last."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(init_process, signal.SIGKILL)
    poll = select.poll()
    poll.register(init_process, select.POLLIN)
    poll.poll(_PATIENCE * 1000)
    os.close(init_process)


def enter() -> ProcessNamespaces | None:
    """Give the workers namespaces and hide /proc, which shows numbers of processes; None if the kernel refuses.

    It needs CAP_SYS_ADMIN, which root has outside of most containers.
    """
    if not any(map(os.path.exists, _SLEEPERS)):
        return None
    try:
        _call("unshare", _MOUNTS)
        _call("mount", b"none", b"/", None, _WITH_ALL_BELOW | _PRIVATE, None)
        flags = _READ_ONLY | _NO_SETUID | _NO_DEVICES | _NO_PROGRAMS
        _call("mount", b"tmpfs", b"/proc", b"tmpfs", flags, b"size=4k,mode=755")
        _call("unshare", _PROCESSES)
    except OSError:
        return None
    return ProcessNamespaces()


def _keep(descriptor: int) -> None:
    """Make a namespace for each message, until the zygote has ended."""
    try:
        os.setsid()
        os.dup2(descriptor, 0, inheritable=False)
        os.closerange(1, _MOST_DESCRIPTORS)  # our copy of the zygote's end, too
        channel = socket.socket(fileno=0)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended processes then leave no zombies
        program = next(filter(os.path.exists, _SLEEPERS))
        own = os.pidfd_open(os.getpid())
        while channel.recv(1):
            _call("setns", own, _PROCESSES)  # a namespace can be made only from one's own
            _call("unshare", _PROCESSES)
            made = os.pidfd_open(os.posix_spawn(program, [program, _FOR_EVER], {}))
            socket.send_fds(channel, [b"\0"], [made])
            os.close(made)
    finally:
        os._exit(0)


def _number(name: str) -> int:
    return _CALLS[name][linux.machine() == "aarch64"]


def _call(name: str, *arguments: int | bytes | None) -> None:
    linux.syscall(_number(name), *arguments)
