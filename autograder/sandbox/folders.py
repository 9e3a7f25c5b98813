"""Make the sandbox's folders, with modes that let one worker read or write them, and delete them afterwards."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.sandbox.confinement.probe import passable_by_all
from autograder.sandbox.leftovers.abandoned import LOCK, marked_in_use, remove_abandoned
from autograder.sandbox.leftovers.tree import empty, remove
from autograder.sandbox.scratch.scratch_folder import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EVERYBODYS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - folders that are cleaned up
_PREFIX = "autograder-"
_SUBMISSION = "submission-"
_PASS = 0o711  # others may pass through and not list the files
_OWN = 0o700
_GROUP_READS = 0o750


@contextmanager
def sandbox_folder(*, for_other_users: bool) -> Iterator[Path]:
    """A folder for all of a sandbox's files, directly under the system's temporary one.

    What graders have left there that were killed is removed.

    Raises:
        SandboxError: if other users have to pass through it, and no temporary folder allows that.
    """
    parents = [Path(path) for path in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp"))]  # noqa: S108 - mkdtemp follows
    usable = [
        path for path in parents if path.is_dir() and (not for_other_users or passable_by_all(path.resolve()))
    ]
    if not usable:
        raise SandboxError(
            f"no temporary folder is open to other users; tried {', '.join(map(str, parents))}"
        )
    parent = usable[0].resolve()
    remove_abandoned(parent, _PREFIX)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    with marked_in_use(folder):
        try:
            folder.chmod(_PASS if for_other_users else _OWN)
            yield folder
        finally:  # while the lock is held: another grader would remove what it finds free
            empty(folder, keeps=lambda name, _state: name == LOCK)
            remove(folder)


@contextmanager
def submission_folder(parent: Path, files: Mapping[str, bytes], uid: int | None) -> Iterator[Path]:
    """A folder with a submission's files, which the worker's user can read and cannot change.

    Raises:
        SandboxError: if a file's name is not plain.
    """
    folder = Path(tempfile.mkdtemp(prefix=_SUBMISSION, dir=parent))
    try:
        for name, content in files.items():
            if re.fullmatch(r"(\w+/)*\w[\w.-]*", name, re.ASCII) is None:
                raise SandboxError(
                    f"{name!r} is not a plain file name, so no such file goes into the sandbox"
                )
            for inner in reversed((folder / name).relative_to(folder).parents[:-1]):
                (folder / inner).mkdir(exist_ok=True)
                _lend(folder / inner, uid, _GROUP_READS)
            add_file(folder, name, content, uid)
        _lend(folder, uid, _GROUP_READS)
        yield folder
    finally:
        shutil.rmtree(folder)


def without_folders(text: str, folder: Path) -> str:
    """A text in which files of a submission's folder, or of a worker's beside it, stand without the way to them.

    The student knows neither folder: a warning is printed as `m.py:6: UserWarning: ...`.
    """
    own = f"{re.escape(str(folder.parent))}/(?:{_SUBMISSION}|{SCRATCH})[a-z0-9_]+/"
    return re.sub(own, "", text)


def add_file(folder: Path, name: str, content: bytes, uid: int | None) -> None:
    """A file that the worker's user can read and cannot change."""
    (folder / name).write_bytes(content)
    _lend(folder / name, uid, 0o640)


def sweep(uid: int) -> None:
    """Delete what a worker's user has left in folders where every user may write; Landlock prevents such files."""
    for folder in map(Path, _EVERYBODYS):
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.lstat().st_uid == uid:
                if stat.S_ISDIR(entry.lstat().st_mode):
                    remove(entry)
                else:
                    entry.unlink(missing_ok=True)


def publish(source: Path, parent: Path, without: frozenset[str] = frozenset()) -> Path:
    """A copy of a data folder that every worker can read, whatever folders the original lies in.

    Args:
        source: The data folder.
        parent: Where the copy lies.
        without: The files that are not in the copy, by their paths in the folder.

    Raises:
        SandboxError: if there is none.
    """
    if not source.is_dir():
        raise SandboxError(f"{source}: there is no such data folder")
    shelf = Path(tempfile.mkdtemp(prefix="public-", dir=parent))
    shelf.chmod(0o755)

    def left_out(folder: str, names: list[str]) -> set[str]:
        """Those of a folder's files that are not copied."""
        return {name for name in names if (Path(folder) / name).relative_to(source).as_posix() in without}

    copy = Path(shutil.copytree(source, shelf / source.name, copy_function=shutil.copyfile, ignore=left_out))
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def _lend(path: Path, uid: int | None, mode: int) -> None:
    """Let the worker's group read; the grader stays the owner, so the worker cannot write or change modes."""
    if uid is not None:
        os.chown(path, -1, uid)
    path.chmod(mode)
