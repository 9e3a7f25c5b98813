"""Folders as wholes: read, fingerprinted, zipped the same every time, and replaced all at once or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import BuildRefusedError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_NOISE_FOLDERS = frozenset(
    {
        "__pycache__",
        "__MACOSX",
        ".git",
        ".ipynb_checkpoints",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
    }
)
_NOISE_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NOISE_ENDINGS = (".pyc", ".pyo", ".swp", "~")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can state


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative POSIX path, sorted; caches and editors' leavings are passed over."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files_below(folder)}
    return dict(sorted(found.items()))


def tree_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """By which a folder that was written again is told from before, without reading it: paths, sizes and times."""
    about = ((str(path), path.stat()) for path in _files_below(folder))
    return tuple(sorted((path, stat.st_size, stat.st_mtime_ns) for path, stat in about))


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOISE_FOLDERS]
        for name in names:
            if name not in _NOISE_FILES and not name.endswith(_NOISE_ENDINGS):
                yield Path(place, name)


def write_tree(folder: Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """Write files by their relative paths into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if name in executable:
            path.chmod(0o755)


def tree_hash(folder: Path) -> str:
    """The SHA-256 of a folder's relative paths and contents, the same on every machine."""
    digest = hashlib.sha256()
    for name, content in read_tree(folder).items():
        digest.update(f"{len(name.encode())} {name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def write_zip(path: Path, files: Mapping[str, bytes], executable: Collection[str] = frozenset()) -> None:
    """Write a zip whose bytes depend on the names and contents alone: no clock, no order, no user's modes."""
    path.write_bytes(zip_bytes(files, executable))


def zip_bytes(files: Mapping[str, bytes], executable: Collection[str] = (), *, compressed: bool = True) -> bytes:
    """The zip that `write_zip` writes; not compressed, its bytes do not depend on the version of zlib either."""
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, whatever wrote it: only there does an entry carry a mode
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            entry.compress_type = method
            archive.writestr(entry, files[name], compresslevel=6)
    return stream.getvalue()


def swap_in(built: Path, target: Path) -> None:
    """Put a folder in the place of another; where that fails, the other stands as before."""
    swap_all({target: built})


def swap_all(built: Mapping[Path, Path]) -> None:
    """Put every folder in its target's place; where one cannot be, all targets stand as before.

    The old folders wait beside their targets until the last new one is in place, so what a killed earlier call
    left is known by its name: an old folder without its target is put back, one beside its target is cleared away.

    Args:
        built: Target to the folder that replaces it, both on one file system.
    """
    for folder in built.values():
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    for target in built:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
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


def recover(target: Path) -> None:
    """Undo what a call that was killed half-way left beside this target."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    elif old.exists():
        shutil.rmtree(old)


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """An empty folder to build in, gone afterwards however the building ends.

    What a killed build left there is cleared away first; a build that is still alive holds a lock on it.

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
                with contextlib.suppress(OSError):  # not empty any more: then it is wanted
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


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _put_back(target: Path, folder: Path) -> None:
    """Bring one target back to what it was before `swap_all`, wherever that was interrupted."""
    replaced = not folder.exists()
    if replaced and target.exists():
        target.rename(folder)
    if _old(target).exists():
        _old(target).rename(target)
