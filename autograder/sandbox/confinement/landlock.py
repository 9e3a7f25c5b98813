"""Landlock: a process keeps access to the files that it names and to no others. Linux 5.13 and later."""

from __future__ import annotations

import errno
import os
import stat
import struct
from typing import TYPE_CHECKING

from autograder.sandbox.confinement import linux

if TYPE_CHECKING:
    from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_ALL_OF_ABI_1 = (1 << 13) - 1
_SCRATCH = _READ_FILE | _READ_DIR | _WRITE_FILE | _MAKE_FILE | _REMOVE_FILE | _MAKE_FOLDER | _REMOVE_FOLDER
_NETWORK = 0b11  # bind and connect, TCP
_SCOPES = 0b11  # abstract Unix sockets, signals


def abi() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    try:
        return linux.syscall(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def ruleset(version: int, *, read: Iterable[str], files: Iterable[str], scratch: str | None) -> int:
    """Make a ruleset, as a descriptor, that allows these paths and nothing else.

    Args:
        version: What `abi` said.
        read: Files, and folders with all that is in them, that may be read. Missing ones are ignored.
        files: Devices that may be read and written.
        scratch: A folder in which files and folders may be made; no links, devices or sockets.

    Raises:
        OSError: if the kernel refuses.
    """
    descriptor = _create(version)
    truncate = _TRUNCATE if version >= 3 else 0  # noqa: PLR2004 - Landlock's version that brought it
    for path in read:
        _add(descriptor, path, _READ_FILE | _READ_DIR)
    for path in files:
        _add(descriptor, path, _READ_FILE | _WRITE_FILE | truncate)
    if scratch is not None:
        refer = _REFER if version >= 2 else 0  # noqa: PLR2004 - Landlock's version that brought it
        _add(descriptor, scratch, _SCRATCH | truncate | refer)
    return descriptor


def enforce(descriptor: int) -> None:
    """Enforce the ruleset for this process and every process that it starts.

    Raises:
        OSError: if the kernel refuses, for example because no_new_privs was not set before.
    """
    linux.syscall(_RESTRICT_SELF, descriptor, 0)
    os.close(descriptor)


def _create(version: int) -> int:
    """The most complete ruleset that the kernel accepts; some kernels lack parts of the version that they name."""
    files = _ALL_OF_ABI_1
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEVICE)):
        files |= right if version >= since else 0
    wishes = [struct.pack("=QQQ", files, _NETWORK, _SCOPES)] if version >= 6 else []  # noqa: PLR2004 - versions of Landlock
    wishes += [struct.pack("=QQ", files, _NETWORK)] if version >= 4 else []  # noqa: PLR2004 - versions of Landlock
    for wish in (*wishes, struct.pack("=Q", files)):
        try:
            return linux.syscall(_CREATE_RULESET, wish, len(wish), 0)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.E2BIG):
                raise
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), "landlock_create_ruleset")


def _add(descriptor: int, path: str, rights: int) -> None:
    """Allow `rights` on a path; on a file, only the rights that a file can have."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(beneath).st_mode):
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        linux.syscall(_ADD_RULE, descriptor, _PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0)
    finally:
        os.close(beneath)
