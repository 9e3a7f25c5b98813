"""What is said of a test beside its verdict: which calls wrote into their input, and how a wrong value relates."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ..crashes.code import read_all
from ..crashes.gives_none import gives_values, why_none
from ..crashes.stop import stop_of
from ..diagnosis.diagnose import with_extent
from ..diagnosis.relations.find import find_relations
from ..diagnosis.size_rules import sizes_of
from ..student.plain import Fault
from ..student.proxy import StudentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from ..checks.check import CheckedValue
    from ..checks.test_record import TestRecord
    from ..crashes.stop import Stop
    from ..diagnosis.relations.relation import Relation
    from ..student.call_log import CallLog
    from .students import Tests

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_MOST_INPUTS = 24  # arrays, the last ones; a training loop passes many


def with_remarks(
    record: TestRecord, tests: Tests, call_log: CallLog, last: CheckedValue | None, stop: Stop | None = None
) -> TestRecord:
    """The record with all that can be said beside its verdict.

    What the student's code answered goes into these remarks. Whatever it does to them costs the remarks of this test,
    and neither its verdict nor the tests after it.

    Args:
        record: The record of a test, which has its verdict.
        tests: The tests of the assignment.
        call_log: What the test called.
        last: What the check that failed was given; None where no check failed.
        stop: The line of the student's at which it stopped, or None.
    """
    try:
        record = replace(record, overwritten=frozenset(map(call_log.own, call_log.overwritten)), stop=stop)
        record = with_extent(record)
        if last is not None and tests.explain:
            record = replace(record, relations=_relations(last, tests, call_log))
        if record.finding is not None and tests.known is not None:
            record = tests.known.with_suspects(record, None if last is None else last.expected)
    except Exception:  # noqa: BLE001 - the student's answers are in it, and no exception of theirs may end the session
        return replace(record, overwritten=frozenset(), relations=())
    return record


def with_reason_of_none(
    record: TestRecord, call_log: CallLog, sources: Callable[[], Mapping[str, str]]
) -> TestRecord:
    """The record of a test whose one call gave None, with why, where the text of the function shows it.

    Args:
        record: The record.
        call_log: What the test called.
        sources: Gives the student's files, by name.
    """
    finding = record.finding
    if not record.gave_none or finding is None or finding.kind != "none" or record.not_begun:
        return record
    try:
        name = next((call.shown for call in call_log.calls()), "")
        files = read_all(sources())
        why = why_none(name, files)
        if gives_values(name, files):
            record = replace(record, prints_instead=False)
    except Exception:  # noqa: BLE001 - the student's own file is read, and what it holds may end this remark alone
        return record
    return replace(record, finding=replace(finding, sentence=f"{name} gives None: {why}")) if why else record


def stop_by(
    error: BaseException | None, tests: Tests, sources: Callable[[], Mapping[str, str]]
) -> Stop | None:
    """The line at which the student's code raised what ended the test; None where it did not.

    Args:
        error: What ended the test.
        tests: The tests of the assignment.
        sources: Gives the student's files, by name.
    """
    if not isinstance(error, StudentError) or error.fault is not Fault.RAISED:
        return None
    try:
        return stop_of(error.type_name, error.message, error.frames, sources, tests.given)
    except Exception:  # noqa: BLE001 - the student's own file is read, and what it holds may end this remark alone
        return None


def _relations(last: CheckedValue, tests: Tests, call_log: CallLog) -> tuple[Relation, ...]:
    """The relations between the wrong value and the right one."""
    if last.got is None or last.expected is None:
        return ()
    inputs, earlier, answers = inputs_of(call_log)
    return find_relations(
        last.got,
        last.expected,
        name=last.name,
        sizes=sizes_of(call_log.calls(), tests.sizes),
        inputs=inputs,
        atol=last.tolerance.atol,
        rtol=last.tolerance.rtol,
        share=last.tolerance.share,
        earlier=earlier,
        answers=answers,
    )


def inputs_of(call_log: CallLog) -> tuple[dict[str, np.ndarray], frozenset[str], frozenset[str]]:
    """The arrays that were passed to calls, by words that name the call; which of them are of earlier calls; answers.

    Of a function that was called several times, the last call has the plain words. An earlier call is one of a method
    that was called again later on the same object: a second object says nothing of the first one's arrays. The last
    names are those of arrays that the student's code gave before.
    """
    given = call_log.inputs()[-_MOST_INPUTS:]
    counts = Counter(one.name for one in given if one.number == 1)
    numbers: Counter[str] = Counter()
    found: dict[str, np.ndarray] = {}
    last_call = {(one.name, one.owner): position for position, one in enumerate(given) if one.number == 1}
    earlier, answers = set(), set()
    for position, one in enumerate(given):
        numbers[one.name] += one.number == 1
        is_before = numbers[one.name] < counts[one.name]
        call = f"call {numbers[one.name]} of `{one.name}`" if is_before else f"`{one.name}`"
        ordinal = _ORDINALS.get(one.number, f"{one.number}th")
        words = f"what {call} was given" if one.in_all == 1 else f"the {ordinal} array that {call} was given"
        found[words] = one.array
        if one.owner and "." in one.name and position < last_call.get((one.name, one.owner), 0):
            earlier.add(words)
        if one.is_answer:
            answers.add(words)
    return found, frozenset(earlier), frozenset(answers)
