"""Run the tests of questions that were not asked for, and that the tests which ran need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..checks.test_record import TestRecord


def needed_records(
    records: Sequence[TestRecord], run: Callable[[str], Sequence[TestRecord]]
) -> list[TestRecord]:
    """The records of the questions that these tests need, and that a failed test goes through.

    Args:
        records: The tests that were asked for.
        run: Runs the tests of one more question; it is called only for such questions.
    """
    more: list[TestRecord] = []
    ran = {record.question for record in records}
    through = {one for record in records if record.status is Status.FAILED for one in record.uses}
    waiting = [*sorted(through), *(one for record in records for one in record.needs)]
    while waiting:
        question = waiting.pop(0)
        if question not in ran:
            ran.add(question)
            found = run(question)
            more += found
            waiting += [one for record in found for one in record.needs]
    return more
