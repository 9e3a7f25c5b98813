"""The filter's verdict on every call, by a small interpreter of its program, for machines that we do not have too."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.sandbox.confinement import seccomp, syscalls

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
EOPNOTSUPP, GRANTED = 0x50000 | errno.EOPNOTSUPP, 0x50000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = pytest.mark.parametrize("machine", sorted(AUDIT))
PID = 4711
THREAD_FLAGS = 0x3D0F00  # what the C library gives for a thread


def verdict(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """Run the program on one call, as the kernel would."""
    program = seccomp.program(machine, PID)
    data = struct.pack("=iIQ6Q", number, audit or AUDIT[machine], 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    place = accumulator = 0
    while True:
        code, yes, no, value = struct.unpack_from("=HBBI", program, place * 8)
        place += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        else:
            holds = {
                0x15: accumulator == value,
                0x25: accumulator > value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[code]
            place += yes if holds else no


@MACHINES
def test_only_the_named_calls_are_allowed(machine: str) -> None:
    """Every number up to far beyond those that exist."""
    allowed = set(syscalls.numbers(syscalls.ALLOWED, machine).values())
    conditional = set(syscalls.numbers(syscalls.CONDITIONAL, machine).values())
    absent = set(syscalls.numbers(syscalls.ABSENT, machine).values())

    for number in set(range(1000)) - conditional:
        newer = number > syscalls.NEWEST_KNOWN
        expected = ALLOW if number in allowed else ENOSYS if newer or number in absent else EPERM
        assert verdict(machine, number) == expected, number


@MACHINES
@pytest.mark.parametrize("number", [-1, 0x40000000, 0x40000001, 0x7FFFFFFF])
def test_numbers_from_beyond_do_not_exist(machine: str, number: int) -> None:
    """x32's among them."""
    assert verdict(machine, number) == ENOSYS


@MACHINES
def test_another_architectures_call_ends_the_process(machine: str) -> None:
    """`int 0x80` reaches the 32-bit table, where 11 is execve."""
    assert verdict(machine, 11, audit=0x40000003) == KILL


@MACHINES
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("kill", (PID, 9), ALLOW),
        ("kill", (PID - 1, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("kill", (0xFFFFFFFF, 9), EPERM),
        ("tgkill", (PID, PID, 9), ALLOW),
        ("tgkill", (1, 1, 9), EPERM),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (1, 7), EPERM),
        ("clone", (THREAD_FLAGS,), ALLOW),
        ("clone", (0x11,), EPERM),
        ("clone", (THREAD_FLAGS | 0x10000000,), EPERM),
        ("openat", (0, 0, 0o0), ALLOW),
        ("openat", (0, 0, 0o1101), ALLOW),
        ("openat", (0, 0, 0o20200002), EOPNOTSUPP),
        ("openat", (0, 0, 0o1000), EPERM),
        ("openat", (0, 0, 0o2001000), EPERM),
        ("fcntl", (3, 1030), ALLOW),
        ("fcntl", (3, 8), EPERM),
        ("fcntl", (3, 10), EPERM),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), EPERM),
        ("ioctl", (1, 0x8901), EPERM),
        ("fcntl", (3, 4, 0o2000), ALLOW),
        ("fcntl", (3, 5), EPERM),
        ("fcntl", (3, 6), GRANTED),
        ("fcntl", (3, 7), GRANTED),
        ("fcntl", (3, 37), EPERM),
        ("fcntl", (3, 1024), EPERM),
        ("fcntl", (3, 1026), EPERM),
        ("fcntl", (3, 1031), EPERM),
        ("prctl", (15, 0), ALLOW),
        ("prctl", (1, 0), EPERM),
        ("prctl", (4, 1), EPERM),
        ("madvise", (0, 4096, 4), ALLOW),
        ("madvise", (0, 4096, 12), EPERM),
        ("madvise", (0, 4096, 21), EPERM),
        ("madvise", (0, 4096, 25), EPERM),
        ("getpgid", (0,), ALLOW),
        ("getpgid", (PID,), ALLOW),
        ("getpgid", (1,), EPERM),
        ("getsid", (PID + 1,), EPERM),
        ("getpriority", (0, 0), ALLOW),
        ("getpriority", (0, PID), ALLOW),
        ("getpriority", (0, 1), EPERM),
        ("getpriority", (1, 0), EPERM),
        ("getpriority", (2, 0), EPERM),
        ("sched_getaffinity", (0,), ALLOW),
        ("sched_getaffinity", (PID,), ALLOW),
        ("sched_getaffinity", (1,), ENOSYS),
        ("sched_getparam", (1,), ENOSYS),
        ("sched_getscheduler", (1,), ENOSYS),
        ("clock_gettime", (2,), ALLOW),
        ("clock_gettime", (11,), ALLOW),
        ("clock_gettime", (16,), EPERM),
        ("clock_gettime", (0xFFFFFFFF & ((~1 << 3) | 2),), EPERM),
        ("clock_getres", (0xFFFFFFFFFFFFFFFA,), EPERM),
        ("clock_nanosleep", (1,), ALLOW),
        ("clock_nanosleep", (0xFFFFFFFA,), EPERM),
    ],
)
def test_a_call_that_can_do_harm_is_looked_at_closer(
    machine: str, name: str, arguments: tuple[int, ...], expected: int
) -> None:
    """By the argument that makes it harmful."""
    number = syscalls.numbers(syscalls.CONDITIONAL, machine)[name]

    assert verdict(machine, number, *arguments) == expected
