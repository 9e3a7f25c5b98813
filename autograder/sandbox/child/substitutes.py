"""What stands in for parts of Python's library that rest on calls which the kernel refuses to a worker.

Each does what the part does as long as there is one process, which is all that a worker can have.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import random
import socket
import sys
import threading
from importlib.machinery import ModuleSpec
from queue import Empty, SimpleQueue
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.harness.importing.stand_ins import is_stand_in
from autograder.harness.student.drawing.memory import DrawingInMemory
from autograder.harness.student.refused_calls import RefusedCalls
from autograder.sandbox.child.imports import ForeignImportError

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 0
_EVENT_LOOPS = "asyncio.selector_events"  # the module that makes a pair of sockets to wake an event loop
_WAKE = (1).to_bytes(8, sys.byteorder)


def install() -> RefusedCalls:
    """Put all of them in, and refuse by name what has none."""
    _socketpair_for_event_loops()
    _find_spec_for_what_is_not_there()
    _changes_of_modes_and_times()
    _own_user()
    _same_generators()
    sys.modules["_multiprocessing"] = _multiprocessing()
    refused = RefusedCalls(
        "",
        {
            "multiprocessing.heap": _keep_values_in_scratch,
            "multiprocessing.context": _simple_queues,
            "multiprocessing.pool": _pools_of_threads,
            **DrawingInMemory().adapted,
        },
    )
    refused.install()
    return refused


class _WakingEnd:
    """One end of what wakes an event loop from another thread: bytes that are sent only have to arrive."""

    family, type = socket.AF_UNIX, socket.SOCK_STREAM

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor, to wait for."""
        return self._descriptor

    def setblocking(self, _flag: bool) -> None:  # noqa: FBT001 - as a socket's
        """It never blocks."""

    def send(self, data: bytes) -> int:
        """Wake the other end."""
        os.write(self._descriptor, _WAKE)
        return len(data)

    def recv(self, _count: int) -> bytes:
        """Take what has woken it."""
        os.read(self._descriptor, len(_WAKE))
        return b"\0"

    def close(self) -> None:
        """Close the descriptor; the other end has one of its own."""
        os.close(self._descriptor)


