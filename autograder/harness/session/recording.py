"""Make the record of a test that has just ended."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.check import CheckFailed
from ..checks.methods.reached import least
from ..checks.status import Status
from ..checks.test_record import TestRecord, stopped, text_of, verdict
from ..student.proxy import StudentError
from .calls_shown import call_text, is_of_test, of_answer, of_object

if TYPE_CHECKING:
    from ..checks.check import Check, Finding
    from ..student.call_log import CallLog
    from ..student.plain import Fault
    from .chosen_tests import ChosenTest

_TRACE_LINES = 12


def record_of(
    test: ChosenTest,
    check: Check | None,
    error: BaseException | None,
    *,
    call_log: CallLog,
    seconds: float,
    prints: str,
) -> TestRecord:
    """The record of a test, with its verdict and without remarks.

    Args:
        test: The test.
        check: Its fixture `check`, if it asked for one.
        error: What ended it; None if it ran to its end.
        call_log: What it has asked the student's code for.
        seconds: How long it took.
        prints: What was printed meanwhile.
    """
    status, finding, fault = _verdict(error, call_log)
    reached = least(check.graded) if check is not None and status is Status.PASSED else None
    if reached is not None:
        status, finding = Status.PARTLY, reached.finding
    position = _position(test, error)
    if isinstance(error, StudentError) and is_of_test(error, call_log):
        finding, fault, error = of_object(call_log, error), None, None
    if finding is not None and finding.kind == "stopped":
        finding = of_answer(finding, call_log)
    last = check.last if check is not None and isinstance(error, CheckFailed) else None
    return TestRecord(
        id=test.id,
        question=test.question,
        weight=test.weight,
        title=test.title,
        uses=test.uses,
        needs=test.needs,
        status=status,
        finding=finding,
        fault=fault,
        prints=f"{prints}{call_log.program_end}",
        seconds=seconds,
        observed=dict(check.observed) if check else {},
        recorded_names=frozenset(check.recorded_names) if check else frozenset(),
        measures=dict(check.measures) if check else {},
        call=_call(check, call_log) if status is Status.FAILED else "",
        gave_none=any(one is None for one in call_log.only_answer()),
        check=last.name if last else "",
        wrong=last.got if last else None,
        error=error.type_name if isinstance(error, StudentError) else "",
        file=error.file if isinstance(error, StudentError) else "",
        position=position,
        raised=call_log.raised,
        remarks=tuple(check.remarks) if check else (),
        ancestors=call_log.ancestors,
        zeros_allowed=frozenset(check.zeros_allowed) if check else frozenset(),
        readings=dict(check.readings) if check else {},
        share=reached.share if reached is not None else 0.0,
        trace=_trace(error) if error is not None and status is Status.ERROR else (),
    )


def _call(check: Check | None, call_log: CallLog) -> str:
    """The call that a test failed with, if it is certain which one it was."""
    names = set() if check is None else set(check.observed)
    last = None if check is None else check.last
    if last is not None and not any(_is_part(last.name, one) for one in names):
        names.add(last.name)
    call = call_log.only_call(max(len(names), 1))
    return "" if call is None else call_text(call)


def _is_part(position: str, name: str) -> bool:
    """Whether it is a check, or what the check says of the place in it where two values differ first."""
    return position == name or position.startswith((f"{name}[", f"{name}."))


def _verdict(error: BaseException | None, call_log: CallLog) -> tuple[Status, Finding | None, Fault | None]:
    """The verdict, whatever the test itself made of code that did not answer.

    A test that expects an exception, and catches any, must not pass because the file cannot be imported.
    """
    status, finding, fault = verdict(error)
    no_answer = call_log.no_answer()
    if status in {Status.PASSED, Status.SKIPPED} and no_answer is not None:
        return verdict(no_answer)
    if (
        status is Status.SKIPPED and error is not None and call_log.asked
    ):  # what it was answered has led to this
        return stopped(error)
    return status, finding, fault


def _trace(error: BaseException) -> tuple[str, ...]:
    """The exception, and below it the last lines of the traceback."""
    lines = "".join(traceback.format_tb(error.__traceback__)).rstrip().splitlines()
    return (f"{type(error).__name__}: {text_of(error)}", *lines[-_TRACE_LINES:])


def _position(test: ChosenTest, error: BaseException | None) -> str:
    """The line of the test's file at which it ended; where it has ended well, the line at which it begins."""
    line = test.item.location[1]
    if error is not None:
        frames = traceback.walk_tb(error.__traceback__)
        own = [number for frame, number in frames if Path(frame.f_code.co_filename) == test.item.path]
        if own:
            return f"{test.item.path}:{own[-1]}"
    return f"{test.item.path}:{(line or 0) + 1}"


def last_line(longrepr: object) -> str:
    """What pytest says at the end of a failed collection."""
    lines = [line for line in str(longrepr).splitlines() if line.startswith("E ")]
    return " ".join(line[1:].strip() for line in lines[-3:]) or str(longrepr)[-300:]
