"""Grade submissions: the student's code runs in sandboxed workers, the tests and expected values are in this process.

For each submission, its files are written where only workers read them. Each module is imported once in a worker that
knows no test, so that its import error can be shown in full. Then every test gets a new worker and judges its answers
in this process. At the end weights become points.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder import __version__
from autograder.errors import BadInputError
from autograder.grading.answers import grade_answers
from autograder.grading.cell_notes import cell_notes
from autograder.grading.score import question_results, test_results
from autograder.grading.visibility import reasons_of
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.diagnosis.diagnose import overwriting
from autograder.harness.session.session import HarnessError, Student, run_session
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.answers import ANSWERS
from autograder.model.results import SubmissionResult, TestResult
from autograder.model.session_tests import session_tests
from autograder.sandbox.sandbox import Sandbox
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment
    from autograder.model.bundle import Bundle
    from autograder.sandbox.remote import RemoteStudent
    from autograder.sandbox.submission import SandboxedSubmission


@dataclass(kw_only=True)
class GradingState:
    """What is noted while one submission is graded."""

    submission: Submission
    records: list[TestRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: tuple[TestResult, ...] = ()
    faults: dict[str, StudentError] = field(default_factory=dict)  # module name -> why it cannot be imported
    started: float = field(default_factory=time.perf_counter)

    def record(self, record: TestRecord) -> None:
        """Keep a test's record, without the values that the checks got: they may be large."""
        self.records.append(replace(record, observed={}, wrong=None))


def grade(bundle: Bundle, submission: Submission, *, allow_weak: bool = False) -> SubmissionResult:
    """Grade one submission; to grade many, `grade_each` is faster.

    Raises:
        SandboxError: if student code cannot be confined on this machine.
        BadInputError: if the bundle's tests do not load.
    """
    results: list[SubmissionResult] = []
    grade_each(bundle, [submission], results.append, allow_weak=allow_weak)
    return results[0]


def grade_each(
    bundle: Bundle,
    submissions: Iterable[Submission],
    report: Callable[[SubmissionResult], None],
    *,
    allow_weak: bool = False,
) -> None:
    """Grade submissions one after the other, in one pytest session and one sandbox; report each result at once.

    Raises:
        SandboxError: if student code cannot be confined on this machine.
        BadInputError: if the bundle's tests do not load.
    """
    sandbox = _sandbox(bundle, allow_weak=allow_weak)
    tests = session_tests(bundle.assignment, bundle.data_folder, known=bundle.known, explain=True)

    def grade_all(run: Callable[[Student], None]) -> None:
        sandbox.wait_until_ready()
        for submission in submissions:
            report(_graded(bundle, submission, sandbox, run))

    sandbox.begin()  # its processes come up while pytest collects the tests
    with contextlib.closing(sandbox):
        try:
            run_session(tests, bundle.records, grade_all)
        except HarnessError as error:
            raise BadInputError(str(error)) from error


def _sandbox(bundle: Bundle, *, allow_weak: bool) -> Sandbox:
    assignment, data = bundle.assignment, bundle.data_folder
    return Sandbox(
        packages=assignment.packages,
        limits=assignment.limits,
        allow_weak=allow_weak,
        secrets=[assignment.folder],
        public=[] if data is None else [data],
    )


def _graded(
    bundle: Bundle, submission: Submission, sandbox: Sandbox, run: Callable[[Student], None]
) -> SubmissionResult:
    """Grade one submission; `run` takes its student through all tests."""
    state = GradingState(submission=submission, notes=[*submission.notes])
    _grade_written(bundle, state)
    modules = bundle.assignment.module_names
    with sandbox.submission(_files(bundle.assignment, submission), modules, bundle.data_folder) as sandboxed:
        sandboxed.compile()
        _try_imports(sandboxed, modules, state)
        run(
            Student(
                open=partial(_guarded, sandboxed, state), record=state.record, prints=lambda: sandboxed.prints
            )
        )
    return _result(bundle, state, sandbox.protection)


