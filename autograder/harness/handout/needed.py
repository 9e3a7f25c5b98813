"""Find the questions that lost points, those included that were not asked for and that a failed test needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks.needs import lost_questions
from ..checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..checks.test_record import TestRecord


def lost_with_needed(
    records: Sequence[TestRecord], run: Callable[[str], Sequence[TestRecord]]
) -> frozenset[str]:
    """The questions that lost points.

    Args:
        records: The tests that were asked for.
        run: Runs the tests of one more question; it is called only if a failed test needs that question.
    """
    ran = {record.question for record in records}
    needed = {one for record in records if record.status is Status.FAILED for one in record.needs}
    more = [record for question in sorted(needed - ran) for record in run(question)]
    return lost_questions([*records, *more])
