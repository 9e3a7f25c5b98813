"""The files by which a build gives work to the process that runs variants, and gets the findings back."""

from __future__ import annotations

import contextlib
import dataclasses
import pickle
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.harness.checks.confirm import test_of
from autograder.harness.student.plain import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.authoring.source.functions import Function
    from autograder.harness.checks.expected import Records
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.session.students import Tests

REFERENCE = "reference"  # the name of the reference's file; a variant's is its number


@dataclass(frozen=True, kw_only=True)
class Task:
    """One variant to try."""

    texts: Mapping[str, str]  # module file name to text, of the modules that differ from the reference
    functions: frozenset[Function] | None  # what was edited; None for anything


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the process that runs variants has to know."""

    tests: Tests
    weighted: frozenset[str]  # the ids of the tests that variants are run against
    modules: tuple[str, ...]
    packages: tuple[str, ...]  # that the modules may import
    stand_ins: tuple[str, ...]  # packages that the modules may import and not use
    beside: Mapping[str, Path]  # the instructor's modules that tests use through `student.beside`
    base: Path  # the reference's folder, with given files and data
    out: Path  # where findings go
    records: Records
    tasks: tuple[Task, ...]
    jobs: int
    memory_mib: int
    test_seconds: float  # processor time of one test; added to twenty times the reference's time
    task_seconds: float  # wall-clock time of one variant; added to forty times the reference's time


@dataclass(kw_only=True)
class Findings:
    """The records of one variant."""

    ran: dict[str, TestRecord] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()  # the tests that were to run
    cut: Fault | None = None  # how it ended before its last test


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The records of the reference, run in the process that runs variants."""

    records: Mapping[str, TestRecord]  # of each test that it came to
    entered: Mapping[
        str, frozenset[Function] | None
    ]  # what it enters in each weighted test, None if that is unknown

    @property
    def slowest(self) -> float:
        """Seconds that the longest of its tests took."""
        return max((record.seconds for record in self.records.values()), default=0.0)

    def chosen(self, functions: frozenset[Function] | None) -> frozenset[str]:
        """The tests that an edit of these functions can change."""
        return frozenset(
            test
            for test, entered in self.entered.items()
            if functions is None or entered is None or entered & functions
        )


class FindingsFile:
    """The file into which a child writes each record at once, because it may end before the next."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")

    def add(self, record: TestRecord, entered: frozenset[Function] | None) -> None:
        """Add the record of a test, and the functions that it entered, if these were watched."""
        self._write((dataclasses.replace(record, prints=""), entered))

    def end(self, cut: Fault | None) -> None:
        """Write how the child ends, as the last entry."""
        self._write(cut)

    def _write(self, entry: object) -> None:
        pickle.dump(entry, self._stream)
        self._stream.flush()


def read_findings(out: Path, name: str, chosen: frozenset[str]) -> Findings:
    """Read what a variant's child has written, up to the last complete record."""
    entries, cut = _read(out / name)
    late = late_mark(out, name).exists() and cut is Fault.EXITED
    ran = {record.id: record for record, _ in entries}
    return Findings(ran=ran, chosen=chosen, cut=Fault.TIMEOUT if late else cut)


def read_baseline(out: Path, weighted: frozenset[str]) -> Baseline:
    """Read what the reference's child has written."""
    entries, _ = _read(out / REFERENCE)
    entered: dict[str, frozenset[Function] | None] = {}
    for record, functions in entries:
        test = test_of(record.id)  # what a second run enters, the test enters
        if test in weighted:
            before = entered.get(test, frozenset())
            entered[test] = None if before is None or functions is None else before | functions
    return Baseline(records={record.id: record for record, _ in entries}, entered=entered)


def late_mark(out: Path, name: str) -> Path:
    """The path of an empty file that says that a child was ended because its time was over."""
    return out / f"{name}.late"


def _read(path: Path) -> tuple[list[tuple[TestRecord, frozenset[Function] | None]], Fault | None]:
    """The entries of a child's file, and how the child ended; EXITED if it has not written that."""
    entries: list[tuple[TestRecord, frozenset[Function] | None]] = []
    with contextlib.suppress(EOFError, pickle.UnpicklingError, FileNotFoundError), path.open("rb") as stream:
        while True:
            entry = pickle.load(stream)  # noqa: S301 - written by our own child
            if entry is None or isinstance(entry, Fault):
                return entries, entry
            entries.append(entry)
    return entries, Fault.EXITED
