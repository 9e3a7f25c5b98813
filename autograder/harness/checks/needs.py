"""What a test has to do with other questions: whose code it goes through, and which have to be passed first.

A failed test that goes through the code of a question which lost points says so, and no more. A test that needs a
question is skipped where one test of that question that counts is not passed, of those that are known: all in the
grade, the public ones at home.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .readings import with_one_reading
from .status import Status
from .values import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .test_record import TestRecord

NEEDS = "needs"  # the kind of the finding


def lost_questions(records: Iterable[TestRecord]) -> frozenset[str]:
    """The questions in which one of these tests costs points."""
    return frozenset(
        record.question for record in records if record.status is not Status.PASSED and record.weight > 0
    )


def questions_below(records: Iterable[TestRecord]) -> dict[str, frozenset[str]]:
    """By question, all others whose code its tests go through, also through others."""
    uses: dict[str, set[str]] = {}
    for record in records:
        uses.setdefault(record.question, set()).update(record.uses)
    below: dict[str, frozenset[str]] = {}
    for question in uses:
        waiting, found = [question], set[str]()
        while waiting:
            more = uses.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        below[question] = frozenset(found - {question})
    return below


def needs_sentence(record: TestRecord, lost: Collection[str], titles: Mapping[str, str]) -> str:
    """The sentence with which the feedback of a failed test begins; "" if all that the test needs is right.

    Args:
        record: The test.
        lost: The questions that lost points, as far as the student may know of them.
        titles: The titles of all questions, by id.
    """
    needed = [question for question in record.uses if question in lost]
    if record.status is not Status.FAILED or not needed:
        return ""
    return (
        f"Needs {_joined(titles[one] for one in needed)}: mend {_joined(f'`{one}`' for one in needed)} first."
    )


def with_skipped(
    records: Sequence[TestRecord], titles: Mapping[str, str], beside: Iterable[TestRecord] = ()
) -> list[TestRecord]:
    """The records, where tests are skipped that need a question which is not passed, and one reading counts.

    Args:
        records: Tests of one student, as they ended.
        titles: The titles of all questions, by id.
        beside: Further tests of the same student, which only tell whether their questions are passed.
    """
    together = with_one_reading([*records, *beside])
    records, others = together[: len(records)], together[len(records) :]
    lost = frozenset[str]()
    while True:  # a question whose tests are skipped is not passed either
        ran = [_skipped(record, lost, titles) for record in records]
        others = [_skipped(record, lost, titles) for record in others]
        now = lost_questions([*ran, *others])
        if now == lost:
            return ran
        lost = now


def is_skipped(record: TestRecord) -> bool:
    """Whether a test is skipped because a question that it needs is not passed."""
    return record.finding is not None and record.finding.kind == NEEDS


def skipped_sentence(record: TestRecord, lost: Collection[str], titles: Mapping[str, str]) -> str:
    """What a student reads of a test that is skipped.

    Args:
        record: The test.
        lost: The questions that lost points, as far as the student may know of them.
        titles: The titles of all questions, by id.
    """
    needed = [question for question in record.needs if question in lost]
    if not needed:
        return "Skipped, because a question that it needs is not passed; it earns nothing."
    names = _joined(titles[one] for one in needed)
    return f"Skipped, because it needs {names}: mend {_joined(f'`{one}`' for one in needed)} first."


def _skipped(record: TestRecord, lost: Collection[str], titles: Mapping[str, str]) -> TestRecord:
    if is_skipped(record) or not any(question in lost for question in record.needs):
        return record
    return replace(
        record,
        status=Status.SKIPPED,
        finding=Finding(NEEDS, skipped_sentence(record, lost, titles)),
        fault=None,
        prints="",
        measures={},
        relations=(),
        suspects=frozenset(),
        distinctive=False,
        error="",
        stop=None,
        not_begun=(),
        remarks=(),
        call="",
    )


def _joined(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
