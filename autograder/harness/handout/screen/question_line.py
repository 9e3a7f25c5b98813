"""The line of a question: how many of its tests passed, what they earned, and what keeps the others back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...checks.needs import is_skipped, lost_questions
from ...checks.points import earned_points
from ...checks.status import Status
from ...student.plain import Fault
from .paper import Colour, in_colour, number
from .report import is_not_begun

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ...checks.test_record import TestRecord
    from ...reading.not_begun import NotBegun
    from ..description import Handout, HandoutQuestion

COLOURS = {Status.PASSED: Colour.GOOD, Status.FAILED: Colour.BAD}


def question_line(
    question: HandoutQuestion, records: Sequence[TestRecord], not_begun: NotBegun, handout: Handout
) -> str:
    """The line of a question whose tests have run; "" for one that is not begun."""
    own = [record for record in records if record.question == question.id]
    passed = sum(record.status is Status.PASSED for record in own)
    if not own or (not_begun.whole(question.id) and not passed):
        return ""
    broad = max(len(one.id) for one in handout.questions)
    earned = number(float(earned_points(question.public_points, own)))
    points = f"{earned} of {number(question.public_points)} points"
    tests = f"{passed} of {len(own)}"
    status = Status.PASSED if passed == len(own) else Status.FAILED
    if any(map(is_skipped, own)) and all(is_skipped(one) or one.status is Status.PASSED for one in own):
        status = Status.SKIPPED
    mark, remark = status.mark, _remark(own, lost_questions(records), not_begun)
    if own and all(is_not_begun(record) for record in own):
        mark, status = "wait", Status.SKIPPED
    line = f"{mark}  {question.id:<{broad}}  {tests:<8}  {points:<16}  {remark}".rstrip()
    return line.replace(mark, in_colour(mark, COLOURS.get(status, Colour.OPEN)), 1)


def _remark(own: Sequence[TestRecord], lost: Collection[str], not_begun: NotBegun) -> str:
    """What is to be known of a question at once."""
    failed = [record for record in own if record.status is not Status.PASSED]
    for record in failed:
        if record.fault in (Fault.IMPORT, Fault.MISSING):
            words = "does not import" if record.fault is Fault.IMPORT else "is not there"
            return f"{record.file or 'a file'} {words}"
    open_ = [
        stub
        for stub in sorted(not_begun.where)
        if any(not_begun.said(stub) in record.not_begun for record in failed)
    ]
    if open_:
        return _waits(open_, failed[0].question, not_begun)
    needed = {one for record in failed for one in _others(record) if one in lost}
    if failed and all(needed.intersection(_others(record)) for record in failed):
        return f"needs {', '.join(sorted(needed))}"
    return ""


def _others(record: TestRecord) -> frozenset[str]:
    """The other questions that a test has to do with."""
    return frozenset((*record.uses, *record.needs))


def _waits(open_: Sequence[int], question: str, not_begun: NotBegun) -> str:
    """What a question lacks: a function of its own, or another question."""
    functions = not_begun.stubs.functions
    own = [number for number in open_ if functions[number].question == question]
    if own:
        return f"not begun: {functions[own[0]].name}"
    first, *others = dict.fromkeys(functions[number].question for number in open_)
    return f"needs {first}" + (f" and {len(others)} more" if others else "")
