"""Say where a test failed that goes through the code of other questions, and one of these has lost points itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .test_record import TestRecord


def lost_questions(records: Iterable[TestRecord]) -> frozenset[str]:
    """The questions in which one of these tests costs points."""
    return frozenset(
        record.question for record in records if record.status is not Status.PASSED and record.weight > 0
    )


def needs_sentence(record: TestRecord, lost: Collection[str], titles: Mapping[str, str]) -> str:
    """The sentence with which the feedback of a failed test begins; "" if all that the test needs is right.

    Args:
        record: The test.
        lost: The questions that lost points, as far as the student may know of them.
        titles: The titles of all questions, by id.
    """
    needed = [question for question in record.needs if question in lost]
    if record.status is not Status.FAILED or not needed:
        return ""
    return (
        f"Needs {_joined(titles[one] for one in needed)}: mend {_joined(f'`{one}`' for one in needed)} first."
    )


def _joined(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
