"""Print each question as its last test ends, so that a long run shows where it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..checks.needs import with_skipped
from ..checks.status import Status
from .screen.question_line import question_line
from .terminal import print_test

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..checks.test_record import TestRecord
    from ..reading.not_begun import NotBegun
    from ..session.chosen_tests import ChosenTest
    from .description import Handout


class Progress:
    """Takes the records of tests as they end, prints a line for each question, and keeps them.

    Args:
        handout: What students know of the assignment.
        not_begun: What the student has not begun.
        only: The one question that runs, or None for all: of one, each passed test is printed, too.
        verbose: Whether to print a line for each test.
    """

    def __init__(self, handout: Handout, not_begun: NotBegun, only: str | None, *, verbose: bool) -> None:
        self._handout, self._not_begun = handout, not_begun
        self._only, self._verbose = only, verbose
        self._questions = {question.id: question for question in handout.questions}
        self._left: Counter[str] = Counter()
        self.ran: list[TestRecord] = []  # as they ended
        self.records: list[TestRecord] = []  # as they count

    def among(self, tests: Iterable[ChosenTest]) -> None:
        """These tests run."""
        self._left = Counter(test.question for test in tests)

    def __call__(self, record: TestRecord) -> None:
        """Print what there is to say when this test has ended."""
        record = self._not_begun.applied(record)
        self.ran.append(record)
        self.records = with_skipped(self.ran, self._handout.titles)
        record = self.records[-1]
        self._left[record.question] -= 1
        if self._verbose or (self._only and record.status is Status.PASSED and not record.needs):
            print_test(record)
        if not self._left[record.question] and not self._only:
            line = question_line(
                self._questions[record.question], self.records, self._not_begun, self._handout
            )
            if line:
                print(line, flush=True)
