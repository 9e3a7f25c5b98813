"""What a submission may import: the standard library, the assignment's packages, and its own files, in this order."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, ModuleType


class ForeignImportError(ModuleNotFoundError):
    """A module that is not to be had in the grader; the text completes "hw3_sol.py line 3 imports ..."."""


class Submission:
    """Stands last among the finders, so that no file of a submission can shadow another module."""

    folder = ""  # the submission's, once there is one
    expected: Sequence[str] = ()  # the modules that should have been handed in

    def file(self, name: str) -> str | None:
        """The path of the submission's module of this name, or None."""
        path = f"{self.folder}/{name}.py"
        return path if os.path.isfile(path) else None  # noqa: PTH113 - student code may have changed pathlib

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, if it is one of the submission's."""
        file = self.file(name)
        if path is not None or file is None:
            return None
        return spec_from_file_location(name, file, loader=_SourceLoader(name, file))


class Guard:
    """Stands first among the finders and refuses, in plain words, what no finder should be asked for."""

    def __init__(self, packages: Sequence[str], distributed: Iterable[str], submission: Submission) -> None:
        self._packages = packages
        self._known = {*sys.stdlib_module_names, *distributed, *(name.partition(".")[0] for name in sys.modules)}
        self._submission = submission

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None, so that the next finder is asked.

        Raises:
            ForeignImportError: if the module is not to be had.
        """
        if path is not None or name in self._known or self._submission.file(name):
            return None
        if name in self._submission.expected:
            raise ForeignImportError(f"{name}, which was not handed in", name=name)
        have = f"{', '.join(self._packages)} and the standard library" if self._packages else "the standard library"
        raise ForeignImportError(f"{name}; this assignment's grader has only {have}", name=name)


class _SourceLoader(SourceFileLoader):
    """Compiles the source each time: a `.pyc` that was handed in is never read, and none is written."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def install(packages: Sequence[str], distributed: Iterable[str]) -> Submission:
    """Make this process import by these rules, as soon as the answer is told the submission's folder.

    Args:
        packages: The assignment's packages, as a message names them.
        distributed: The top-level modules of these packages and of what they need in turn.
    """
    submission = Submission()
    sys.meta_path.insert(0, Guard(packages, distributed, submission))
    sys.meta_path.append(submission)
    return submission
