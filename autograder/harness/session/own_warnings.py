"""Let a test show the warnings of the student's own code, and no others, whoever was tested before."""

from __future__ import annotations

import contextlib
import sys
import warnings
from typing import TYPE_CHECKING, TextIO

from ..student import asking, local_proxy
from ..values import operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SILENT = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
_STUDENTS = (vars(asking), vars(local_proxy), vars(operations))  # between a test and the student's code
_HARNESS = __name__.rsplit(".", 2)[0]


@contextlib.contextmanager
def students_warnings_only() -> Iterator[None]:
    """Within the block, drop every warning that does not come out of a call of the student's code in this process.

    A test computes with the student's answers, and then NumPy may warn of a division by zero in the test's own line:
    the student can do nothing about that line. Whether a warning was shown at its line before is forgotten, and what
    becomes of it depends neither on the environment nor on Python's options.
    """

    def show_students(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if _is_students(sys._getframe(1)):  # noqa: SLF001 - where the warning comes from is all that tells
            stream = sys.stderr if file is None else file
            stream.write(warnings.formatwarning(message, category, filename, lineno, line))

    with warnings.catch_warnings():
        warnings.resetwarnings()
        for category in _SILENT:  # as Python does where nobody says otherwise
            warnings.simplefilter("ignore", category)
        warnings.showwarning = show_students
        yield


def _is_students(frame: FrameType | None) -> bool:
    """Whether the first of our frames on the way out is the one that calls a student's code, or there is none."""
    while frame is not None:
        if frame.f_code is asking.ask_student.__code__:
            return True
        module = f"{frame.f_globals.get('__name__')}."
        if module.startswith(f"{_HARNESS}.") and all(frame.f_globals is not one for one in _STUDENTS):
            return False
        frame = frame.f_back
    return True
