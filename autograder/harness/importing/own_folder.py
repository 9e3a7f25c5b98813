"""Let the modules of a student's folder come first, as they do in the grade: before any other folder on `sys.path`.

A module of Python's own library is the exception, in the grade and here: a student's `random.py` does not stand in
for the one that NumPy imports.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

from .module_names import file_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import ModuleType


@functools.cache
def library_names() -> frozenset[str]:
    """The names of the modules of Python's own library."""
    if hasattr(sys, "stdlib_module_names"):  # Python 3.10
        return frozenset(sys.stdlib_module_names)
    found = os.listdir(os.path.dirname(os.__file__))  # noqa: PTH120, PTH208 - pathlib is loaded later in a handout
    return frozenset({*sys.builtin_module_names, *(name.partition(".")[0] for name in found)})


@contextlib.contextmanager
def first_on_path(folder: Path, names: Sequence[str] = ()) -> Iterator[None]:
    """Let this folder's modules come first within the block, but for those of Python's library.

    Args:
        folder: The folder.
        names: The modules that there should be, which say what is a package.
    """
    finder = _NotOwn(str(folder), names)
    sys.path.insert(0, str(folder))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):  # student code has changed the list
            sys.meta_path.remove(finder)
        with contextlib.suppress(ValueError):
            sys.path.remove(str(folder))


class _NotOwn(MetaPathFinder):
    """Finds the files of the student's folder, but not those that have the name of a module of Python's library.

    Args:
        folder: The student's.
        names: The modules that there should be.
    """

    def __init__(self, folder: str, names: Sequence[str]) -> None:
        self._folder, self._own = folder, names
        self._names = library_names()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The module of this name; None for the finders that come next."""
        if path is not None or fullname in sys.builtin_module_names:
            return None
        if fullname not in self._names:
            # Python itself would take a folder of this name before the file.
            file = os.path.join(self._folder, file_in(self._folder, fullname, self._own))  # noqa: PTH118 - a student may have changed pathlib
            return spec_from_file_location(fullname, file) if os.path.isfile(file) else None  # noqa: PTH113 - as above
        elsewhere = [entry for entry in sys.path if entry not in ("", self._folder)]
        return PathFinder.find_spec(fullname, elsewhere, target)
