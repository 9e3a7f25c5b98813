"""Import each module of a submission once, in a worker that knows no test, and tell the student what went wrong."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from autograder.grading.cell_notes import cell_notes
from autograder.harness.importing.module_names import file_of
from autograder.harness.leaving_out.decide import BUDGET, REST, SLOW, Decider, failing
from autograder.harness.leaving_out.words import module_notes, notebook_notes
from autograder.harness.reading.import_circles import import_circle
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograder.harness.leaving_out.decide import Decision
    from autograder.sandbox.remote import RemoteStudent
    from autograder.sandbox.submission import SandboxedSubmission


@dataclass(frozen=True, kw_only=True)
class Imports:
    """What came of importing the modules.

    Attributes:
        faults: The name of each module that cannot be imported, and why.
        notes: Sentences to the student.
        seconds: What it took to import all modules, where that is known.
    """

    faults: Mapping[str, StudentError] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @contextlib.contextmanager
    def worker(self, sandboxed: SandboxedSubmission) -> Iterator[GuardedStudent]:
        """The student in a new worker, where a module that cannot be imported is not tried again."""
        with sandboxed.worker() as student:
            yield GuardedStudent(student, self.faults)


def try_imports(
    sandboxed: SandboxedSubmission, modules: tuple[str, ...], *, notebook: bool, tests: int
) -> Imports:
    """Import each module in a worker that has seen no test: its error may be shown to the student in full.

    If all can be imported in little time, that is all. Otherwise their statements are measured one by one, and the
    modules are compiled again without those that take long or fail.

    Args:
        sandboxed: The submission.
        modules: The names of its modules.
        notebook: Whether they are the cells of a notebook, which is one namespace.
        tests: How many tests will import them. What that takes does not count against the time of the tests.
    """
    quick = _quick_notebook(sandboxed, modules) if notebook else _quick_modules(sandboxed, modules)
    if quick is not None:
        sandboxed.total.allow(tests * quick.seconds)
        return quick
    decisions = _decisions(sandboxed, modules[:1] if notebook else modules, tests)
    left_out = {name: decision.left_out for name, decision in decisions.items() if decision.left_out}
    if left_out:
        sandboxed.compile_without(left_out)
    left = sum(decision.rest for decision in decisions.values())
    sandboxed.total.allow(tests * min(max(left, REST), 2 * SLOW))
    if notebook:
        ran = _notebook(sandboxed, modules, decisions[modules[0]])
        return replace(ran, notes=(*notebook_notes(decisions[modules[0]]), *ran.notes))
    files = {name: file_of(name, sandboxed.files) for name in modules}
    sources = {name: sandboxed.files[file] for name, file in files.items() if file in sandboxed.files}
    return _modules(sandboxed, decisions, import_circle(sources, failing(decisions)))


def _quick_modules(sandboxed: SandboxedSubmission, modules: tuple[str, ...]) -> Imports | None:
    """Import the modules in one worker; None if one fails, or they take long together."""
    faults: dict[str, StudentError] = {}
    seconds = 0.0
    try:
        with sandboxed.measuring_worker() as worker:
            for name in modules:
                try:
                    seconds += worker.import_whole(name, 2 * SLOW)
                except StudentError as error:
                    if error.fault is not Fault.MISSING:
                        return None
                    faults[name] = error
    except StudentError:
        return None
    return None if seconds > SLOW else Imports(faults=faults, seconds=seconds)


def _quick_notebook(sandboxed: SandboxedSubmission, modules: tuple[str, ...]) -> Imports | None:
    """Run a notebook's cells; None if they take long or end the process."""
    try:
        with sandboxed.measuring_worker() as worker:
            seconds = worker.import_whole(modules[0], 2 * SLOW)
            if seconds > SLOW:
                return None
            return Imports(notes=tuple(cell_notes(getattr(worker.student, modules[0]))), seconds=seconds)
    except StudentError:
        return None


def _decisions(sandboxed: SandboxedSubmission, modules: tuple[str, ...], tests: int) -> dict[str, Decision]:
    limits = sandboxed.limits
    # The imports of all tests together may take a third of the total time.
    affordable = min(limits.test_seconds / 4, limits.total_seconds / 3 / max(tests, 1))
    budget = min(BUDGET, 4 * limits.test_seconds, limits.cpu_seconds / 2, limits.total_seconds / 8)
    return Decider(modules, sandboxed.measuring_worker, affordable, budget).decide()


def _modules(sandboxed: SandboxedSubmission, decisions: Mapping[str, Decision], circle: str) -> Imports:
    """Import them without what is left out; a circle of imports is all that is said of what fails because of it."""
    faults: dict[str, StudentError] = {}
    notes: list[str] = [circle] if circle else []
    for name, decision in decisions.items():
        late = decision.fault is not None and decision.fault.fault is Fault.TIMEOUT
        # Anything else that ended its measuring may be the doing of a module that was measured before it.
        error = decision.fault if late else _fault(sandboxed, name)
        if error is None:
            notes += [] if circle else module_notes(file_of(name, sandboxed.files), decision)
            continue
        known = any((one.file, one.line) == (error.file, error.line) for one in faults.values())
        faults[name] = error
        if not circle and error.fault is not Fault.MISSING and not (known and error.line):
            file = file_of(name, sandboxed.files)
            notes.append(f"{file} cannot be imported{_reason(file, error)} Tests that need it fail.")
    return Imports(faults=faults, notes=tuple(notes))


def _fault(sandboxed: SandboxedSubmission, name: str) -> StudentError | None:
    """Why a module cannot be imported as a test's worker does it; None if it can."""
    try:
        with sandboxed.worker() as student:
            getattr(student, name)
    except StudentError as error:
        return error
    return None


def _notebook(sandboxed: SandboxedSubmission, modules: tuple[str, ...], decision: Decision) -> Imports:
    """Run a notebook's cells once; all its modules are one namespace."""
    try:
        if decision.fault is not None:
            raise decision.fault
        with sandboxed.worker() as student:
            return Imports(notes=tuple(cell_notes(getattr(student, modules[0]))))
    except StudentError as error:
        reason = _reason(file_of(modules[0], sandboxed.files), error)
        note = f"The notebook's cells cannot be run{reason} All tests fail."
        return Imports(faults=dict.fromkeys(modules, error), notes=(note,))


def _reason(file: str, error: StudentError) -> str:
    """Where and why a module did not import: ` in line 3: NameError: ...`."""
    where = ""
    if error.line and error.file == file:
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
