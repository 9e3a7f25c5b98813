"""Find out what can confine student code on this machine, and decide whether it is enough."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.python_process import python_command
from autograder.sandbox.confinement import landlock, linux, seccomp

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_UID, UID_COUNT = 210_000, 1000
_TRY_OUT = """
from autograder.sandbox.confinement import namespaces
namespaces.try_out()
"""
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")


@dataclass(frozen=True, kw_only=True)
class Powers:
    """The means of confinement that work on this machine."""

    linux: bool
    other_users: bool  # the right to run a process as another user, and to end it
    first_uid: int
    landlock: int  # its version; 0: none
    seccomp: bool
    search: bool  # whether a worker can keep the right to pass through private folders
    namespaces: bool = False  # user namespaces, and in them new roots; tried only where Landlock is missing


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The means of confinement that are used."""

    first_uid: int | None  # None: workers run as the grader's user
    keep_search: bool
    landlock: int
    seccomp: bool
    namespaces: bool = False


def probe() -> Powers:
    """Ask the kernel; nothing is changed by asking."""
    if sys.platform != "linux":
        return Powers(linux=False, other_users=False, first_uid=0, landlock=0, seccomp=False, search=False)
    held = linux.effective_capabilities()
    needed = (linux.CAP_SETUID, linux.CAP_SETGID, linux.CAP_KILL, linux.CAP_CHOWN)
    first_uid = _first_uid()
    version = landlock.abi()
    return Powers(
        linux=True,
        other_users=os.geteuid() == 0 and first_uid > 0 and all(held >> bit & 1 for bit in needed),
        first_uid=first_uid,
        landlock=version,
        seccomp=seccomp.available(),
        search=bool(held >> linux.CAP_DAC_READ_SEARCH & 1),
        namespaces=not version and namespaces_work(),
    )


def choose(powers: Powers, read: Iterable[str], *, allow_weak: bool) -> Plan:
    """Use all that works; refuse if files or system calls would not be confined.

    Args:
        powers: What works.
        read: The paths that a worker has to read; these decide whether it can be another user.
        allow_weak: Whether to go on although something is not confined.

    Raises:
        SandboxError: saying what is missing.
    """
    if not powers.linux:
        raise SandboxError(
            "student code can be held on Linux only; grade in a Linux container, WSL or virtual machine"
        )
    private = (
        next((path for path in read if not open_to_all(Path(path))), None) if powers.other_users else None
    )
    passable = private is None or bool(powers.landlock and powers.search)
    first_uid = powers.first_uid if powers.other_users and passable else None
    plan = Plan(
        first_uid=first_uid,
        keep_search=passable and private is not None,
        landlock=powers.landlock,
        seccomp=powers.seccomp,
        # Without a filter a worker may start processes, which the zygote would not know from workers in namespaces.
        namespaces=powers.namespaces and powers.seccomp and first_uid is None and not powers.landlock,
    )
    if not allow_weak:
        _insist(plan, private)
    return plan


def _insist(plan: Plan, private: str | None) -> None:
    missing = []
    if plan.first_uid is None and not plan.landlock and not plan.namespaces:
        missing.append(
            f"another user could not read {private}, which lies in a private folder (use an interpreter that "
            "everyone may read, such as /usr/bin/python3), and the kernel has no Landlock (Linux 5.13)"
            if private
            else "the kernel has no Landlock (Linux 5.13) and no user namespaces for us, and only root may run it as "
            "another user"
        )
    if not plan.seccomp:
        missing.append("seccomp filters do not work here (they need Linux on x86_64 or aarch64)")
    if missing:
        raise SandboxError(
            f"student code cannot be held on this machine: {'; '.join(missing)}. "
            "--allow-weak-sandbox runs it all the same, for submissions that you trust"
        )


def namespaces_work() -> bool:
    """Whether a worker can get another root folder: it is tried, since many systems refuse namespaces."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter with our own text
            python_command(_TRY_OUT), capture_output=True, timeout=30, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def interpreter_paths() -> tuple[str, ...]:
    """The standard library and the folders of shared libraries."""
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}  # not a virtual environment's
    own = (
        *(sysconfig.get_path(kind, vars=base) for kind in ("stdlib", "platstdlib")),
        f"{sys.base_prefix}/lib",
    )
    real = {str(Path(path).resolve()) for path in (*own, *_LIBRARIES) if Path(path).is_dir()}
    return tuple(sorted(real))


def open_to_all(path: Path) -> bool:
    """Whether every user may read this path and pass through the folders above it."""
    read = 0o005 if path.is_dir() else 0o004
    return path.stat().st_mode & read == read and passable_by_all(path.resolve().parent)


def open_to_others(path: Path) -> bool:
    """Whether every user may read this file, or look for files in this folder whose names are known."""
    path = path.resolve()
    if not path.exists():
        return False
    return passable_by_all(path) if path.is_dir() else open_to_all(path)


def passable_by_all(folder: Path) -> bool:
    """Whether every user may pass through this folder and those above it."""
    return all(ancestor.stat().st_mode & 0o001 for ancestor in (folder, *folder.parents))


def _first_uid() -> int:
    """The first user number for workers, if this user namespace has all the numbers; otherwise 0."""
    try:
        rows = [line.split() for line in Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()]
    except OSError:
        return 0
    for first in (FIRST_UID, 30_000):  # rootless containers often have 65,536 users only
        if any(
            int(start) <= first and first + UID_COUNT <= int(start) + int(count) for start, _, count in rows
        ):
            return first
    return 0
