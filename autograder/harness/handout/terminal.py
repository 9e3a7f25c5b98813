"""What `python run_tests.py` prints: a line for each question, and what to look at first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..checks.points import NO_POINTS, earned_points
from ..checks.status import Status
from ..diagnosis.diagnose import beside_verdicts
from ..diagnosis.grouping import Stops
from ..reading.not_begun import not_begun_yet
from ..student.plain import Fault
from .screen.paper import Colour, filled, in_colour, labelled, labelled_prose, number
from .screen.question_line import COLOURS
from .screen.report import Report, is_not_begun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..checks.test_record import TestRecord
    from ..diagnosis.diagnose import Diagnosis
    from ..reading.not_begun import NotBegun
    from .description import Handout

_PRINTED_LINES = 6  # of a failed test's own prints that are shown
_PRINTS = 1_500  # characters of them that are shown with `--verbose`
_INDENT = " " * 6
_MORE = " " * 8


def print_report(report: Report) -> None:
    """Print what to look at first, or all that is wrong, then the totals and what to do next."""
    first = report.first
    lead = "" if all(record.not_begun for record in report.failed(first)) else first
    details = [one.id for one in report.questions if report.verbose or report.only or one.id == lead]
    stops = _stops(report, details)
    for id_ in details:
        _print_failed(report, id_, stops)
    for sentence in beside_verdicts(report.records):
        print(f"\n{filled(sentence, 'Note: ', _INDENT)}")
    if details or report.has_lines:
        print()
    _print_totals(report)
    for line in _next(report, first):
        print(filled(line))


def print_stopped(report: Report) -> None:
    """Print what was found before the user stopped the tests; there are no totals."""
    stops = _stops(report, ())
    for question in report.questions:
        _print_failed(report, question.id, stops)
    passed = sum(record.status is Status.PASSED for record in report.records)
    print(f"\n{passed} of the {len(report.records)} tests that ended passed; the others did not run.")


def print_notes(notes: Iterable[str]) -> None:
    """Print what holds for the files as a whole."""
    for note in notes:
        print(f"{shown_note(note)}\n")


def shown_note(note: str) -> str:
    """A note in lines of a terminal; a file keeps its sentences whole."""
    words = f"Note: {note}"
    return filled(words, "", _INDENT) if sys.stdout is not None and sys.stdout.isatty() else words


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
    print(f"{head:<58}{number(points)} of {number(possible)} points")
    for record in records if titles else ():
        print_test(record)
        if record.status is not Status.PASSED and not record.weight:
            print(f"{_INDENT}{NO_POINTS}")


def print_test(record: TestRecord) -> None:
    """Print how a test ended."""
    mark = record.status.mark
    shown = in_colour(mark, COLOURS.get(record.status, Colour.OPEN))
    print(filled(record.title, f"{mark}  ", _INDENT).replace(mark, shown, 1), flush=True)


def print_passed(records: Iterable[TestRecord]) -> None:
    """Print the tests that passed, where no line was printed as they ended."""
    for record in records:
        if record.status is Status.PASSED:
            print_test(record)


def print_beginning(handout: Handout, not_begun: NotBegun, only: str | None) -> None:
    """Print the title; then what is not begun, and where to begin if that is everything."""
    print(in_colour(handout.title, Colour.STRONG))
    whole = [question.id for question in handout.in_order if not_begun.whole(question.id)]
    if whole and only is None:
        print()
        print(filled("Not begun: " + ", ".join(whole), "", " " * 11))
        if len(not_begun.where) == len(handout.stubs.functions):
            print(_begin_with("Begin with", whole[0], not_begun))
    print(flush=True)


def _stops(report: Report, first: Sequence[str]) -> Stops:
    """The lines at which tests stopped; the tests of these questions are shown first."""
    order = sorted((one.id for one in report.questions), key=lambda id_: id_ not in first)
    return Stops(record for id_ in order for record in report.failed(id_))


def _print_failed(report: Report, question: str, stops: Stops) -> None:
    """What is wrong in a question: in full if it was asked for, else one test of it, and the titles of the others."""
    failed = [one for one in report.failed(question) if one.fault not in (Fault.IMPORT, Fault.MISSING)]
    if not failed:
        return
    title = next(one.title for one in report.handout.questions if one.id == question)
    if not report.only:
        print(f"\n{in_colour(title, Colour.STRONG)}")
    elif len(failed) < len(report.records):
        print()
    explained: set[str] = set()
    leading = report.leading(failed)
    for record in failed:
        print_test(record)
        if record is leading or report.only or report.verbose or is_not_begun(record):
            _print_why(report, record, explained, stops)


def _print_why(report: Report, record: TestRecord, explained: set[str], stops: Stops) -> None:
    """What is to be said below the title of a failed test."""
    if not record.weight:
        print(f"{_INDENT}{NO_POINTS}")
    if report.needs(record):
        print(filled(report.needs(record), _INDENT))
    _print_finding(record, stops)
    if record.not_begun and not is_not_begun(record):
        print(filled(f"{not_begun_yet(record.not_begun)}.", _INDENT))
    most = None if report.verbose else 1
    for diagnosis in report.diagnoses.get(record.id, ())[:most]:
        _print_diagnosis(diagnosis, explained)
    if record.prints.strip():
        print(labelled("printed", _prints(record.prints.strip(), verbose=report.verbose), _MORE))


def _print_finding(record: TestRecord, stops: Stops) -> None:
    """The one thing that was found: the sentence or the line, then what was got and what was expected."""
    finding = record.finding
    if finding is None:
        return
    for line in stops.lines(record) or [finding.sentence]:
        print(
            f"{_INDENT}{line}" if line.startswith(" ") else filled(line, _INDENT)
        )  # a source line stays whole
    if record.call and not is_not_begun(record):
        print(labelled_prose("call", record.call, _MORE))
    if finding.got:
        print(labelled("got", finding.got, _MORE))
    if finding.expected:
        print(labelled("expected", finding.expected, _MORE))


def _print_diagnosis(diagnosis: Diagnosis, explained: set[str]) -> None:
    """A likely reason; a known mistake is named once in a question, at the first test that shows it."""
    if diagnosis.id in explained:
        print(labelled("why", "as above", _MORE))
        return
    if diagnosis.known:
        explained.add(diagnosis.id)
    print(labelled_prose("why", diagnosis.sentence, _MORE))


def _prints(text: str, *, verbose: bool) -> str:
    """What a test printed: all of it within reason, or its first lines."""
    lines = text[:_PRINTS].splitlines()
    if verbose or len(lines) <= _PRINTED_LINES:
        return "\n".join(lines)
    more = f"... and {len(text.splitlines()) - _PRINTED_LINES} lines more (-v shows them)"
    return "\n".join([*lines[:_PRINTED_LINES], more])


def _print_totals(report: Report) -> None:
    asked, records = report.questions, report.records
    earned = sum(
        float(earned_points(one.public_points, [record for record in records if record.question == one.id]))
        for one in asked
    )
    possible = sum(question.public_points for question in asked)
    whole = sum(question.points for question in asked)
    passed = sum(record.status is Status.PASSED for record in records)
    print(f"{passed} of {len(records)} tests passed: {number(earned)} of {number(possible)} public points.")
    for question in asked:
        if question.by_hand:
            print(filled(f"A person grades: {question.title}, {number(question.by_hand)} points."))
    print(f"Hidden tests also count, for the other {number(whole - possible)} of {number(whole)} points.")


def _next(report: Report, first: str) -> list[str]:
    """What to do next, in a line or none."""
    records, only = report.records, report.only
    if report.in_notebook:
        return []
    if all(record.status is Status.PASSED for record in records):
        return [] if only else ["Next: python run_tests.py --zip makes the file to hand in."]
    if not first or len(report.not_begun.where) == len(report.handout.stubs.functions):
        return []
    if all(record.not_begun for record in report.failed(first)):
        open_ = [one.id for one in report.questions if report.not_begun.of_question(one.id)]
        return [_begin_with("Next", open_[0], report.not_begun)] if open_ and not only else []
    if report.verbose:
        return []
    return ["More: add -v."] if only else [f"More: python run_tests.py -q {first}, or -v for everything."]


def _begin_with(word: str, question: str, not_begun: NotBegun) -> str:
    own = not_begun.of_question(question)
    where = f" ({not_begun.where[own[0]]})" if own and not_begun.where[own[0]] else ""
    return f"{word}: python run_tests.py -q {question}{where}"
