"""Grade submissions: student code runs in sandboxed workers, and the tests in a judge, one process a submission.

For each submission, its files are written where only workers read them. Each module is imported once in a worker that
knows no test, so that its import error can be shown in full. Then every test gets a new worker, and the judge
compares its answers. This process collects the records; at the end weights become points.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from autograder import __version__
from autograder.errors import BadInputError
from autograder.grading.answers import by_hand
from autograder.grading.grading_state import GradingState
from autograder.grading.judge.process import end_running
from autograder.grading.judging import Judging
from autograder.grading.pictures import Pictures, file_name
from autograder.grading.score import question_results, test_results
from autograder.grading.visibility import Reasons, reasons_of
from autograder.harness.checks.confirm import first_runs, judged
from autograder.harness.checks.needs import is_skipped, with_skipped
from autograder.harness.checks.status import Status
from autograder.harness.diagnosis.diagnose import beside_verdicts
from autograder.harness.importing.encodings import unreadable
from autograder.harness.session.session import HarnessError, run_session
from autograder.model.private_folders import private_beside
from autograder.model.results import GraderFault, SubmissionResult
from autograder.model.secret import secret_hash
from autograder.model.session_tests import session_tests
from autograder.sandbox.leftovers.signals import EndingSignals
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.wire.module_files import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.session.session import Run
    from autograder.model.assignment import Assignment
    from autograder.model.bundle import Bundle


def grade(
    bundle: Bundle,
    submission: Submission,
    *,
    allow_weak: bool = False,
    secrets: Iterable[Path] = (),
    pictures: Path | None = None,
) -> SubmissionResult:
    """Grade one submission; to grade many, `grade_each` is faster.

    Args:
        bundle: The assignment's bundle.
        submission: What the student handed in.
        allow_weak: Whether to grade even where student code could read the tests.
        secrets: What student code must not read, beside the course's own folders: where submissions lie.
        pictures: The folder for PNG files of the first figures of each test.

    Raises:
        SandboxError: if student code cannot be confined on this machine.
        BadInputError: if the bundle's tests do not load.
    """
    results: list[SubmissionResult] = []
    grade_each(
        bundle, [submission], results.append, allow_weak=allow_weak, secrets=secrets, pictures=pictures
    )
    return results[0]


def grade_each(
    bundle: Bundle,
    submissions: Iterable[Submission],
    report: Callable[[SubmissionResult], None],
    *,
    allow_weak: bool = False,
    secrets: Iterable[Path] = (),
    keep: Callable[[Sequence[TestRecord]], None] = lambda _records: None,
    pictures: Path | None = None,
) -> None:
    """Grade submissions one after the other, in one pytest session and one sandbox; report each result at once.

    Args:
        bundle: The assignment's bundle.
        submissions: What students handed in.
        report: Receives each result.
        allow_weak: Whether to grade even where student code could read the tests.
        secrets: What student code must not read, beside the course's own folders: where submissions lie.
        keep: Receives the records of all runs of each submission's tests, before its result. They say what hidden
            tests got and expected, so they are for the author of the tests alone.
        pictures: The folder for PNG files of the first figures of each test; each submission has
            a folder in it.

    Raises:
        SandboxError: if student code cannot be confined on this machine.
        BadInputError: if the bundle's tests do not load.
    """
    sandbox = _sandbox(bundle, secrets, allow_weak=allow_weak)
    tests = session_tests(
        bundle.assignment, bundle.data_folder, secret=bundle.secret, known=bundle.known, explain=True
    )

    def grade_all(run: Run) -> None:
        sandbox.wait_until_ready()
        for submission in submissions:
            kept = None if pictures is None else Pictures(pictures / file_name(submission.name))
            state = _judged(bundle, submission, sandbox, run, kept)
            keep(tuple(state.records))
            report(_result(bundle, state, sandbox.protection))

    def close() -> None:
        end_running()  # a judge, if a signal comes while it works
        sandbox.close()

    with EndingSignals(close) as signals:
        with signals.deferred():
            sandbox.begin()  # its processes come up while pytest collects the tests
        try:
            run_session(tests, bundle.records, grade_all)
        except HarnessError as error:
            raise BadInputError(str(error)) from error


def _sandbox(bundle: Bundle, secrets: Iterable[Path], *, allow_weak: bool) -> Sandbox:
    assignment, data = bundle.assignment, bundle.data_folder
    return Sandbox(
        packages=assignment.packages,
        stand_ins=assignment.stand_ins,
        limits=assignment.limits,
        allow_weak=allow_weak,
        secrets=[*private_beside(assignment.folder), *secrets],
        public=[] if data is None else [data],
    )


def _judged(
    bundle: Bundle, submission: Submission, sandbox: Sandbox, run: Run, pictures: Pictures | None
) -> GradingState:
    """What is noted while one submission is graded; `run` takes its student through all tests."""
    state = GradingState(submission=submission, notes=_first_notes(bundle.assignment, submission))
    files, modules = _files(bundle.assignment, submission), bundle.assignment.module_names
    spellings = bundle.assignment.spellings
    with sandbox.submission(files, modules, bundle.data_folder, spellings) as sandboxed:
        Judging(bundle=bundle, sandboxed=sandboxed, run=run, state=state, pictures=pictures).finish()
    return state


def _first_notes(assignment: Assignment, submission: Submission) -> list[str]:
    """What was said when the submission was taken in, and what Python cannot read in it."""
    modules = () if submission.notebook else assignment.modules
    found = (unreadable(name, submission.files[name]) for name in modules if name in submission.files)
    return list(dict.fromkeys([*submission.notes, *filter(None, found)]))


def _files(assignment: Assignment, submission: Submission) -> dict[str, bytes]:
    """What lies in the worker's folder: the files handed in and the files that students were given."""
    given = {name: (assignment.folder / name).read_bytes() for name in assignment.given}
    beside = {f"{BESIDE}{file.name}": file.read_bytes() for file in assignment.beside_files.values()}
    handed_in = {name: body for name, body in submission.files.items() if name in assignment.modules}
    return {**given, **beside, **handed_in}


