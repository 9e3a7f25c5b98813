"""Run modules against an assignment's tests in this process: the reference to record it, the stub to judge it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.proof.collected import refuse_long, refuse_uncollected
from autograder.authoring.proof.entering import Entering, with_questions
from autograder.authoring.proof.reasons import misunderstanding
from autograder.authoring.proof.sentences import one_by_one, source_lines
from autograder.authoring.proof.sleeping import sleep_within
from autograder.errors import BadInputError, BuildRefusedError
from autograder.harness.checks.confirm import first_runs, second_runs
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.crashes.sources import texts_of
from autograder.harness.session.session import HarnessError, Student, run_session, run_tests
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.local_limit import LocalLimit
from autograder.model.session_tests import session_tests
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.reading.stub_functions import StubFunction, StubFunctions
    from autograder.harness.session.chosen_tests import ChosenTest
    from autograder.harness.session.session import Run
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The reference's run through the tests."""

    values: Records  # what every check saw
    tests: tuple[TestRecord, ...]  # all of them passed
    confirmed: tuple[
        TestRecord, ...
    ]  # second runs of public tests, with numbers from the secret; they passed too
    stubs: StubFunctions  # the functions that students are to write, and the tests that go through them


def record(
    assignment: Assignment,
    modules: Mapping[str, str],
    data_folder: Path | None,
    secret: bytes,
    functions: Sequence[StubFunction] = (),
) -> Recorded:
    """Run the reference solution to learn what every check sees.

    Args:
        assignment: The assignment, with its tests beside it.
        modules: File name to source text of the reference.
        data_folder: The public data set, already made, or None.
        secret: With which the random numbers of hidden tests are drawn.
        functions: The functions that students are to write.

    Raises:
        BuildRefusedError: if a test does not run to its end on the reference.
        BadInputError: if the tests themselves do not load.
    """
    ran, stubs = _run_reference(assignment, modules, data_folder, secret, functions)
    failed = [test for test in ran if test.status is not Status.PASSED]
    if failed:
        said = one_by_one(failed, source_lines(assignment))
        sentences = [f"{sentence}{misunderstanding(record)}" for record, sentence in said]
        raise BuildRefusedError(
            f"the reference solution does not pass its own tests: {listed(sentences, shown=5, between='; ')}"
        )
    values = Records(
        {record_key(test.id, name): test.observed[name] for test in ran for name in test.recorded_names}
    )
    return Recorded(values=values, tests=first_runs(ran), confirmed=second_runs(ran), stubs=stubs)


def judge(
    assignment: Assignment,
    modules: Mapping[str, str],
    records: Records,
    data_folder: Path | None,
    secret: bytes,
) -> tuple[TestRecord, ...]:
    """Every test's record when these modules run against the recorded values.

    Second runs are left out: what passes a public test at home is not to earn its points by chance in the grade.

    Raises:
        BadInputError: if the tests themselves do not load.
    """
    return first_runs(_run(assignment, modules, data_folder, records, secret))


def _run_reference(
    assignment: Assignment,
    modules: Mapping[str, str],
    data_folder: Path | None,
    secret: bytes,
    functions: Sequence[StubFunction],
) -> tuple[tuple[TestRecord, ...], StubFunctions]:
    """Record the reference, within the time that a test may take, and what each test goes through."""
    tests = session_tests(assignment, data_folder, secret=secret)
    seconds = assignment.limits.test_seconds
    ran: list[TestRecord] = []
    chosen: list[ChosenTest] = []
    with laid_out(assignment, modules, data_folder) as folder, sleep_within(seconds) as awake:
        entering = Entering(folder, modules, functions)
        limit, names, beside = LocalLimit(seconds, folder), assignment.module_names, assignment.beside_files

        def open_student() -> LocalStudent:
            awake()
            return LocalStudent(folder, names, beside, limit=limit, stand_ins=assignment.stand_ins)

        def body(run: Run) -> None:
            refuse_uncollected(run.tests, tests.folders.values())
            refuse_long(run.tests, assignment.limits)
            chosen.extend(run.tests)
            run(
                Student(
                    open=open_student,
                    record=ran.append,
                    begins=entering.begins,
                    limit=limit.own,
                    judged=entering.ended,
                    sources=partial(texts_of, folder, assignment.modules),
                )
            )

        with _tests_at_fault():
            run_session(tests, None, body)
    return tuple(ran), with_questions(functions, entering.entries, chosen, tests.questions)


@contextlib.contextmanager
def _tests_at_fault() -> Iterator[None]:
    try:
        yield
    except HarnessError as error:
        raise BadInputError(str(error)) from error


def _run(
    assignment: Assignment,
    modules: Mapping[str, str],
    data_folder: Path | None,
    records: Records,
    secret: bytes,
) -> tuple[TestRecord, ...]:
    tests = session_tests(assignment, data_folder, secret=secret)
    with laid_out(assignment, modules, data_folder) as folder:
        names, beside = assignment.module_names, assignment.beside_files
        with _tests_at_fault():
            sources = partial(texts_of, folder, assignment.modules)
            student = partial(LocalStudent, folder, names, beside, stand_ins=assignment.stand_ins)
            return tuple(run_tests(tests, records, student, sources))


@contextlib.contextmanager
def laid_out(assignment: Assignment, modules: Mapping[str, str], data_folder: Path | None) -> Iterator[Path]:
    """The modules, the given files and the data in one folder, as a student has them."""
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as temporary:
        folder = Path(temporary)
        for name, text in modules.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for name in assignment.given:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(assignment.folder / name, folder / name)
        if assignment.data is not None and data_folder is not None:
            shutil.copytree(data_folder, folder / assignment.data.folder)
        yield folder
