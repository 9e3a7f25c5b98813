"""Read, hash and write whole folders and zips; the same content always gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

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
_NOISE_SUFFIXES = (".pyc", ".pyo", ".swp", "~")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can state


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative POSIX path, sorted; without caches and editors' files."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files_below(folder)}
    return dict(sorted(found.items()))


def tree_names(folder: Path) -> list[str]:
    """The relative POSIX path of every file below a folder, sorted; without caches and editors' files."""
    return sorted(path.relative_to(folder).as_posix() for path in _files_below(folder))


def tree_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Paths, sizes and times of a folder's files: they stay equal as long as nobody writes into the folder."""
    about = ((str(path), path.stat()) for path in _files_below(folder))
    return tuple(sorted((path, stat.st_size, stat.st_mtime_ns) for path, stat in about))


def is_noise(name: str) -> bool:
    """Whether a file or folder of this name is the system's, an editor's or a cache."""
    return name in _NOISE_FOLDERS or name in _NOISE_FILES or name.endswith(_NOISE_SUFFIXES)


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOISE_FOLDERS]
        for name in names:
            if name not in _NOISE_FILES and not name.endswith(_NOISE_SUFFIXES):
                yield Path(parent, name)


def write_tree(
    folder: Path,
    files: Mapping[str, bytes],
    executable: Collection[str] = (),
    *,
    private: Collection[str] = (),
) -> None:
    """Write files by their relative paths into a folder; make the folder if there is none.

    Args:
        folder: The folder.
        files: Path to content.
        executable: The paths of those that are programs.
        private: The paths of those that no other user may read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in private:
            path.touch(0o600)  # before there is anything to read
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
    """Write a zip; its bytes depend only on names and contents, not on the clock, the order or file modes."""
    path.write_bytes(zip_bytes(files, executable))


def zip_bytes(
    files: Mapping[str, bytes], executable: Collection[str] = (), *, compressed: bool = True
) -> bytes:
    """The zip that `write_zip` writes; if it is not compressed, its bytes do not depend on the version of zlib."""
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
