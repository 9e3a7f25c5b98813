"""Grade submissions: the student's code in a sandboxed worker, the tests and the expected values here.

The story of one submission: its files are placed where only workers read them; each module is imported once in a
worker that knows no test, so that its import error can be shown in full; then every test gets a fresh worker and
judges here what comes back; at the end weights become points.
"""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import __version__
from autograder.errors import BadInputError
from autograder.files import tree_hash
from autograder.grading.answers import answer_notes, grade_answers
from autograder.grading.cell_notes import cell_notes
from autograder.grading.feedback import PUBLIC, diagnoses
from autograder.grading.score import question_results, test_results
from autograder.harness.checks.expected import Records
from autograder.harness.diagnosis.diagnose import mistakes_made, overwriting
from autograder.harness.diagnosis.known_mistakes import KnownMistakes
from autograder.harness.session.session import HarnessError, Subject, Tests, run_tests
from autograder.harness.student.proxy import Fault, StudentError
from autograder.model.answers import ANSWERS, load_answers
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.results import SubmissionResult
from autograder.sandbox.sandbox import Sandbox
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.answers import AnswerKey
    from autograder.sandbox.remote import RemoteStudent
    from autograder.sandbox.submission import Placed


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that grading needs of an assignment: tests, expected values and data, and no reference solution."""

    assignment: Assignment
    records: Records
    keys: tuple[AnswerKey, ...]
    known: KnownMistakes | None
    sha256: str

    @property
    def data_folder(self) -> Path | None:
        """The public data set, or None where the assignment has none."""
        data = self.assignment.data
        return None if data is None else self.assignment.folder / data.folder


@dataclass(kw_only=True)
class _Sheet:
    """What is noted while one submission is graded."""

    submission: Submission
    records: list[TestRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: dict[str, StudentError] = field(default_factory=dict)  # module name -> why it cannot be imported
    started: float = field(default_factory=time.perf_counter)


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle that `autograder build` made.

    Raises:
        BadInputError: if a part is missing or cannot be read.
    """
    assignment = load_assignment(folder)
    try:
        records = Records.load(folder / "records.npz")
        known = KnownMistakes.load(folder)
    except (OSError, ValueError) as error:
        raise BadInputError(f"{folder}: {error}; run `autograder build {assignment.name}`") from error
    _refuse_gaps(assignment, records)
    keys = load_answers(folder / ANSWERS) if (folder / ANSWERS).is_file() else ()
    return Bundle(assignment=assignment, records=records, keys=keys, known=known, sha256=tree_hash(folder))


def _refuse_gaps(assignment: Assignment, records: Records) -> None:
    """A file of tests that is gone would leave its points to the tests that are still there."""
    tests = {f"tests/{key.partition('::')[0]}" for key in records.values}
    missing = [name for name in sorted({*assignment.given, *tests}) if not (assignment.folder / name).is_file()]
    if missing:
        raise BadInputError(
            f"{assignment.folder}: the bundle lacks {', '.join(missing)}; run `autograder build {assignment.name}`"
        )


def grade(bundle: Path, submission: Submission, *, allow_weak: bool = False) -> SubmissionResult:
    """Grade one submission; `grade_each` grades many for little more."""
    results: list[SubmissionResult] = []
    grade_each(load_bundle(bundle), [submission], results.append, allow_weak=allow_weak)
    return results[0]


def grade_each(
    bundle: Bundle,
    submissions: Iterable[Submission],
    report: Callable[[SubmissionResult], None],
    *,
    allow_weak: bool = False,
) -> None:
    """Grade submissions one after the other in one pytest session and one sandbox; report each as it is done.

    Raises:
        SandboxError: if student code cannot be held on this machine.
        BadInputError: if the bundle's tests do not load.
    """
    current: list[_Sheet] = []

    def note(_name: str, record: TestRecord) -> None:
        # What the checks saw came from student code, may be large, and would add up over the tests.
        current[-1].records.append(replace(record, seen={}, wrong=None))

    with _starting(bundle, allow_weak=allow_weak) as sandbox:
        subjects = _subjects(bundle, submissions, sandbox, report, current)
        try:
            run_tests(_tests(bundle), subjects, bundle.records, note)
        except HarnessError as error:
            raise BadInputError(str(error)) from error


@contextlib.contextmanager
def _starting(bundle: Bundle, *, allow_weak: bool) -> Iterator[Future[Sandbox]]:
    """A sandbox that starts while pytest collects the tests."""
    assignment, data = bundle.assignment, bundle.data_folder
    sandbox = Sandbox(
        packages=assignment.packages,
        limits=assignment.limits,
        allow_weak=allow_weak,
        secrets=[assignment.folder],
        public=[] if data is None else [data],
    )
    sandbox.begin()
    # The pool stands last, to be left first: the stack must not close while the sandbox still comes up.
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        yield pool.submit(stack.enter_context, sandbox)


