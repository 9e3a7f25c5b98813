"""What is noted while one submission is graded, and the messages in which its judge reports it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from autograder.grading.judge.process import Usage

if TYPE_CHECKING:
    from autograder.grading.imports import Imports
    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.checks.values import Finding
    from autograder.harness.reading.not_begun import NotBegun
    from autograder.harness.session.chosen_tests import ChosenTest
    from autograder.model.results import TestResult
    from autograder.sandbox.timing.submission_time import SubmissionTime

LONGEST_LINE = 500  # characters of a line of a traceback
LONGEST = 20_000  # characters of each text in a record


@dataclass(frozen=True)
class Began:
    """The judge begins a step.

    Attributes:
        step: The id of a test, or one of the two words below.
    """

    step: str


WRITTEN, IMPORTS = "written answers", "imports"  # steps that are no tests


@dataclass(frozen=True)
class Answered:
    """The written answers are graded."""

    written: tuple[TestResult, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """The modules have been imported.

    Attributes:
        imports: What came of it.
        spent: The time that the submission has used up so far.
        not_begun: What the student has not begun, if the files could be read.
    """

    imports: Imports
    spent: SubmissionTime
    not_begun: NotBegun | None = None


@dataclass(frozen=True)
class Judged:
    """A test has its verdict, and still no remarks."""

    record: TestRecord


@dataclass(frozen=True)
class Recorded:
    """A test is done.

    Attributes:
        record: Its record.
        spent: The time that the submission has used up so far.
    """

    record: TestRecord
    spent: SubmissionTime


@dataclass(kw_only=True)
class GradingState:
    """What is noted while one submission is graded.

    Attributes:
        submission: What was handed in.
        notes: Sentences to the student.
        written: The results of the written answers; None before they are graded.
        imports: What came of importing the modules; None before that.
        not_begun: What the student has not begun; None before that, or if it could not be found out.
        records: The tests that are done.
        verdict: The record of a test that has its verdict, while remarks are looked for.
        step: What the judge is doing; "" before it has begun, and between two tests.
        has_begun: Whether this judge has begun any step.
        began: When it began that step, in `time.monotonic` seconds.
        remarks: Whether remarks are looked for.
        spent: The time that the submission has used up so far; None before the first judge has reported any.
        usage: What its judges have used.
        started: When the grading began, in `time.perf_counter` seconds.
    """

    submission: Submission
    notes: list[str] = field(default_factory=list)
    written: tuple[TestResult, ...] | None = None
    imports: Imports | None = None
    not_begun: NotBegun | None = None
    records: list[TestRecord] = field(default_factory=list)
    verdict: TestRecord | None = None
    step: str = ""
    has_begun: bool = False
    began: float = 0.0
    remarks: bool = True
    spent: SubmissionTime | None = None
    usage: Usage = field(default_factory=Usage)
    started: float = field(default_factory=time.perf_counter)

    def receive(self, message: object) -> None:
        """Keep what the judge reports."""
        match message:
            case Began(step):
                self.step, self.began, self.has_begun = step, time.monotonic(), True
            case Answered(written, notes):
                self.step, self.written = "", written
                self.notes += notes
            case Imported(imports, spent, not_begun):
                self.step, self.imports, self.spent = "", imports, spent
                self.not_begun = not_begun
                self.notes += imports.notes
            case Judged(record):
                self.verdict = record
            case Recorded(record, spent):
                self.records.append(record)
                self.step, self.verdict, self.spent = "", None, spent

    def without_record(self, tests: tuple[ChosenTest, ...]) -> dict[str, ChosenTest]:
        """The runs of tests that are not done, by id; what has failed does not run again."""
        done = {record.id for record in self.records}
        failed = {record.id for record in self.records if not record.earned_share}
        return {test.id: test for test in tests if test.id not in done and test.test not in failed}


def portable(record: TestRecord) -> TestRecord:
    """The record as it is kept: without the values that the checks got, and with texts of a bounded length."""
    finding = None if record.finding is None else _cut(record.finding)
    return replace(
        record,
        observed={},
        wrong=None,
        raised=(),
        ancestors=frozenset(),
        finding=finding,
        prints=record.prints[:LONGEST],
        trace=tuple(line[:LONGEST_LINE] for line in record.trace),
    )


def _cut(finding: Finding) -> Finding:
    return replace(
        finding,
        sentence=finding.sentence[:LONGEST],
        got=finding.got[:LONGEST],
        expected=finding.expected[:LONGEST],
    )
