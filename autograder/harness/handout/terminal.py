"""What `python run_tests.py` prints: points per question, a line per test, and what was got and expected."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from ..checks.needs import needs_sentence
from ..checks.points import NO_POINTS, earned_points
from ..checks.status import Status
from ..diagnosis.diagnose import overwriting
from ..diagnosis.grouping import Stops

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from ..diagnosis.diagnose import Diagnosis
    from .description import Handout, HandoutQuestion

_PRINTS = 1_500  # characters of a failed test's own prints that are shown


def print_report(
    handout: Handout,
    records: Sequence[TestRecord],
    diagnoses: Mapping[str, tuple[Diagnosis, ...]],
    only: str | None,
    lost: Collection[str],
    *,
    stopped: bool = False,
    named: bool = False,
    unwritten: bool = False,
) -> None:
    """Print every question that ran, then the totals and what they mean.

    Args:
        handout: What students know of the assignment.
        records: The tests that ran.
        diagnoses: By test id, why it failed.
        only: The one question that was asked for, or None.
        lost: The questions that lost points.
        stopped: Whether the user stopped the tests: what did not run has no result, and there are no totals.
        named: Whether each test was printed when it ended, so that only those that failed are printed again.
        unwritten: Whether there are still lines to be replaced in the files.
    """
    if not named and not stopped:
        print(f"{handout.title}: the public tests\n")
    titles = {question.id: question.title for question in handout.questions}
    own: Sequence[TestRecord] = ()
    order = [question for question in handout.questions if only in (None, question.id)]
    stops = Stops(record for question in order for record in _of_question(question, records))
    for question in handout.questions:
        if only in (None, question.id):
            own = _of_question(question, records)
            if stopped and not own:
                continue
            needs = {record.id: needs_sentence(record, lost, titles) for record in own}
            points = "" if stopped else _points(question, own)
            _print_question(question, own, diagnoses, needs, stops, points=points, named=named)
    if named and not _has_more(own):
        print()
    if stopped:
        passed = sum(record.status is Status.PASSED for record in records)
        print(f"{passed} of the {len(records)} tests that ended passed; the others did not run.")
    else:
        _print_totals(handout, records, only, unwritten=unwritten)


def print_notes(notes: Iterable[str]) -> None:
    """Print what holds for the files as a whole."""
    for note in notes:
        words = f"Note: {note}"
        if sys.stdout is not None and sys.stdout.isatty():  # a file keeps its sentences whole
            words = textwrap.fill(words, _width(), subsequent_indent="      ")
        print(f"{words}\n")


def print_hidden(
    title: str, records: Sequence[TestRecord], points: float, possible: float, *, titles: bool
) -> None:
    """Print what a student may know of a question's hidden tests.

    Args:
        title: The question's.
        records: The tests.
        points: What they earned.
        possible: What they could earn.
        titles: Whether to name the tests and which of them failed.
    """
    head = f"{title}: the hidden tests"
    print(f"{head:<58}{_number(points)} of {_number(possible)} points")
    for record in records if titles else ():
        print(f"  {record.status.mark}  {record.title}")
        if record.status is not Status.PASSED and not record.weight:
            print(f"{'':8}{NO_POINTS}")


def _has_more(records: Iterable[TestRecord]) -> bool:
    """Whether more is printed of a question than its points, where all tests were printed before."""
    return any(record.status is not Status.PASSED or record.overwritten for record in records)


def _of_question(question: HandoutQuestion, records: Sequence[TestRecord]) -> list[TestRecord]:
    return [record for record in records if record.question == question.id]


def _print_question(
    question: HandoutQuestion,
    records: Sequence[TestRecord],
    diagnoses: Mapping[str, tuple[Diagnosis, ...]],
    needs: Mapping[str, str],
    stops: Stops,
    *,
    points: str,
    named: bool,
) -> None:
    head = f"{question.title}  (-q {question.id})"
    print(f"{head:<58}{points}".rstrip())
    if not records:
        print("  (no public tests: hidden tests alone judge this question)")
    mistakes: set[str] = set()
    for record in records:
        if not named or record.status is not Status.PASSED:
            print(f"  {record.status.mark}  {record.title}")
        if record.status is not Status.PASSED:
            if not record.weight:
                print(f"{'':8}{NO_POINTS}")
            if needs[record.id]:
                print(textwrap.indent(textwrap.fill(needs[record.id], _width()), " " * 8))
            _print_finding(record, stops)
            _print_diagnoses(diagnoses.get(record.id, ()), mistakes)
    for sentence in overwriting(records):
        _print_block("note", textwrap.fill(sentence, _width() - 12))
    if not named or _has_more(records):
        print()


def _points(question: HandoutQuestion, records: Sequence[TestRecord]) -> str:
    earned = float(earned_points(question.public_points, records))
    return f"{_number(earned)} of {_number(question.public_points)} public points"


def _print_finding(record: TestRecord, stops: Stops) -> None:
    finding = record.finding
    if finding is None:
        return
    for line in stops.lines(record) or [finding.sentence]:
        shown = line if line.startswith(" ") else textwrap.fill(line, _width())  # a source line stays whole
        print(textwrap.indent(shown, " " * 8))
    if finding.got:
        _print_block("got", finding.got)
        _print_block("expected", finding.expected)
    if record.prints.strip():
        _print_block("printed", record.prints.strip()[:_PRINTS])


def _print_diagnoses(diagnoses: Iterable[Diagnosis], named: set[str]) -> None:
    """The likely reasons; a known mistake is named once in a question, at the first test that shows it."""
    for diagnosis in diagnoses:
        if diagnosis.id in named:
            print(f"{'':10}why:      as above")
            continue
        if diagnosis.known:
            named.add(diagnosis.id)
        _print_block("why", textwrap.fill(diagnosis.sentence, _width() - 12))


def _width() -> int:
    return max(60, min(shutil.get_terminal_size().columns, 110) - 10)


def _print_block(label: str, text: str) -> None:
    first, *rest = text.splitlines() or [""]
    print(f"{'':10}{label + ':':<10}{first}")
    for line in rest:
        print(f"{'':20}{line}")


def _print_totals(
    handout: Handout, records: Sequence[TestRecord], only: str | None, *, unwritten: bool
) -> None:
    asked = [question for question in handout.questions if only in (None, question.id)]
    points = sum(
        float(earned_points(question.public_points, _of_question(question, records))) for question in asked
    )
    possible = sum(question.public_points for question in asked)
    whole = sum(question.points for question in asked)
    passed = sum(record.status is Status.PASSED for record in records)
    print(f"{passed} of {len(records)} tests passed: {_number(points)} of {_number(possible)} public points.")
    print(
        "These are the public tests; hidden tests also count, "
        f"for the other {_number(whole - possible)} of {_number(whole)} points."
    )
    if records and not passed and only is None and unwritten:
        print(f"Nothing passes yet, as it should be at the start: look for `{handout.placeholder}`.")
    elif passed == len(records) and only is None:
        print("Next: python run_tests.py --zip makes the file to hand in.")


def _number(points: float) -> str:
    return f"{points:.3f}".rstrip("0").rstrip(".")
