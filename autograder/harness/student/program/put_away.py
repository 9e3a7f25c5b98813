"""Let files be absent for a while at home: the student's code runs in a folder that has all others.

The student's own folder stays as it is, whatever becomes of this process.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_FILES = 1000  # of a folder that are laid out; a student's folder may hold much else
_LARGEST_COPIED = 1_000_000  # bytes of a file


@contextlib.contextmanager
def current_folder_without(names: Sequence[str]) -> Iterator[Path]:
    """Be in a copy of the current folder in which these files are not, until the block ends.

    The files of data are hard links where the system allows that; all others are copies, which code may overwrite.

    Args:
        names: Their paths in the current folder, `data/test.csv`.
    """
    before = Path.cwd()
    folder = Path(tempfile.mkdtemp(prefix="student-"))
    try:
        for name in dict.fromkeys(name.split("/")[0] for name in names):
            _lay(before / name, folder / name, {before / one for one in names})
        for path in sorted(before.iterdir())[:_MOST_FILES]:
            if path.is_file() and not path.name.startswith(".") and path.stat().st_size <= _LARGEST_COPIED:
                shutil.copyfile(path, folder / path.name)
        os.chdir(folder)
        yield folder
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


def _lay(path: Path, copy: Path, away: set[Path]) -> None:
    """A file or a folder of data, without what is put away."""
    if path in away or copy.exists():
        return
    if path.is_dir():
        copy.mkdir()
        for inner in sorted(path.iterdir())[:_MOST_FILES]:
            _lay(inner, copy / inner.name, away)
    elif path.is_file():
        try:
            os.link(path, copy)
        except OSError:
            shutil.copyfile(path, copy)
