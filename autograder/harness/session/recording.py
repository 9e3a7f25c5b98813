"""Make the record of a test that has just ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks.check import CheckFailed
from ..checks.test_record import TestRecord, verdict
from ..student.proxy import StudentError

if TYPE_CHECKING:
    from ..checks.check import Check
    from .chosen_tests import ChosenTest


def record_of(
    test: ChosenTest, check: Check | None, error: BaseException | None, *, seconds: float, prints: str
) -> TestRecord:
    """The record of a test, with its verdict and without remarks.

    Args:
        test: The test.
        check: Its fixture `check`, if it asked for one.
        error: What ended it; None if it ran to its end.
        seconds: How long it took.
        prints: What was printed meanwhile.
    """
    status, finding, fault = verdict(error)
    last = check.last if check is not None and isinstance(error, CheckFailed) else None
    return TestRecord(
        id=test.id,
        question=test.question,
        weight=test.weight,
        title=test.title,
        needs=test.needs,
        status=status,
        finding=finding,
        fault=fault,
        prints=prints,
        seconds=seconds,
        observed=dict(check.observed) if check else {},
        recorded_names=frozenset(check.recorded_names) if check else frozenset(),
        measures=dict(check.measures) if check else {},
        check=last.name if last else "",
        wrong=last.got if last else None,
        error=error.type_name if isinstance(error, StudentError) else "",
    )
