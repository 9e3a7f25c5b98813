"""What a submission may import: the standard library, the assignment's packages, and its own files, in this order."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import CodeType, ModuleType


class ForeignImportError(ModuleNotFoundError):
    """A package that the grader does not have, or a file that was not handed in; the text completes "... imports"."""


class Guard:
    """Stands first among the finders and refuses, in plain words, whatever is not to be had here."""

    def __init__(self, packages: Sequence[str], distributed: Collection[str], folder: str) -> None:
        self._packages = packages
        self._known = {*sys.stdlib_module_names, *distributed, *(name.split(".")[0] for name in sys.modules)}
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None, so that the next finder is asked.

        Raises:
            ForeignImportError: if no finder should be.
        """
        if path is not None or name in self._known or submission_file(self._folder, name):
            return None
        have = " and ".join((", ".join(self._packages), "the standard library")) if self._packages else "the standard library"
        raise ForeignImportError(f"{name}; this assignment's grader has only {have}", name=name)


class SubmissionFinder:
    """Stands last among the finders, so that no file of a submission can shadow another module."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the submission's module of this name is, if it is the submission's."""
        file = submission_file(self._folder, name)
        if path is not None or file is None:
            return None
        return spec_from_file_location(name, file, loader=_SourceLoader(name, file))


class _SourceLoader(SourceFileLoader):
    """Compiles the source each time: a `.pyc` that was handed in is never read, and none is written."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def submission_file(folder: str, name: str) -> str | None:
    """The path of the submission's module of this name, or None."""
    path = f"{folder}/{name}.py"
    try:
        with open(path, "rb"):  # noqa: PTH123 - the worker loads no pathlib for this
            return path
    except OSError:
        return None


def install(packages: Sequence[str], distributed: Collection[str], folder: str) -> None:
    """Make this process import by these rules.

    Args:
        packages: The assignment's packages, as a message names them.
        distributed: They and what they need in turn.
        folder: The submission's folder.
    """
    sys.meta_path.insert(0, Guard(packages, distributed, folder))
    sys.meta_path.append(SubmissionFinder(folder))
