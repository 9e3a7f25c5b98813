"""Run modules against an assignment's tests in this process: the reference to record it, the stub to judge it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import BadInputError, BuildRefusedError
from autograder.harness.checks.confirm import first_runs, name_of_run, second_runs
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.session.session import HarnessError, run_tests
from autograder.harness.student.local import LocalStudent
from autograder.model.session_tests import session_tests
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The reference's run through the tests."""

    values: Records  # what every check saw
    tests: tuple[TestRecord, ...]  # all of them passed
    confirmed: tuple[
        TestRecord, ...
    ]  # second runs of public tests, with numbers from the secret; they passed too


def record(
    assignment: Assignment, modules: Mapping[str, str], data_folder: Path | None, secret: bytes
) -> Recorded:
    """Run the reference solution to learn what every check sees.

    Args:
        assignment: The assignment, with its tests beside it.
        modules: File name to source text of the reference.
        data_folder: The public data set, already made, or None.
        secret: With which the random numbers of hidden tests are drawn.

    Raises:
        BuildRefusedError: if a test does not run to its end on the reference.
        BadInputError: if the tests themselves do not load.
    """
    ran = _run(assignment, modules, data_folder, None, secret)
    failed = [test for test in ran if test.status is not Status.PASSED]
    if failed:
        raise BuildRefusedError(f"the reference solution does not pass its own tests: {said_of(failed)}")
    values = Records(
        {record_key(test.id, name): test.observed[name] for test in ran for name in test.recorded_names}
    )
    return Recorded(values=values, tests=first_runs(ran), confirmed=second_runs(ran))


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


def _run(
    assignment: Assignment,
    modules: Mapping[str, str],
    data_folder: Path | None,
    records: Records | None,
    secret: bytes,
) -> tuple[TestRecord, ...]:
    tests = session_tests(assignment, data_folder, secret=secret)
    with laid_out(assignment, modules, data_folder) as folder:
        names, beside = assignment.module_names, assignment.beside_files
        try:
            return tuple(run_tests(tests, records, lambda: LocalStudent(folder, names, beside)))
        except HarnessError as error:
            raise BadInputError(str(error)) from error


@contextlib.contextmanager
def laid_out(assignment: Assignment, modules: Mapping[str, str], data_folder: Path | None) -> Iterator[Path]:
    """The modules, the given files and the data in one folder, as a student has them."""
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as temporary:
        folder = Path(temporary)
        for name, text in modules.items():
            (folder / name).write_text(text, encoding="utf-8")
        for name in assignment.given:
            shutil.copyfile(assignment.folder / name, folder / name)
        if assignment.data is not None and data_folder is not None:
            shutil.copytree(data_folder, folder / assignment.data.folder)
        yield folder


def _where(test: TestRecord) -> str:
    """The test and, where it ended by an exception of its own, the line."""
    stopped = test.finding is not None and test.finding.kind == "stopped"
    name = name_of_run(test.id)
    return f"{name}, {test.position}" if stopped else name


def said_of(records: Sequence[TestRecord]) -> str:
    """The first few of these tests, each with its finding, as text."""
    shown = [
        f"{_where(test)} ({test.finding.sentence})" if test.finding else name_of_run(test.id)
        for test in records
    ]
    return listed(shown, shown=5, between="; ")