def _socketpair_for_event_loops() -> None:
    real = socket.socketpair

    def socketpair(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the function itself
        # The frame next to this one is that of the function which refuses it to others.
        if sys._getframe(2).f_globals.get("__name__") != _EVENT_LOOPS:  # noqa: SLF001 - who asks decides
            return real(*args, **kwargs)
        descriptor = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        return _WakingEnd(descriptor), _WakingEnd(os.dup(descriptor))

    socket.socketpair = socketpair


def _find_spec_for_what_is_not_there() -> None:
    real = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        try:
            found = real(name, package)
        except ForeignImportError as error:
            if error.name != name:  # the package around it: Python raises an exception, too
                raise
            return None
        return None if is_stand_in(found) else found

    importlib.util.find_spec = find_spec


def _changes_of_modes_and_times() -> None:
    """`shutil.copy` and others change modes and times; in the scratch folder nobody but the worker sees either."""
    for name in ("chmod", "utime"):
        replaced = _quiet_in_scratch(getattr(os, name))
        for names in (os.supports_follow_symlinks, os.supports_dir_fd, os.supports_fd):
            names.add(replaced)
        setattr(os, name, replaced)
    setattr(os, "listxattr", _no_attributes)  # noqa: B010 - whose type would have to be the same


def _quiet_in_scratch(real: Callable[..., None]) -> Callable[..., None]:
    def change(path: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the function itself
        try:
            real(path, *args, **kwargs)
        except PermissionError:
            scratch = os.environ.get("TMPDIR", "")
            if type(path) is int or not f"{os.fsdecode(os.path.realpath(path))}/".startswith(f"{scratch}/"):
                raise
            os.stat(path)  # noqa: PTH116 - it may not be there

    return change


def _no_attributes(path: Any, *, follow_symlinks: bool = True) -> list[str]:  # noqa: ANN401 - as `os.listxattr`
    """The extended attributes of a file: none."""
    os.stat(path, follow_symlinks=follow_symlinks)  # noqa: PTH116 - as above
    return []


def _own_user() -> None:
    """The list of users is none of a worker's business; it finds its own user in it all the same."""
    real = pwd.getpwuid

    def getpwuid(uid: int, /) -> pwd.struct_passwd:
        if uid != os.getuid():
            return real(uid)
        name, home = os.environ.get("USER", ""), os.environ.get("HOME", "")
        return pwd.struct_passwd((name, "x", uid, os.getgid(), "", home, "/bin/sh"))

    pwd.getpwuid = getpwuid


def _same_generators() -> None:
    """A generator of NumPy's without a seed asks the system for one: let each worker get the same ones."""
    generators: Any = np.random.bit_generator
    generators.randbits = random.Random(SEED).getrandbits  # noqa: S311 - nothing has to be secret


class _SemLock:
    """The semaphore that `multiprocessing` is built on, for the threads of one process."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:  # noqa: ARG002, FBT001 - as the original's
        self.kind, self.maxvalue, self.name, self.handle = kind, maxvalue, None, 0
        self._value, self._owner, self._depth = value, 0, 0
        self._changed = threading.Condition()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - as the original's
        """Take one; a recursive one, which `kind` 0 means, again and again."""
        with self._changed:
            if self.kind == 0 and self._is_mine():
                self._depth += 1
                return True
            seconds = max(0.0, timeout or 0.0) if block else 0.0
            wait = None if block and timeout is None else seconds
            if not self._changed.wait_for(lambda: self._value > 0, wait):
                return False
            self._value, self._owner, self._depth = self._value - 1, threading.get_ident(), self._depth + 1
            return True

    def release(self) -> None:
        """Give one back."""
        with self._changed:
            if self.kind == 0:
                if not self._is_mine():
                    raise AssertionError("attempt to release recursive lock not owned by thread")
                if self._depth > 1:
                    self._depth -= 1
                    return
            elif self._value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._value, self._depth = self._value + 1, self._depth - 1
            self._changed.notify()

    __enter__ = acquire

    def __exit__(self, *_: object) -> None:
        self.release()

    def _count(self) -> int:
        return self._depth

    def _is_mine(self) -> bool:
        return self._depth > 0 and self._owner == threading.get_ident()

    def _get_value(self) -> int:
        return self._value

    def _is_zero(self) -> bool:
        return self._value == 0

    def _after_fork(self) -> None:
        """No process is ever forked."""


class _SimpleQueue(SimpleQueue[Any]):
    """A queue between threads, in place of one between processes; thread pools have one."""

    _reader = None


def _simple_queues(context: Any) -> None:  # noqa: ANN401 - the module
    context.BaseContext.SimpleQueue = lambda _self: _SimpleQueue()


def _pools_of_threads(pool: Any) -> None:  # noqa: ANN401 - the module
    """A pool of threads waits for its queue, and not for a pipe behind it."""
    pool.Pool._wait_for_updates = staticmethod(_wait_for_updates)  # noqa: SLF001 - there is no other way


def _wait_for_updates(_sentinels: object, queue: _SimpleQueue, timeout: float | None = None) -> None:
    with contextlib.suppress(Empty):
        queue.get(timeout=timeout)


def _keep_values_in_scratch(heap: Any) -> None:  # noqa: ANN401 - the module
    """Values that processes share lie in files, here of the temporary folder and of no other."""
    heap.Arena._dir_candidates = []  # noqa: SLF001 - there is no other way


def _multiprocessing() -> ModuleType:
    """The module in C that `multiprocessing` takes its semaphores from."""
    module = ModuleType("_multiprocessing")
    module.SemLock, module.sem_unlink = _SemLock, lambda _name: None  # type: ignore[attr-defined]
    module.__spec__ = ModuleSpec("_multiprocessing", None)
    return module
