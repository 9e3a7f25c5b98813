"""The time limit of the grader, kept at home too: an endless loop ends by itself, and costs its own tests alone."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

from ..importing.module_names import file_in
from ..importing.statements import code_without
from .plain import Fault
from .proxy import StudentError
from .skipping import LIMITS, ROUNDING, Skipped, SkippedError, limit_share, without
from .time_limit import TimeLimit, used_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import CodeType, FrameType, ModuleType


class LocalLimit:
    """The limit on the time of each test, and the functions that have reached it.

    Args:
        seconds: Of processor time, for each test that has no limit of its own.
        folder: The folder of the student's files.
        left_out: The modules of which statements are left out, and the numbers of these statements.
        stuck: Called with the frame of code that cannot be interrupted, where the system has no timers.
        still: Called every now and then with the innermost frame of the student's code.
    """

    def __init__(
        self,
        seconds: float,
        folder: Path,
        left_out: Mapping[str, Sequence[int]] | None = None,
        stuck: Callable[[FrameType], None] | None = None,
        still: Callable[[FrameType], None] | None = None,
    ) -> None:
        self._stuck, self._still = stuck, still
        self._left_out = left_out or {}
        self._seconds = seconds
        self._own: float | None = None
        self._folder = folder.resolve()
        self._limits: dict[Skipped, float] = {}  # how many limits of a usual test each has used up

    def own(self, seconds: float | None) -> None:
        """The next test has this limit; None for that of all tests."""
        self._own = seconds

    @contextmanager
    def of_a_test(self) -> Iterator[TimeLimit | None]:
        """The time limit for one test; None where nothing can interrupt it."""
        seconds = self._own or self._seconds
        limit = TimeLimit(seconds, str(self._folder), asleep=True, stuck=self._stuck, still=self._still)
        skipped = [one for one, used in self._limits.items() if used >= LIMITS - ROUNDING]
        finder = _Finder(self._folder, skipped, self._left_out)
        installed = limit.install()
        sys.meta_path.insert(0, finder)
        try:
            yield limit if installed else None
        finally:
            sys.meta_path.remove(finder)
            limit.remove()
            if limit.culprit is not None:
                culprit = limit.culprit
                one = Skipped(culprit.file, culprit.function, culprit.first_line)
                self._limits[one] = self._limits.get(one, 0.0) + limit_share(seconds, self._seconds)


def late_error(limit: TimeLimit) -> StudentError:
    """The fault of student code that has used up its time."""
    culprit = limit.culprit
    file, line = ("", 0) if culprit is None else (culprit.file, culprit.line)
    words = used_up(limit.seconds, culprit, waited=limit.waited)
    return StudentError(Fault.TIMEOUT, message=words, file=file, line=line)


def skipped_error(error: SkippedError, file: str, line: int) -> StudentError:
    """The fault of student code that calls a function which has used up its time twice."""
    return StudentError(Fault.TIMEOUT, message=str(error), file=file, line=line)


class _Finder:
    """Finds the modules of which a function is skipped, before the finder that would load them as they are."""

    def __init__(
        self, folder: Path, skipped: Sequence[Skipped], left_out: Mapping[str, Sequence[int]]
    ) -> None:
        self._folder, self._left_out = folder, left_out
        self._skipped = skipped

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of such a module; None for all others."""
        own = file_in(str(self._folder), name)
        if all(one.file != own for one in self._skipped) or not (self._folder / own).is_file():
            return None
        file = str(self._folder / own)
        return spec_from_file_location(
            name, file, loader=_Loader(name, file, self._skipped, self._left_out.get(name, ()))
        )


class _Loader(SourceFileLoader):
    """Loads a module without the functions that are skipped, and without the statements that are left out."""

    def __init__(self, name: str, path: str, skipped: Sequence[Skipped], left_out: Sequence[int]) -> None:
        super().__init__(name, path)
        self._skipped, self._left_out = skipped, left_out

    def get_code(self, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        code = code_without(self.get_data(path), path, self._left_out)
        return without(code, self._skipped)