def _grade_written(bundle: Bundle, state: GradingState) -> None:
    """Grade the written answers, if the assignment has some and the student handed the form in."""
    form = state.submission.files.get(ANSWERS)
    if form is not None and bundle.keys:
        graded = grade_answers(bundle.keys, form)
        state.written = graded.results
        state.notes += graded.notes


def _files(assignment: Assignment, submission: Submission) -> dict[str, bytes]:
    """What lies in the worker's folder: the files handed in and the files that students were given."""
    given = {name: (assignment.folder / name).read_bytes() for name in assignment.given}
    handed_in = {name: body for name, body in submission.files.items() if name in assignment.modules}
    return {**given, **handed_in}


def _try_imports(sandboxed: SandboxedSubmission, modules: tuple[str, ...], state: GradingState) -> None:
    """Import each module in a worker that has seen no test: its error may be shown to the student in full."""
    if state.submission.notebook:
        _try_notebook(sandboxed, modules, state)
        return
    for name in modules:
        try:
            with sandboxed.worker() as student:
                getattr(student, name)
        except StudentError as error:
            state.faults[name] = error
            if error.fault is not Fault.MISSING:
                state.notes.append(
                    f"{name}.py cannot be imported{_import_note(name, error)} Tests that need it fail."
                )


def _try_notebook(sandboxed: SandboxedSubmission, modules: tuple[str, ...], state: GradingState) -> None:
    """Run a notebook's cells once; all its modules are one namespace."""
    try:
        with sandboxed.worker() as student:
            state.notes += cell_notes(getattr(student, modules[0]))
    except StudentError as error:
        state.faults = dict.fromkeys(modules, error)
        state.notes.append(
            f"The notebook's cells cannot be run{_import_note(modules[0], error)} All tests fail."
        )


def _import_note(name: str, error: StudentError) -> str:
    """Where and why a module did not import: ` in line 3: NameError: ...`."""
    where = ""
    if error.line and error.file == f"{name}.py":
        where = f" in line {error.line}"
    elif error.line:
        where = f" ({safe_line(error.file)}, line {error.line})"
    what = f"{error.type_name}: {error.message}" if error.type_name else error.message
    return f"{where}: {safe_line(what, limit=300)}."


@contextlib.contextmanager
def _guarded(sandboxed: SandboxedSubmission, state: GradingState) -> Iterator[_Guarded]:
    with sandboxed.worker() as student:
        yield _Guarded(student, state.faults)


class _Guarded:
    """A worker's student; a module that could not be imported before is not imported again."""

    def __init__(self, student: RemoteStudent, faults: Mapping[str, StudentError]) -> None:
        self._student, self._faults = student, faults
        self.batch, self.call_log = student.batch, student.call_log

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a module proxy
        if name in self._faults:
            error = self._faults[name]
            kind = Fault.MISSING if error.fault is Fault.MISSING else Fault.IMPORT
            raise StudentError(kind, error.type_name, error.message, error.file, error.line)
        return getattr(self._student, name)


def _result(bundle: Bundle, state: GradingState, protection: tuple[str, ...]) -> SubmissionResult:
    assignment, submission = bundle.assignment, state.submission
    questions = question_results(assignment, state.records)
    reasons = reasons_of(state.records, bundle.known)
    return SubmissionResult(
        assignment=assignment.name,
        submission=submission.name,
        points=round(sum(question.points for question in questions), 6),
        max_points=assignment.max_points,
        questions=questions,
        tests=test_results(assignment, state.records, reasons.by_test),
        written=state.written,
        notes=(*state.notes, *overwriting(record for record in state.records if record.folder == PUBLIC)),
        mistakes=reasons.mistakes,
        measures={name: number for record in state.records for name, number in record.measures.items()},
        protection=protection,
        autograder=__version__,
        bundle=bundle.sha256,
        submission_sha256=submission.sha256,
        seed=assignment.seed,
        seconds=round(time.perf_counter() - state.started, 3),
    )
