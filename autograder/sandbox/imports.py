"""What a submission may import: the standard library, the assignment's packages, and its own files, in this order."""

from __future__ import annotations

import os
import sys
import warnings
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, ModuleType


class ForeignImportError(ModuleNotFoundError):
    """A module that is not to be had in the grader; the text completes "hw3_sol.py line 3 imports ..."."""


class SubmissionFinder:
    """Stands first among the finders; finds the submission's files, and refuses in plain words what no one has.

    No file of a submission can shadow a module of Python's or of a package's: those names are left to the finders
    that come after.

    Args:
        packages: The assignment's packages, as a message names them.
        distributed: The top-level modules of these packages and of what they need in turn.
    """

    folder = ""  # the submission's, once there is one
    expected: Sequence[str] = ()  # the modules that should have been handed in

    def __init__(self, packages: Sequence[str], distributed: Iterable[str]) -> None:
        self._packages = packages
        self._compiled: dict[str, CodeType] = {}  # file -> code
        self._taken = {*sys.stdlib_module_names, *distributed, *(name.partition(".")[0] for name in sys.modules)}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, if it is one of the submission's; None, if another finder is to be asked.

        Raises:
            ForeignImportError: if the module is not to be had.
        """
        # Python's own record of how it was built has a name that differs from machine to machine.
        if path is not None or name in self._taken or name.startswith("_sysconfigdata"):
            return None
        file = f"{self.folder}/{name}.py"
        if os.path.isfile(file):  # noqa: PTH113 - student code may have changed pathlib
            return spec_from_file_location(name, file, loader=_SourceLoader(name, file, self._compiled))
        raise ForeignImportError(f"{name}{self._why(name)}", name=name)

    def compile_ahead(self) -> None:
        """Compile the first of the modules, which most tests need, while nobody waits; none of its code runs yet.

        Compiling all would take longer than most tests, and so would keep the next one waiting.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they would stand among the prints of tests that need no such module
            for name in self.expected[:1]:
                file = f"{self.folder}/{name}.py"
                try:
                    self._compiled[file] = _SourceLoader(name, file, {}).get_code(name)
                except Exception:  # noqa: BLE001, S112 - whatever is wrong with it is told when it is imported
                    continue

    def _why(self, name: str) -> str:
        if name in self.expected:
            return f", but {name}.py was not handed in"
        have = " and ".join(filter(None, (", ".join(self._packages), "the standard library")))
        return f"; this assignment's grader has only {have}"


class _SourceLoader(SourceFileLoader):
    """Compiles the source in each worker: a `.pyc` that was handed in is never read, and none is written."""

    def __init__(self, name: str, path: str, compiled: dict[str, CodeType]) -> None:
        super().__init__(name, path)
        self._compiled = compiled

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self._compiled.get(path) or self.source_to_code(self.get_data(path), path)
