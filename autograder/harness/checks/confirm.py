"""Public tests that run again with numbers from the secret: who looked up the answers to the handout's passes once.

A public test that draws on `rng` runs a second time in the grade, as a test of the folder `confirmed`. It counts as
passed only if it passes both times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .check import Finding
from .folders import CONFIRMED, PUBLIC
from .methods.reached import PARTLY
from .status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .expected import Records
    from .test_record import TestRecord

_UNCONFIRMED = "unconfirmed"  # the kind of the finding
_SENTENCE = (
    "This test passes with the numbers of the handout. With other numbers, which the grader draws, it was not "
    "passed, so it does not count. Your code has to be right for all inputs of this kind: compute the answer from "
    "what is passed to your code, and from nothing else."
)


def confirmed_id(test_id: str) -> str:
    """The id of a public test's second run."""
    return f"{CONFIRMED}/{test_id.split('/', 1)[1]}"


def with_second_runs(tests: Iterable[str]) -> frozenset[str]:
    """The ids of all runs of these tests."""
    first = frozenset(tests)
    return first | {confirmed_id(test) for test in first if test.startswith(f"{PUBLIC}/")}


def test_of(run_id: str) -> str:
    """The id of the test that a run belongs to: the public test, for a second run."""
    folder, _, rest = run_id.partition("/")
    return f"{PUBLIC}/{rest}" if folder == CONFIRMED else run_id


def first_runs(records: Iterable[TestRecord]) -> tuple[TestRecord, ...]:
    """The records without those of second runs."""
    return tuple(record for record in records if record.folder != CONFIRMED)


def second_runs(records: Iterable[TestRecord]) -> tuple[TestRecord, ...]:
    """The records of second runs."""
    return tuple(record for record in records if record.folder == CONFIRMED)


def judged(records: Iterable[TestRecord]) -> tuple[TestRecord, ...]:
    """One record for each test; a public test that passed only once has failed.

    Args:
        records: Those of one student, second runs among them.
    """
    ran = tuple(records)
    again = {test_of(record.id): record for record in second_runs(ran)}
    return tuple(_judged(record, again.get(record.id)) for record in first_runs(ran))


def is_unconfirmed(record: TestRecord) -> bool:
    """Whether a test passed with the numbers of the handout, and only with these."""
    return record.finding is not None and record.finding.kind == _UNCONFIRMED


def may_be_looked_up(record: TestRecord, records: Records, second: Iterable[TestRecord]) -> bool:
    """Whether a public test asks for the same answers in both runs, so that a table of them would earn its points.

    Args:
        record: The reference's record of the test.
        records: What was recorded of the reference.
        second: The reference's records of second runs.
    """
    again = {test_of(one.id) for one in second}
    if record.id not in again:
        return True
    values = [
        (records.get(record.id, name), records.get(confirmed_id(record.id), name))
        for name in record.recorded_names
    ]
    return bool(values) and all(_same(first, other) for first, other in values)


def name_of_run(run_id: str) -> str:
    """How a run is called to an instructor."""
    test = test_of(run_id)
    return test if test == run_id else f"{test}, run again with other random numbers"


def _judged(record: TestRecord, again: TestRecord | None) -> TestRecord:
    if again is not None and again.earned_share:
        both = {name: passed & again.readings.get(name, passed) for name, passed in record.readings.items()}
        record = replace(record, readings=both)
    if again is None or again.earned_share >= record.earned_share:
        return record
    if again.earned_share:  # the finding's number is the second run's, of which nothing is said
        sentence = "with other numbers, which the grader draws, your code earns a part of the points"
        return replace(
            record, status=again.status, share=again.share, finding=Finding(PARTLY, sentence), prints=""
        )
    # Nothing of the second run is passed on: neither what it printed nor how it failed.
    finding = Finding(_UNCONFIRMED, _SENTENCE) if again.status is Status.FAILED else again.finding
    return replace(record, status=again.status, share=0.0, finding=finding, prints="")


def _same(first: np.ndarray | None, second: np.ndarray | None) -> bool:
    if first is None or second is None:
        return first is second
    return np.array_equal(first, second, equal_nan=first.dtype.kind in "fc" and second.dtype.kind in "fc")
