"""Import each module of a submission once, in a worker that knows no test, and tell the student what went wrong."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.grading.cell_notes import cell_notes
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograder.sandbox.remote import RemoteStudent
    from autograder.sandbox.submission import SandboxedSubmission


@dataclass(frozen=True, kw_only=True)
class Imports:
    """What came of importing the modules.

    Attributes:
        faults: The name of each module that cannot be imported, and why.
        notes: Sentences to the student.
    """

    faults: Mapping[str, StudentError] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @contextlib.contextmanager
    def worker(self, sandboxed: SandboxedSubmission) -> Iterator[GuardedStudent]:
        """The student in a new worker, where a module that cannot be imported is not tried again."""
        with sandboxed.worker() as student:
            yield GuardedStudent(student, self.faults)


def try_imports(sandboxed: SandboxedSubmission, modules: tuple[str, ...], *, notebook: bool) -> Imports:
    """Import each module in a worker that has seen no test: its error may be shown to the student in full.

    Args:
        sandboxed: The submission.
        modules: The names of its modules.
        notebook: Whether they are the cells of a notebook, which is one namespace.
    """
    return _notebook(sandboxed, modules) if notebook else _modules(sandboxed, modules)


def _modules(sandboxed: SandboxedSubmission, modules: tuple[str, ...]) -> Imports:
    faults: dict[str, StudentError] = {}
    notes: list[str] = []
    for name in modules:
        try:
            with sandboxed.worker() as student:
                getattr(student, name)
        except StudentError as error:
            faults[name] = error
            if error.fault is not Fault.MISSING:
                notes.append(f"{name}.py cannot be imported{_reason(name, error)} Tests that need it fail.")
    return Imports(faults=faults, notes=tuple(notes))


def _notebook(sandboxed: SandboxedSubmission, modules: tuple[str, ...]) -> Imports:
    """Run a notebook's cells once; all its modules are one namespace."""
    try:
        with sandboxed.worker() as student:
            return Imports(notes=tuple(cell_notes(getattr(student, modules[0]))))
    except StudentError as error:
        note = f"The notebook's cells cannot be run{_reason(modules[0], error)} All tests fail."
        return Imports(faults=dict.fromkeys(modules, error), notes=(note,))


def _reason(name: str, error: StudentError) -> str:
    """Where and why a module did not import: ` in line 3: NameError: ...`."""
    where = ""
    if error.line and error.file == f"{name}.py":
        where = f" in line {error.line}"
    elif error.line:
        where = f" ({safe_line(error.file)}, line {error.line})"
    what = f"{error.type_name}: {error.message}" if error.type_name else error.message
    return f"{where}: {safe_line(what, limit=300)}."


class GuardedStudent:
    """A worker's student; a module that could not be imported before is not imported again."""

    def __init__(self, student: RemoteStudent, faults: Mapping[str, StudentError]) -> None:
        self._student, self._faults = student, faults

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a module proxy
        if name in self._faults:
            error = self._faults[name]
            kind = Fault.MISSING if error.fault is Fault.MISSING else Fault.IMPORT
            raise StudentError(kind, error.type_name, error.message, error.file, error.line)
        return getattr(self._student, name)
