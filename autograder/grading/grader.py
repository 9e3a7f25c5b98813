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
from typing import TYPE_CHECKING

from autograder import __version__
from autograder.errors import BadInputError
from autograder.grading.answers import grade_answers
from autograder.grading.imports import try_imports
from autograder.grading.score import question_results, test_results
from autograder.grading.visibility import reasons_of
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.diagnosis.diagnose import overwriting
from autograder.harness.session.session import HarnessError, Student, run_session
from autograder.model.answers import ANSWERS
from autograder.model.results import SubmissionResult, TestResult
from autograder.model.session_tests import session_tests
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.wire.module_files import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment
    from autograder.model.bundle import Bundle


@dataclass(kw_only=True)
class GradingState:
    """What is noted while one submission is graded."""

    submission: Submission
    records: list[TestRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: tuple[TestResult, ...] = ()
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
        imports = try_imports(sandboxed, modules, notebook=submission.notebook)
        state.notes += imports.notes
        run(
            Student(
                open=partial(imports.worker, sandboxed), record=state.record, prints=lambda: sandboxed.prints
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
    beside = {f"{BESIDE}{file.name}": file.read_bytes() for file in assignment.beside_files.values()}
    handed_in = {name: body for name, body in submission.files.items() if name in assignment.modules}
    return {**given, **beside, **handed_in}


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
