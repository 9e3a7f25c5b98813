"""Replace several folders by new ones, either all of them or none."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

from autograder.errors import BuildRefusedError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def swap_all(built: Mapping[Path, Path]) -> None:
    """Replace every target by its new folder; if one cannot be replaced, all targets stay as they were.

    Each old folder waits beside its target, under a name of its own, until the last new folder is in place. So this
    function also repairs what an earlier call left when it was killed: an old folder without its target is put back,
    an old folder beside its target is deleted.

    Args:
        built: Target to the folder that replaces it; both have to be on one file system.
    """
    for folder in built.values():
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    for target in built:
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
    try:
        for target, folder in built.items():
            if target.exists():
                target.rename(_old(target))
            folder.rename(target)
    except BaseException:
        for target, folder in built.items():
            _put_back(target, folder)
        raise
    for target in built:
        shutil.rmtree(_old(target), ignore_errors=True)


def standing_at(target: Path) -> Path:
    """Where a target's files are: at the target, or beside it, where a swap that was killed has left them."""
    old = _old(target)
    return old if old.exists() and not target.exists() else target


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Make an empty folder to build in, and delete it afterwards, also after an exception.

    What a killed build left in it is deleted first; a build that still runs holds a lock on the folder.

    Raises:
        BuildRefusedError: if another build works in this folder now.
    """
    alone = not folder.parent.exists()
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        try:
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if alone:
                with contextlib.suppress(OSError):  # not empty any more: somebody else uses it
                    folder.parent.rmdir()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield  # Windows does not lock folders; there, files in use cannot be cleared away either
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BuildRefusedError(f"{folder}: another build is at work here; wait for it to end") from None
    try:
        yield
    finally:
        os.close(descriptor)


def _recover(target: Path) -> None:
    """Undo what a call that was killed half-way left beside this target."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    elif old.exists():
        shutil.rmtree(old)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _put_back(target: Path, folder: Path) -> None:
    """Bring one target back to what it was before `swap_all`, wherever that was interrupted."""
    replaced = not folder.exists()
    if replaced and target.exists():
        target.rename(folder)
    if _old(target).exists():
        _old(target).rename(target)
