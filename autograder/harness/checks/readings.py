"""One reading of what may be read in several ways, and the same one in all tests of a submission.

`check.any_of(reading="slope", average=..., total=...)` notes which of the alternatives a test passes. Tests that pass
none in common have read the same thing differently: those with the reading that most tests pass keep their points.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .folders import PUBLIC
from .status import Status
from .values import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .test_record import TestRecord

READING = "reading"  # the kind of the finding


def with_one_reading(records: Sequence[TestRecord]) -> list[TestRecord]:
    """The records, where tests have failed whose reading is not that of most tests; in the order of the records.

    What counts is which tests pass which alternatives, and neither their order nor when they ran. Of readings that
    equally many tests pass, the first in the alphabet counts.

    Args:
        records: Tests of one student, as they ended.
    """
    found = list(records)
    for reading in sorted({name for record in records for name in record.readings}):
        found = _with_one(reading, found)
    return found


def _with_one(reading: str, records: Sequence[TestRecord]) -> list[TestRecord]:
    own = {record.id: record.readings[reading] for record in records if _counts(reading, record)}
    names = sorted(frozenset().union(*own.values()))
    if not own or any(all(name in passed for passed in own.values()) for name in names):
        return list(records)
    best = max(names, key=lambda name: sum(name in passed for passed in own.values()), default="")
    others = sorted((record for record in records if best in own.get(record.id, ())), key=_public_first)
    return [
        _failed(record, reading, best, others) if record.id in own and best not in own[record.id] else record
        for record in records
    ]


def _counts(reading: str, record: TestRecord) -> bool:
    return reading in record.readings and record.status in {Status.PASSED, Status.PARTLY}


def _public_first(record: TestRecord) -> tuple[bool, str]:
    return record.folder != PUBLIC, record.id


def _failed(record: TestRecord, reading: str, best: str, others: Sequence[TestRecord]) -> TestRecord:
    own = record.readings[reading]
    passed = " or ".join(sorted(own))
    here = f"as {passed} here" if passed else "here in one way and then in another"
    first = next((other for other in others if own.isdisjoint(other.readings[reading])), None)
    public = first is not None and first.folder == PUBLIC  # of a hidden test nobody may read the title
    where = f'in the test "{first.title.rstrip(".")}"' if first is not None and public else "in another test"
    there = f", and as {best} {where}" if first is not None else ""
    sentence = f"your code reads `{reading}` {here}{there}; it has to be the same throughout"
    return replace(record, status=Status.FAILED, share=0.0, finding=Finding(READING, sentence), measures={})
