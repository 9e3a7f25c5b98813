"""One pytest session over the modules of one student or many.

To record the reference, to run `run_tests.py` at home, to audit and to grade all use this engine; only the student
behind the fixture `student` differs. Tests are collected once, and each student then goes through all of them.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from _pytest.runner import runtestprotocol  # what pytest-rerunfailures and pytest-xdist rest on as well

from ..checks.check import Check, CheckFailed, HarnessError
from ..checks.status import Status
from ..checks.test_record import is_graders_fault
from ..student.proxy import StudentError
from .chosen_tests import MARKS, chosen_tests
from .isolation import OPTIONS, own_environment, own_test_modules, within
from .open_students import OpenStudents
from .own_warnings import students_warnings_only
from .prints import Prints
from .recording import last_line, record_of
from .remarks import stop_by, with_reason_of_none, with_remarks
from .seeds import generator_of
from .shared import importable, read_fixtures
from .students import StoppedError, Student, Tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..checks.expected import Records
    from ..checks.test_record import TestRecord
    from .chosen_tests import ChosenTest
    from .open_students import Open
    from .seeds import Draws


def run_tests(
    tests: Tests, records: Records | None, open_student: Open, sources: Callable[[], Mapping[str, str]] = dict
) -> list[TestRecord]:
    """Take one student through all tests.

    Args:
        tests: What to run.
        records: The expected values; None to record them, in `TestRecord.observed`: nothing is judged then.
        open_student: Gives a fresh student (module proxies) for one test, and puts it away afterwards.
        sources: Gives the text of the student's files, by name.

    Returns:
        The record of each run: of every test, and where `tests` has a secret, of second runs of public tests.

    Raises:
        HarnessError: if the tests do not load, or there are none.
    """
    ran: list[TestRecord] = []
    run_session(
        tests, records, lambda run: run(Student(open=open_student, record=ran.append, sources=sources))
    )
    return ran


def run_session(tests: Tests, records: Records | None, body: Callable[[Run], None]) -> None:
    """Collect the tests once, then call `body(run)`: in it, `run(student)` takes a student through all of them.

    Args:
        tests: What to run.
        records: The expected values, or None to record them.
        body: Gets `run`, and calls it for one student after the other; what it raises leaves this function.

    Raises:
        HarnessError: if the tests do not load, or there are none.
    """
    tests = replace(tests, shared=tuple(file.absolute() for file in tests.shared))
    session = _Session(tests, records, body)
    top = Path(os.path.commonpath([os.path.realpath(folder) for folder in tests.folders.values()]))
    files = [
        os.path.relpath(file, top)
        for folder in tests.folders.values()
        for file in sorted(Path(os.path.realpath(folder)).glob("test_*.py"))
    ]
    if not files:
        raise HarnessError(
            f"there are no tests in {', '.join(str(folder) for folder in tests.folders.values())}"
        )
    noise = io.StringIO()
    with (
        own_environment(),
        own_test_modules(tests.folders),
        contextlib.redirect_stdout(noise),
        contextlib.redirect_stderr(noise),
        within(top) as leave,
    ):
        session.collected = leave
        code = pytest.main([*OPTIONS, *files], plugins=[session])
    if session.broken is not None:
        raise session.broken
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise HarnessError(f"pytest ended with {code!s}: {noise.getvalue()[-2000:].strip()}")


@dataclass(frozen=True)
class Run:
    """Takes a student through the tests of a session: `run(student)`.

    Attributes:
        tests: The tests that were chosen, in the order in which they run.
    """

    tests: tuple[ChosenTest, ...]
    _take_through: Callable[[Student], None]

    def __call__(self, student: Student) -> None:
        """Run every test, or those of `student.only`."""
        self._take_through(student)


class _Session:
    """The plugin: fixtures and marks for the tests, and a record of each test."""

    def __init__(self, tests: Tests, records: Records | None, body: Callable[[Run], None]) -> None:
        self.tests, self.records = tests, records
        self._body = body
        self.collected: Callable[[], None] = lambda: None  # called when all tests are collected
        self.broken: BaseException | None = None
        self._student: Student | None = None
        self._chosen: tuple[ChosenTest, ...] = ()
        self._id = ""
        self._check: Check | None = None
        self._error: BaseException | None = None
        self._open_students = self._no_students(batch=False)
        self._streams = sys.stdout, sys.stderr  # pytest's own lines go elsewhere; `body` may print

    # What a test may ask for

    @pytest.fixture
    def student(self) -> Iterator[Any]:
        """The student's modules, as attributes; each test imports them anew, in a process of its own in the grade."""
        with self._open_students.opened(self._running.open) as student:
            yield student

    @pytest.fixture
    def fresh_student(self, student: Any) -> Iterator[Any]:  # noqa: ANN401, ARG002 - opened within the other
        """The same modules once more, imported anew where nothing is seen of what `student` does.

        It is opened when the test first asks for a module of it.
        """
        with self._open_students.at_first_use(self._running.fresh or self._running.open) as student_:
            yield student_

    @pytest.fixture
    def check(self) -> Check:
        """Judges the student's values by name."""
        self._check = Check(
            self._id, self.records, self.tests.measures, self._open_students, self._running.sources
        )
        return self._check

    @pytest.fixture
    def rng(self) -> Draws:
        """Random numbers, the same in each run: NumPy's `RandomState`, and plain ones by `integer` and `choice`."""
        return generator_of(self.tests, self._id)

    @pytest.fixture
    def data_folder(self) -> Path:
        """The folder of the public data set, a `Path`; the student's code has it in its own folder."""
        if self.tests.data_folder is None:
            raise HarnessError("the assignment has no data folder; see [data] in assignment.toml")
        return self.tests.data_folder

    # What pytest asks of us

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in MARKS:
            config.addinivalue_line("markers", mark)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_collection(self, session: pytest.Session) -> Iterator[None]:
        with importable(self.tests.shared):
            self.broken = read_fixtures(session, self.tests)
            yield

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.broken is None:
            self.broken = HarnessError(f"{report.nodeid} does not load: {last_line(report.longrepr)}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.broken is not None:
            return True
        try:
            self.collected()
            self._chosen = chosen_tests(session.items, self.tests)
            gc.freeze()  # pytest and the tests stay: no collection has to walk through them again
            with contextlib.redirect_stdout(self._streams[0]), contextlib.redirect_stderr(self._streams[1]):
                self._body(Run(self._chosen, self._run))
        except BaseException as error:  # noqa: BLE001 - carried out of pytest.main, which would swallow it
            self.broken = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        # An empty report: pytest would render a traceback, which takes longer than the test and which nobody reads.
        if call.excinfo is not None and self._error is None:
            self._error = call.excinfo.value
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        when: Any = call.when  # never `collect` here
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def _run(self, student: Student) -> None:
        """Every test that is chosen, against this student."""
        self._student = student
        failed: set[str] = set()  # these do not run again
        tests = [test for test in self._chosen if student.only is None or test.id in student.only]
        for number, test in enumerate(tests):
            if test.test in failed:
                continue
            student.turn(test.question, {later.question for later in tests[number:]})
            record = self._run_test(student, test)
            if record.status is not Status.PASSED and student.again():
                record = self._run_test(student, test)
            student.judged(record)
            student.record(
                self._with_remarks(record) if student.remarks and not test.is_second_run else record
            )
            if not record.earned_share:
                failed.add(test.id)

    def _with_remarks(self, record: TestRecord) -> TestRecord:
        last = self._check.last if self._check is not None and isinstance(self._error, CheckFailed) else None
        sources, call_log = self._running.sources, self._open_students.call_log
        record = with_reason_of_none(record, call_log, sources)
        return with_remarks(record, self.tests, call_log, last, stop_by(self._error, self.tests, sources))

    def _run_test(self, student: Student, test: ChosenTest) -> TestRecord:
        student.begins(test.id)
        student.limit(test.seconds)
        student.without(test.without)
        printed, seconds = self._attempt(test)
        if is_graders_fault(self._error):  # a process could not be had, say: no answer has led to that
            printed, seconds = self._attempt(test)
        if isinstance(self._error, (KeyboardInterrupt, HarnessError)):
            raise self._error
        record = record_of(
            test,
            self._check,
            self._error,
            call_log=self._open_students.call_log,
            seconds=seconds,
            prints=printed + student.prints(),
        )
        # Of a second run nobody is to read more than the verdict.
        return replace(record, prints="") if test.is_second_run else record

    def _attempt(self, test: ChosenTest) -> tuple[str, float]:
        """Run a test to its end, which is noted; give what was printed in this process, and the seconds."""
        self._id, self._check, self._error = test.id, None, None
        self._open_students = self._no_students(batch=test.item.get_closest_marker("batch") is not None)
        self._open_students.without = self.tests.paths_of(test.without)
        printed, started = Prints(), time.perf_counter()
        with students_warnings_only(), printed.kept():
            try:
                runtestprotocol(test.item, log=False, nextitem=None)
            except KeyboardInterrupt as stop:
                raise StoppedError(test.title) from stop
        return printed.text, time.perf_counter() - started

    def _no_students(self, *, batch: bool) -> OpenStudents:
        return OpenStudents(lambda: self._error is not None, lambda: self._running.sources(), batch=batch)  # noqa: PLW0108 - no student runs yet

    @property
    def _running(self) -> Student:
        """The student who goes through the tests."""
        if self._student is None:
            raise HarnessError("a test asked for its student outside a run")
        return self._student


__all__ = [
    "HarnessError",
    "Run",
    "StoppedError",
    "Student",
    "StudentError",
    "Tests",
    "run_session",
    "run_tests",
]