def _subjects(
    bundle: Bundle,
    submissions: Iterable[Submission],
    starting: Future[Sandbox],
    report: Callable[[SubmissionResult], None],
    current: list[_Sheet],
) -> Iterator[Subject]:
    """One subject per submission; between two of them the finished one is scored and reported."""
    assignment = bundle.assignment
    sandbox = starting.result()
    for submission in submissions:
        sheet = _Sheet(submission=submission, notes=[*submission.notes, *_answer_notes(bundle, submission)])
        current[:] = [sheet]
        with sandbox.place(_files(assignment, submission), _modules(assignment), bundle.data_folder) as placed:
            placed.compile()
            _try_imports(placed, _modules(assignment), sheet)
            yield Subject(submission.name, partial(_guarded, placed, sheet), partial(_prints, placed))
        report(_result(bundle, sheet, sandbox.protection))


def _files(assignment: Assignment, submission: Submission) -> dict[str, bytes]:
    """What lies in the worker's folder: the files handed in and the files that students were given."""
    given = {name: (assignment.folder / name).read_bytes() for name in assignment.given}
    handed_in = {name: body for name, body in submission.files.items() if name in assignment.modules}
    return {**given, **handed_in}


def _modules(assignment: Assignment) -> tuple[str, ...]:
    return tuple(Path(name).stem for name in assignment.modules)


def _tests(bundle: Bundle) -> Tests:
    folders = {name: bundle.assignment.folder / "tests" / name for name in ("public", "hidden")}
    return Tests(
        folders={name: folder for name, folder in folders.items() if folder.is_dir()},
        seed=bundle.assignment.seed,
        questions=tuple(question.id for question in bundle.assignment.questions),
        data_folder=bundle.data_folder,
        known=bundle.known,
        measures=tuple(measure.id for measure in bundle.assignment.measures),
        explain=True,
    )


def _answer_notes(bundle: Bundle, submission: Submission) -> tuple[str, ...]:
    answers = submission.files.get(ANSWERS)
    return answer_notes(bundle.keys, answers) if answers is not None and bundle.keys else ()


def _prints(placed: Placed) -> str:
    """What the worker that ended last printed."""
    return placed.prints


def _try_imports(placed: Placed, modules: tuple[str, ...], sheet: _Sheet) -> None:
    """Import each module in a worker that has seen no test: what it says may be shown to the student."""
    if sheet.submission.notebook:
        _try_notebook(placed, modules, sheet)
        return
    for name in modules:
        try:
            with placed.worker() as student:
                getattr(student, name)
        except StudentError as error:
            sheet.faults[name] = error
            if error.fault is not Fault.MISSING:
                sheet.notes.append(
                    f"{name}.py cannot be imported{_import_note(name, error)} Tests that need it fail."
                )


def _try_notebook(placed: Placed, modules: tuple[str, ...], sheet: _Sheet) -> None:
    """A notebook's modules are one."""
    try:
        with placed.worker() as student:
            sheet.notes += cell_notes(getattr(student, modules[0]))
    except StudentError as error:
        sheet.faults = dict.fromkeys(modules, error)
        sheet.notes.append(f"The notebook's cells cannot be run{_import_note(modules[0], error)} All tests fail.")


def _import_note(name: str, error: StudentError) -> str:
    place = f" in line {error.line}" if error.line and error.file == f"{name}.py" else ""
    if error.line and not place:
        place = f" ({safe_line(error.file)}, line {error.line})"
    what = f"{error.type_name}: {error.message}" if error.type_name else error.message
    return f"{place}: {safe_line(what, limit=300)}."


@contextlib.contextmanager
def _guarded(placed: Placed, sheet: _Sheet) -> Iterator[_Guarded]:
    with placed.worker() as student:
        yield _Guarded(student, sheet.faults)


class _Guarded:
    """A worker's student, save that a module which could not be imported is not tried again."""

    def __init__(self, student: RemoteStudent, faults: Mapping[str, StudentError]) -> None:
        self._student, self._faults = student, faults
        self.pipeline, self.handed = student.pipeline, student.handed

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a module proxy
        if name in self._faults:
            error = self._faults[name]
            kind = Fault.MISSING if error.fault is Fault.MISSING else Fault.IMPORT
            raise StudentError(kind, error.type_name, error.message, error.file, error.line)
        return getattr(self._student, name)


def _result(bundle: Bundle, sheet: _Sheet, protection: tuple[str, ...]) -> SubmissionResult:
    assignment, submission = bundle.assignment, sheet.submission
    questions = question_results(assignment, sheet.records)
    answers = submission.files.get(ANSWERS)
    return SubmissionResult(
        assignment=assignment.name,
        submission=submission.name,
        points=round(sum(question.points for question in questions), 6),
        max_points=assignment.max_points,
        questions=questions,
        tests=test_results(assignment, sheet.records, diagnoses(sheet.records, bundle.known)),
        written=grade_answers(bundle.keys, answers) if answers is not None and bundle.keys else (),
        notes=(*sheet.notes, *overwriting(record for record in sheet.records if record.folder == PUBLIC)),
        mistakes=mistakes_made(sheet.records, bundle.known) if bundle.known else (),
        measures={name: number for record in sheet.records for name, number in record.measures.items()},
        protection=protection,
        autograder=__version__,
        bundle=bundle.sha256,
        submission_sha256=submission.sha256,
        seed=assignment.seed,
        seconds=round(time.perf_counter() - sheet.started, 3),
    )