def _result(bundle: Bundle, state: GradingState, protection: tuple[str, ...]) -> SubmissionResult:
    assignment, submission = bundle.assignment, state.submission
    # What is said about a failure follows from first runs; what is earned, from both.
    records, counted = (
        _with_not_begun(state, ran) for ran in (first_runs(state.records), judged(state.records))
    )
    counted = tuple(with_skipped(counted, {one.id: one.title for one in assignment.questions}))
    skipped = {record.id for record in counted if is_skipped(record)}
    records = tuple(record for record in records if record.id not in skipped)
    questions = question_results(assignment, counted)
    reasons, overwritten = _remarks(bundle, records)
    return SubmissionResult(
        assignment=assignment.name,
        submission=submission.name,
        points=round(sum(question.points for question in questions), 6),
        max_points=assignment.max_points,
        questions=questions,
        tests=test_results(assignment, counted, reasons.by_test),
        written=(*(state.written or ()), *by_hand(assignment.by_hand)),
        notes=(*state.notes, *overwritten),
        mistakes=reasons.mistakes,
        faults=tuple(_fault(record) for record in state.records if record.status is Status.ERROR),
        measures={name: number for record in records for name, number in record.measures.items()},
        protection=protection,
        autograder=__version__,
        bundle=bundle.sha256,
        submission_sha256=submission.sha256,
        seed=assignment.seed,
        secret_sha256=secret_hash(bundle.secret),
        seconds=round(time.perf_counter() - state.started, 3),
        grader_seconds=round(state.usage.seconds, 3),
        grader_peak_mib=round(state.usage.peak_mib, 1),
    )


def _with_not_begun(state: GradingState, records: Sequence[TestRecord]) -> tuple[TestRecord, ...]:
    if state.not_begun is None:
        return tuple(records)
    return tuple(map(state.not_begun.applied, records))


def _fault(record: TestRecord) -> GraderFault:
    """What the staff has to know of a test that the grader could not run."""
    reason, *trace = record.trace or (record.finding.sentence if record.finding else "",)
    return GraderFault(test=record.id, reason=reason, position=record.position, trace=tuple(trace))


def _remarks(bundle: Bundle, records: Sequence[TestRecord]) -> tuple[Reasons, tuple[str, ...]]:
    """Why tests failed, and what costs no points; nothing if the student's answers prevent it."""
    try:
        return reasons_of(records, bundle.known), beside_verdicts(records)
    except Exception:  # noqa: BLE001 - a remark that cannot be made costs no grade and no other student's
        return Reasons(by_test={}, mistakes=()), ()
