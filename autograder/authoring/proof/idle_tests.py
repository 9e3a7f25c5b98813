"""Refuse tests that a file which does nothing passes: they would give points for nothing."""

from __future__ import annotations

import contextlib
import py_compile
import warnings
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING

import numpy as np

from autograder.authoring.proof.idle_students import (
    IdleStudent,
    files_that_answer,
    files_that_raise,
    files_without_code,
)
from autograder.authoring.proof.reasons import why_idle_files_pass
from autograder.authoring.proof.record import laid_out
from autograder.authoring.proof.time_limit import limited
from autograder.errors import BadInputError, BuildRefusedError
from autograder.harness.checks.expected import record_key
from autograder.harness.session.session import HarnessError, Student, run_session
from autograder.model.session_tests import session_tests
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from autograder.authoring.proof.idle_students import IdleFile
    from autograder.authoring.proof.record import Recorded
    from autograder.harness.checks.expected import Records
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.session.students import Tests
    from autograder.model.assignment import Assignment

_SECONDS = 5.0  # of processor time that a test may have, beside what the reference needs of it
_TIMES_AS_LONG = 20
_LONGEST_TEXT = 4_000  # letters, as of a worker's fault


def refuse_idle_tests(
    assignment: Assignment,
    recorded: Recorded,
    modules: Mapping[str, str],
    data_folder: Path | None,
    secret: bytes,
) -> None:
    """Refuse tests with points that a file which does nothing passes, and records that consist of zeros.

    Args:
        assignment: The assignment, with its tests beside it.
        recorded: The reference's run through the tests.
        modules: File name to source text of the reference.
        data_folder: The public data set, or None.
        secret: With which the random numbers of hidden tests are drawn.

    Raises:
        BuildRefusedError: with a sentence for each such test.
        BadInputError: if the tests themselves do not load.
    """
    weighted = {test.id: test for test in recorded.tests if test.weight > 0}
    sentences = dict(_about_records(recorded, weighted))
    with laid_out(assignment, modules, data_folder) as folder:
        for file in folder.glob("*.py"):  # each test imports the modules anew
            py_compile.compile(str(file), quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        session = session_tests(assignment, data_folder, secret=secret)
        passed = _passed(session, assignment, recorded.values, weighted, folder)
    for record, idle in passed:
        advice = why_idle_files_pass(record) or f"; {idle.advice}"
        sentences[record.id] = f"{record.position}: {_name(record)} passes on {idle.name}{advice}"
    if sentences:
        raise BuildRefusedError(
            f"tests give points for nothing: {listed([*sentences.values()], shown=5, between='; ')}"
        )


def _about_records(recorded: Recorded, tests: Mapping[str, TestRecord]) -> Iterator[tuple[str, str]]:
    """Test and sentence for recorded arrays that consist of zeros, unless their check says `zeros=True`."""
    for id_, test in tests.items():
        for name in sorted(test.recorded_names - test.zeros_allowed):
            value = recorded.values.values[record_key(test.id, name)]
            if value.size > 1 and value.dtype.kind in "iufc" and not value.any():
                sentence = (
                    f"{test.position}: {_name(test)} compares {name!r} with zeros alone, which a file that computes "
                    "nothing may have; use inputs that give other numbers, or write zeros=True into the check"
                )
                yield id_, sentence


def _passed(
    session: Tests,
    assignment: Assignment,
    records: Records,
    tests: Mapping[str, TestRecord],
    folder: Path,
) -> list[tuple[TestRecord, IdleFile]]:
    """The tests that a file which does nothing passes, each with the first such file."""
    found: dict[str, tuple[TestRecord, IdleFile]] = {}

    def run_all(run: Callable[[Student], None]) -> None:
        for file, chosen in _files(tests):
            student = _Run(tests, folder, assignment, file)
            only = chosen - found.keys()
            run(Student(open=student.open, fresh=student.fresh, record=student.record, only=only))
            found.update(student.passed)

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # zeros lead to divisions by zero
            run_session(session, records, run_all)
    except HarnessError as error:
        raise BadInputError(str(error)) from error
    return list(found.values())


def _files(tests: Mapping[str, TestRecord]) -> Iterator[tuple[IdleFile, frozenset[str]]]:
    """Each kind of file, and the tests that it is tried on."""
    everything = frozenset(tests)
    excused = {id_ for id_, test in tests.items() if test.zeros_allowed}
    for file in (*files_without_code(), *files_that_raise()):
        yield file, everything
    # A file that always raises what the reference raises somewhere in a test passes one that expects just that.
    for raised in dict.fromkeys(one for test in tests.values() for one in test.raised):
        chosen = frozenset(id_ for id_, test in tests.items() if raised in test.raised)
        for file in files_that_raise(raised, _ancestors(tests[id_] for id_ in chosen)):
            yield file, chosen
    raising = {id_: test for id_, test in tests.items() if test.raised}
    for file in files_that_raise(*_all_at_once(raising.values())) if raising else ():
        yield file, frozenset(raising)
    for file in files_that_answer():
        yield file, everything - excused if file.excusable else everything


def _all_at_once(tests: Collection[TestRecord]) -> tuple[tuple[str, str], list[str]]:
    """An exception that is all exceptions of these tests in one: of all their classes, with all their texts."""
    raised = [one for test in tests for one in test.raised]
    texts = dict.fromkeys(text for _, text in raised)
    return (raised[0][0], "\n".join(texts)[:_LONGEST_TEXT]), _ancestors(tests)


def _ancestors(tests: Iterable[TestRecord]) -> list[str]:
    return sorted({name for test in tests for name in test.ancestors})


class _Run:
    """One such file on its way through the tests."""

    def __init__(
        self, tests: Mapping[str, TestRecord], folder: Path, assignment: Assignment, file: IdleFile
    ) -> None:
        self._folder, self._file = folder, file
        self._modules, self._beside = assignment.module_names, assignment.beside_files
        self._stand_ins = assignment.stand_ins
        self._seconds = _SECONDS + _TIMES_AS_LONG * max((test.seconds for test in tests.values()), default=0)
        self.passed: dict[str, tuple[TestRecord, IdleFile]] = {}

    @contextlib.contextmanager
    def open(self) -> Iterator[IdleStudent]:
        """The student for one test."""
        with limited(self._seconds), self.fresh() as student:
            yield student

    def fresh(self) -> IdleStudent:
        """The student once more, within the time of the first."""
        return IdleStudent(self._folder, self._modules, self._beside, self._file, self._stand_ins)

    def record(self, record: TestRecord) -> None:
        """Keep what has passed."""
        if record.earned_share and (record.raised or not self._file.raises):
            self.passed[record.id] = record, self._file


def _name(test: TestRecord) -> str:
    return test.id.rpartition("::")[2]
