"""Call the kernel where Python has no function for it."""

from __future__ import annotations

import ctypes
import os
import socket
import stat
import struct
from functools import cache

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CAP_CHOWN = 0
CAP_DAC_READ_SEARCH = 2
CAP_KILL = 5
CAP_SETGID = 6
CAP_SETUID = 7

_MOST_HELD = 20_000  # descriptors and mappings that are looked at
_CAPABILITY_HEADER = struct.pack("=Ii", 0x20080522, 0)  # version 3, of this process


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    libc.capset.argtypes = [ctypes.c_char_p] * 2
    libc.open.argtypes = [ctypes.c_char_p, ctypes.c_int]
    libc.socket.argtypes = [ctypes.c_int] * 3
    return libc


def machine() -> str:
    """The processor architecture, in the kernel's word."""
    return os.uname().machine


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel; integers are passed as they are, bytes as a pointer, None as a null pointer.

    Raises:
        OSError: with the kernel's errno.
    """
    words = (ctypes.c_long(word) if isinstance(word, int) else ctypes.c_char_p(word) for word in arguments)
    return _checked(_libc().syscall(ctypes.c_long(number), *words), f"system call {number}")


def prctl(option: int, value: int) -> None:
    """Set one attribute of this process.

    Raises:
        OSError: with the kernel's errno.
    """
    _checked(_libc().prctl(option, value, 0, 0, 0), f"prctl {option}")


def keep_only(capability: int | None) -> None:
    """Give up every capability except this one, or all; an exec would lose this one too.

    Raises:
        OSError: if this process does not hold it.
    """
    _checked(_libc().capset(_CAPABILITY_HEADER, _capabilities(capability)), "capset")


@cache
def _capabilities(only: int | None) -> bytes:
    bit = 0 if only is None else 1 << only
    return struct.pack("=6I", bit, bit, 0, 0, 0, 0)


def error_of_opening(path: str) -> int:
    """The errno of an attempt to read this file; 0 if it succeeds."""
    return _error_of(_libc().open(os.fsencode(path), os.O_RDONLY | os.O_CLOEXEC))


def error_of_a_socket() -> int:
    """The errno of an attempt to open a Unix socket; 0 if it succeeds."""
    return _error_of(_libc().socket(socket.AF_UNIX, socket.SOCK_STREAM, 0))


def _error_of(descriptor: int) -> int:
    if descriptor < 0:
        return ctypes.get_errno()
    os.close(descriptor)
    return 0


def effective_capabilities() -> int:
    """The capabilities of this process, one bit each; 0 where the kernel does not say."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as lines:  # noqa: PTH123 - the worker loads no pathlib for this
            return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
    except OSError:
        return 0


def thread_count(pid: int) -> int:
    """How many threads the process has.

    Raises:
        OSError: if there is no such process.
    """
    return os.stat(f"/proc/{pid}/task").st_nlink - 2  # noqa: PTH116 - asked every few milliseconds


def resident_mib(pid: int) -> float:
    """How much memory the process has touched.

    Where its first thread has ended, the kernel shows nothing for the process, and the memory for each other thread.

    Raises:
        OSError: if there is no such process.
    """
    touched = _pages(f"/proc/{pid}/statm")
    if not touched:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - asked every few milliseconds
        touched = max((_pages_of_thread(pid, thread) for thread in threads), default=0)
    return touched * _page_mib()


def bytes_without_name(pid: int, device: int) -> int:
    """The bytes of the deleted files of a file system that a process holds open or mapped.

    0 where the kernel does not show them to this user; it shows them to root with all rights.
    """
    found: dict[int, int] = {}
    for folder in (f"/proc/{pid}/fd", f"/proc/{pid}/map_files"):
        try:
            names = os.listdir(folder)  # noqa: PTH208 - asked every few milliseconds
        except OSError:
            continue
        for name in names[:_MOST_HELD]:
            try:
                status = os.stat(f"{folder}/{name}")  # noqa: PTH116 - as above
            except OSError:  # it is closed by now
                continue
            if stat.S_ISREG(status.st_mode) and not status.st_nlink and status.st_dev == device:
                found[status.st_ino] = status.st_size
    return sum(found.values())


def _pages(statm: str) -> int:
    with open(statm, "rb", buffering=0) as file:  # noqa: PTH123 - read every few milliseconds
        return int(file.read(200).split()[1])


def _pages_of_thread(pid: int, thread: str) -> int:
    try:
        return _pages(f"/proc/{pid}/task/{thread}/statm")
    except OSError:  # it has ended
        return 0


@cache
def _page_mib() -> float:
    return os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return result
