"""Namespaces: confine files where the kernel has no Landlock, by a root folder that has only the allowed files.

The zygote enters a user namespace once, which needs no privilege on kernels that allow it. At the same time it enters
namespaces for the network, for System V objects and for the processes that it forks afterwards. Each worker then gets
a process namespace and a separate root: an empty file system in memory, with read-only views of what it may read.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from autograder.sandbox.confinement import linux
from autograder.sandbox.confinement.process_namespaces import ProcessNamespaces

if TYPE_CHECKING:
    from collections.abc import Iterable

_CALLS = {  # number on x86_64, on aarch64
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "unshare": (272, 97),
}
_MOUNT_NAMESPACE = 0x00020000
_NAMESPACES = (
    _MOUNT_NAMESPACE | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
)  # IPC, user, process, network
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_REMOUNT, _BIND, _WITH_ALL_BELOW, _PRIVATE = 32, 4096, 16384, 1 << 18
_DETACH = 2
_NEW_ROOT = "/proc"  # where the new root is put together: a folder that all machines have and no worker needs


def enter() -> ProcessNamespaces:
    """Enter the namespaces; return what makes a process namespace for each worker.

    This process keeps its number and sees the workers under usual numbers; only the workers see other numbers.

    Raises:
        OSError: if the kernel refuses.
    """
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NAMESPACES)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - the worker loads no pathlib for this
            file.write(text)
    _call("mount", b"none", b"/", None, _WITH_ALL_BELOW | _PRIVATE, None)
    return ProcessNamespaces()


def leave_only(read: Iterable[str], scratch: str | None) -> None:
    """Replace this process's root by one that has these files and folders at their paths, and nothing else.

    Args:
        read: Files and folders that may be read. Missing ones are ignored.
        scratch: A folder that may be written.

    Raises:
        OSError: if the kernel refuses.
    """
    _call("unshare", _MOUNT_NAMESPACE)
    points = _mount_points()
    links = [(entry.name, os.readlink(entry)) for entry in os.scandir("/") if entry.is_symlink()]  # noqa: PTH115 - the worker loads no pathlib for this
    _call("mount", b"tmpfs", _NEW_ROOT.encode(), b"tmpfs", _NO_SETUID | _NO_DEVICES, b"size=1m,mode=755")
    there = [path for path in read if os.path.exists(path)]  # noqa: PTH110 - the worker loads no pathlib for this
    for path in outermost(there):
        _show(path, points, _READ_ONLY)
    if scratch is not None:
        _show(scratch, points, _NO_PROGRAMS)
    for name, target in links:  # such as /lib, which is a link to /usr/lib on many systems
        if not os.path.lexists(f"{_NEW_ROOT}/{name}"):
            os.symlink(target, f"{_NEW_ROOT}/{name}")  # noqa: PTH211 - the worker loads no pathlib for this
    _bound(_NEW_ROOT, _READ_ONLY)
    os.chdir(_NEW_ROOT)
    _call("pivot_root", b".", b".")  # the old root now lies over the new one
    _call("umount2", b".", _DETACH)
    os.chdir("/")


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that do not lie in another of them; each path costs every worker a rule or a mount."""
    paths = sorted(set(paths))
    return tuple(path for path in paths if not any(path.startswith(f"{other}/") for other in paths))


def try_out() -> None:
    """Do all of it in this process, which is good for nothing else afterwards; for `python -c`.

    Raises:
        OSError: if the kernel refuses.
        SystemExit: with 1, if the new root did not hold.
    """
    own_namespaces = enter()  # they end with this object
    own_namespaces.enter_next()
    child = os.fork()
    if child == 0:
        try:
            leave_only(("/usr/lib", "/dev/null"), None)
            os._exit(os.path.exists("/proc/self") or os.listdir("/dev") != ["null"] or os.getpid() == 1)  # noqa: PTH110, PTH208 - the worker loads no pathlib for this
        except BaseException:  # noqa: BLE001 - a child never returns
            os._exit(1)
    raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _show(path: str, points: list[str], flags: int) -> None:
    """Bind a file or a folder, with the file systems mounted in it, into the new root."""
    target = f"{_NEW_ROOT}{path}"
    if os.path.isdir(path):  # noqa: PTH112 - the worker loads no pathlib for this
        os.makedirs(target, exist_ok=True)  # noqa: PTH103 - the worker loads no pathlib for this
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 - the worker loads no pathlib for this
        os.close(os.open(target, os.O_CREAT | os.O_RDONLY))
    _call("mount", os.fsencode(path), os.fsencode(target), None, _BIND | _WITH_ALL_BELOW, None)
    real = os.path.realpath(path)
    for point in (real, *(point for point in points if point.startswith(f"{real}/"))):
        _bound(f"{target}{point[len(real) :]}", flags)


def _bound(target: str, flags: int) -> None:
    """Add restrictions to a mounted file system; the kernel refuses a call that drops earlier ones."""
    flags |= _NO_SETUID | os.statvfs(target).f_flag & (_READ_ONLY | _NO_DEVICES | _NO_PROGRAMS)
    flags |= 0 if stat.S_ISCHR(os.stat(target).st_mode) else _NO_DEVICES  # noqa: PTH116 - the worker loads no pathlib for this
    _call("mount", b"none", os.fsencode(target), None, _REMOUNT | _BIND | flags, None)


def _mount_points() -> list[str]:
    with open("/proc/self/mountinfo", "rb") as lines:  # noqa: PTH123 - the worker loads no pathlib for this
        points = [line.split()[4] for line in lines]
    return [
        os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), point))
        for point in points
    ]


def _call(name: str, *arguments: int | bytes | None) -> None:
    linux.syscall(_CALLS[name][linux.machine() == "aarch64"], *arguments)
