"""Print each test as it ends, so that a long run shows where it is, and a run that is stopped shows what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..checks.test_record import TestRecord
    from .description import Handout


class Progress:
    """Takes the records of tests as they end, prints a line for each, and keeps them.

    Args:
        handout: What students know of the assignment.
    """

    def __init__(self, handout: Handout) -> None:
        self._titles = {question.id: question.title for question in handout.questions}
        self._question = ""
        self.records: list[TestRecord] = []
        print(f"{handout.title}: the public tests\n")

    def __call__(self, record: TestRecord) -> None:
        """Print one test, below the title of its question."""
        if record.question != self._question:
            self._question = record.question
            print(self._titles[record.question])
        print(f"  {record.status.mark}  {record.title}", flush=True)
        self.records.append(record)
