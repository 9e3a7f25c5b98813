"""What a report tells: the tests that ran, and what to look at first among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...checks.answer_words import HOLDS_NONE
from ...checks.needs import is_skipped, needs_sentence
from ...checks.status import Status
from ...checks.values import SEVERAL
from ...reading.not_begun import NOT_BEGUN
from ...student.plain import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...checks.test_record import TestRecord
    from ...diagnosis.diagnose import Diagnosis
    from ...reading.not_begun import NotBegun
    from ..description import Handout, HandoutQuestion

_CLEAR = frozenset(
    {"none", HOLDS_NONE, "type", SEVERAL, NOT_BEGUN}
)  # kinds of findings that say by themselves what is wrong


@dataclass(frozen=True)
class Report:
    """What is known when the tests have ended.

    Attributes:
        handout: What students know of the assignment.
        records: The tests that ran.
        diagnoses: By test id, why it failed.
        lost: The questions that lost points.
        not_begun: What the student has not begun.
        only: The one question that was asked for, or None.
        verbose: Whether to print all that is known.
        in_notebook: Whether it stands below a cell, where nothing is typed.
    """

    handout: Handout
    records: Sequence[TestRecord]
    diagnoses: Mapping[str, tuple[Diagnosis, ...]]
    lost: Collection[str]
    not_begun: NotBegun
    only: str | None = None
    verbose: bool = False
    in_notebook: bool = False

    @property
    def questions(self) -> list[HandoutQuestion]:
        """Those that were asked for, in the order of the files."""
        return [question for question in self.handout.in_order if self.only in (None, question.id)]

    @property
    def has_lines(self) -> bool:
        """Whether a line was printed for one of the questions."""
        return any(
            one.status is Status.PASSED or not self.not_begun.whole(one.question) for one in self.records
        )

    def failed(self, question: str) -> list[TestRecord]:
        """Its tests that did not pass; those that lack nothing which is not begun come first."""
        own = [one for one in self.records if one.question == question and one.status is not Status.PASSED]
        return sorted(own, key=self._rank)

    def needs(self, record: TestRecord) -> str:
        """The sentence that names the questions to mend first, or ""."""
        return "" if record.not_begun else needs_sentence(record, self.lost, self.handout.titles)

    def leading(self, failed: Sequence[TestRecord]) -> TestRecord:
        """Of a question's failed tests the one to look at: the first that says why, else the first.

        A test that needs other questions, or something that is not begun, does not come before one that does not.
        """
        first = failed[0]
        alike = [one for one in failed if self._rank(one) == self._rank(first)]
        return next(filter(self._says_why, alike), first)

    def _rank(self, record: TestRecord) -> tuple[bool, bool]:
        """What is to be looked at first comes first: what neither lacks a beginning nor waits for other questions."""
        return bool(record.not_begun), bool(self.needs(record)) or is_skipped(record)

    def _says_why(self, record: TestRecord) -> bool:
        """Whether more is known of a failed test than what was got and what was expected."""
        kind = record.finding.kind if record.finding else ""
        return bool(self.diagnoses.get(record.id)) or record.fault is not None or kind in _CLEAR

    @property
    def first(self) -> str:
        """The question to look at first: one that is wrong by itself, before those that need others; or ""."""
        ranks = {}
        for position, question in enumerate(self.questions):
            for record in self.failed(question.id)[:1]:
                if record.fault not in (Fault.IMPORT, Fault.MISSING):
                    ranks[self._rank(record), position] = question.id
        return ranks[min(ranks)] if ranks else ""


def is_not_begun(record: TestRecord) -> bool:
    """Whether nothing else is to be said of a test than that something is not begun."""
    return record.finding is not None and record.finding.kind == NOT_BEGUN
