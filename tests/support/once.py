"""What is dear to make is made once for all of pytest's processes: the first that asks makes it, the others wait."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if os.name == "posix":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all processes of this run of pytest share; not to be written into.

    Args:
        factory: Of temporary folders; pytest removes what it made after some runs.
        name: The folder's, which no other use of this function may have.
        make: Fills the folder. What it raises is raised here, and the next process that asks tries again.
    """
    folder = _shared(factory) / name
    done = folder.with_suffix(".done")
    with _locked(folder.with_suffix(".lock")):
        if not done.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            done.touch()
    return folder


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of the whole run: pytest-xdist gives each of its processes a folder `popen-...` in it."""
    own = factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone, as long as this lasts; Windows, which has no such lock, runs the tests in one process."""
    with path.open("w", encoding="ascii") as file:
        if os.name == "posix":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
