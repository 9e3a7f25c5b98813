"""seccomp: a filter in the kernel that refuses every system call but the allowed ones."""

from __future__ import annotations

import ctypes
import errno
import struct
from functools import cache

from autograder.sandbox.confinement import linux, syscalls

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1

# Instructions of the classic BPF machine that filters are written for.
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_EQUAL, _JUMP_GREATER, _JUMP_AT_LEAST, _JUMP_ANY_BIT = 0x15, 0x25, 0x35, 0x45
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in the kernel's struct seccomp_data

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_NO_SUCH_CALL = 0x00050000 | errno.ENOSYS
_NOT_SUPPORTED = 0x00050000 | errno.EOPNOTSUPP
_DONE_NOTHING = 0x00050000  # the call succeeds and does nothing
_KILL = 0x80000000

_THREAD, _NAMESPACES = 0x00010000, 0x7E020000  # flags of clone
_READ_ONLY, _ACCESS_MODE, _O_TRUNC, _O_TMPFILE = 0, 0o3, 0o1000, 0o20000000  # flags of open
_STOPPING = (19, 20, 21, 22)  # SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20  # flags of mmap
_FCNTL = (
    0,
    1,
    2,
    3,
    4,
    1030,
)  # duplicate, get and set flags: not the ones that choose who gets a signal (8, 10, 15)
_LOCKS = (6, 7)  # F_SETLK, F_SETLKW
_IOCTL = (
    0x5401,
    0x802C542A,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # is it a terminal, its size, bytes waiting, flags
_LAST_CLOCK = (
    11  # a clock of the machine's or of this process; the clocks of other processes have negative numbers
)
_MADVISE = (
    *(0, 1, 2, 3, 4, 8),  # how memory will be used; that it is not needed any more
    *(10, 11, 14, 15, 16, 17, 18, 19),  # not in a forked process, as huge pages, not in a core dump
    *(102, 103),  # the guard below a thread's stack
)  # not the advice to drop the pages of a file, or to share pages with other processes
_PRCTL = (15, 16)  # a thread's name: not the death signal, nor what else confinement has set


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def available() -> bool:
    """Whether this kernel accepts filters, and the numbers of its system calls are known here."""
    if not syscalls.supported(linux.machine()):
        return False
    try:
        linux.syscall(_SECCOMP[linux.machine()], _SET_MODE_FILTER, 0, None)
    except OSError as error:
        return error.errno == errno.EFAULT  # it looked for a filter, which was not given
    return False


class Filter:
    """A filter that is made before the forks; only the part with the process's own number is made after."""

    def __init__(self) -> None:
        self._machine = linux.machine()
        code = program(self._machine, 0)
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = _Program(len(code) // 8, ctypes.addressof(self._code))

    def install(self, pid: int) -> None:
        """Restrict this process and its threads to the allowed calls, irrevocably.

        Raises:
            OSError: if the kernel refuses, for example because no_new_privs was not set before.
        """
        start, own = len(_before(self._machine)), _own_process(self._machine, pid)
        ctypes.memmove(ctypes.addressof(self._code) + start, own, len(own))
        linux.syscall(_SECCOMP[self._machine], _SET_MODE_FILTER, 0, ctypes.addressof(self._program))


def program(machine: str, pid: int) -> bytes:
    """The filter for one process; the process may send signals only to its own number."""
    return _before(machine) + _own_process(machine, pid) + _after(machine)


@cache
def _before(machine: str) -> bytes:
    """End a process that calls for another architecture, where the numbers mean other calls."""
    return b"".join(
        (
            _instruction(_LOAD, _ARCH),
            _instruction(_JUMP_EQUAL, _ARCHITECTURE[machine], yes=1),
            _answer(_KILL),
            _instruction(_LOAD, _NUMBER),
        )
    )


def _own_process(machine: str, pid: int) -> bytes:
    calls = syscalls.numbers(syscalls.CONDITIONAL, machine)
    return b"".join(
        (
            _call(calls["kill"], _signal_to(pid, 1)),
            _call(calls["tgkill"], _signal_to(pid, 2)),
            _call(calls["prlimit64"], _argument_in(0, 0, pid)),
            _call(calls["getpgid"], _argument_in(0, 0, pid)),
            _call(calls["getsid"], _argument_in(0, 0, pid)),
            _call(calls["getpriority"], _priority_of(pid)),
            # Asked about each thread by its number, for which the C library has an answer if there is no such call.
            _call(calls["sched_getaffinity"], _argument_in(0, 0, pid, otherwise=_NO_SUCH_CALL)),
            _call(calls["sched_getparam"], _argument_in(0, 0, pid, otherwise=_NO_SUCH_CALL)),
            _call(calls["sched_getscheduler"], _argument_in(0, 0, pid, otherwise=_NO_SUCH_CALL)),
        )
    )


def _signal_to(pid: int, index: int) -> bytes:
    """Allow signals to this process, except those that stop it: a worker that is stopped answers no question."""
    stopping = (_instruction(_JUMP_EQUAL, number, no=1) + _answer(_REFUSE) for number in _STOPPING)
    return _argument(index) + b"".join(stopping) + _argument_in(0, pid)


def _priority_of(pid: int) -> bytes:
    """Allow the priority of this process, and not that of a group's or a user's processes."""
    own = _argument_in(1, 0, pid)
    return _argument(0) + _instruction(_JUMP_EQUAL, 0, yes=1) + _answer(_REFUSE) + own


@cache
def _after(machine: str) -> bytes:
    calls = syscalls.numbers(syscalls.CONDITIONAL, machine)
    blocks = [
        _call(calls["clone"], _threads_only()),
        _call(calls["openat"], _opening(2)),
        _call(calls["mmap"], _no_shared_memory()),
        _call(calls["fcntl"], _descriptor_control()),
        _call(calls["ioctl"], _argument_in(1, *_IOCTL)),
        _call(calls["prctl"], _argument_in(0, *_PRCTL)),
        _call(calls["madvise"], _argument_in(2, *_MADVISE)),
        *(_call(calls[f"clock_{what}"], _known_clock()) for what in ("gettime", "getres", "nanosleep")),
    ]
    if "open" in calls:
        blocks.append(_call(calls["open"], _opening(1)))
    blocks += [
        _call(number, _answer(_NO_SUCH_CALL))
        for number in syscalls.numbers(syscalls.ABSENT, machine).values()
    ]
    newer = _instruction(_JUMP_GREATER, syscalls.NEWEST_KNOWN, no=1) + _answer(_NO_SUCH_CALL)
    ranges = [_range(*ends) for ends in _runs(sorted(syscalls.numbers(syscalls.ALLOWED, machine).values()))]
    return b"".join((*blocks, newer, *ranges, _answer(_REFUSE)))


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """The first and last number of each range, so that the program is short: the kernel runs it at each call."""
    firsts = [number for number in numbers if number - 1 not in numbers]
    lasts = [number for number in numbers if number + 1 not in numbers]
    return list(zip(firsts, lasts, strict=True))


def _range(first: int, last: int) -> bytes:
    """Refuse what is below the range, allow what is in it, and go on with what is above it."""
    return b"".join(
        (
            _instruction(_JUMP_AT_LEAST, first, yes=1),
            _answer(_REFUSE),
            _instruction(_JUMP_GREATER, last, yes=1),
            _answer(_ALLOW),
        )
    )


def _threads_only() -> bytes:
    """`clone` for a thread of this process, in no new namespace."""
    return b"".join(
        (
            _argument(0),
            _instruction(_JUMP_ANY_BIT, _NAMESPACES, yes=1),
            _instruction(_JUMP_ANY_BIT, _THREAD, yes=1),
            _answer(_REFUSE),
            _answer(_ALLOW),
        )
    )


def _descriptor_control() -> bytes:
    """Allow `fcntl` with the listed commands; a lock on a file is granted and not made.

    Nobody else has the file of a worker's, and programs such as SQLite insist on locks. A real one could be a mark.
    """
    locks = (_instruction(_JUMP_EQUAL, number, no=1) + _answer(_DONE_NOTHING) for number in _LOCKS)
    return _argument(1) + b"".join(locks) + _argument_in(1, *_FCNTL)


def _opening(index: int) -> bytes:
    """Allow `open`, except for files without a name, and for reading with O_TRUNC.

    A file without a name is in no count of a folder's files; the answer is that of a file system that has none.
    O_TRUNC empties a file; Landlock before version 3 permits that to who may only read it.
    """
    return b"".join(
        (
            _argument(index),
            _instruction(_JUMP_ANY_BIT, _O_TMPFILE, no=1),
            _answer(_NOT_SUPPORTED),
            _instruction(_AND, _O_TRUNC | _ACCESS_MODE),
            _instruction(_JUMP_EQUAL, _O_TRUNC | _READ_ONLY, no=1),
            _answer(_REFUSE),
            _answer(_ALLOW),
        )
    )


def _known_clock() -> bytes:
    """Allow the clocks that have a number of their own; negative numbers are large ones here."""
    return b"".join(
        (
            _argument(0),
            _instruction(_JUMP_GREATER, _LAST_CLOCK, no=1),
            _answer(_REFUSE),
            _answer(_ALLOW),
        )
    )


def _no_shared_memory() -> bytes:
    """Allow `mmap`, except for memory that is shared and belongs to no file.

    The kernel keeps all of it for as long as one page is mapped, and counts it to no process meanwhile: no limit on
    the memory of a process holds it.
    """
    return b"".join(
        (
            _argument(3),
            _instruction(_AND, _MAP_SHARED | _MAP_ANONYMOUS),
            _instruction(_JUMP_EQUAL, _MAP_SHARED | _MAP_ANONYMOUS, no=1),
            _answer(_REFUSE),
            _answer(_ALLOW),
        )
    )


def _argument_in(index: int, *values: int, otherwise: int = _REFUSE) -> bytes:
    """Allow the call if the low half of this argument is one of the values; the kernel reads only that half."""
    tests = (_instruction(_JUMP_EQUAL, value, no=1) + _answer(_ALLOW) for value in values)
    return _argument(index) + b"".join(tests) + _answer(otherwise)


def _argument(index: int) -> bytes:
    return _instruction(_LOAD, _FIRST_ARGUMENT + 8 * index)


def _call(number: int, body: bytes) -> bytes:
    """If the call has this number, run the body, which ends with a decision."""
    return _instruction(_JUMP_EQUAL, number, no=len(body) // 8) + body


def _answer(verdict: int) -> bytes:
    return _instruction(_RETURN, verdict)


def _instruction(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
