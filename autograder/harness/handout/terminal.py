"""What `python run_tests.py` prints: a line for each question, and what to look at first."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checks.needs import lost_questions, needs_sentence
from ..checks.points import NO_POINTS, earned_points
from ..checks.status import Status
from ..diagnosis.diagnose import overwriting
from ..reading.not_begun import NOT_BEGUN, not_begun_yet
from ..student.plain import Fault
from .screen.paper import Colour, filled, in_colour, labelled, labelled_prose, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from ..diagnosis.diagnose import Diagnosis
    from ..reading.not_begun import NotBegun
    from .description import Handout, HandoutQuestion

_PRINTED_LINES = 6  # of a failed test's own prints that are shown
_PRINTS = 1_500  # characters of them that are shown with `--verbose`
_INDENT = " " * 6
_MORE = " " * 8
_COLOURS = {Status.PASSED: Colour.GOOD, Status.FAILED: Colour.BAD}


@dataclass(frozen=True)
class Report:
    """What is known when the tests have ended.

    Attributes:
        handout: What students know of the assignment.
        records: The tests that ran.
        diagnoses: By test id, why it failed.
        lost: The questions that lost points.
        not_begun: What the student has not begun.
        only: The one question that was asked for, or None.
        verbose: Whether to print all that is known.
    """

    handout: Handout
    records: Sequence[TestRecord]
    diagnoses: Mapping[str, tuple[Diagnosis, ...]]
    lost: Collection[str]
    not_begun: NotBegun
    only: str | None = None
    verbose: bool = False

    @property
    def questions(self) -> list[HandoutQuestion]:
        """Those that were asked for, in the order of the files."""
        return [question for question in self.handout.in_order if self.only in (None, question.id)]

    def failed(self, question: str) -> list[TestRecord]:
        """Its tests that did not pass; those of which something else is to be said than "not begun" come first."""
        own = [one for one in self.records if one.question == question and one.status is not Status.PASSED]
        return sorted(own, key=lambda one: (_is_not_begun(one), bool(self.needs(one))))

    def needs(self, record: TestRecord) -> str:
        """The sentence that names the questions to mend first, or ""."""
        titles = {question.id: question.title for question in self.handout.questions}
        return "" if record.not_begun else needs_sentence(record, self.lost, titles)

    @property
    def first(self) -> str:
        """The question to look at first: one that is wrong by itself, before those that need others; or ""."""
        ranks = {}
        for place, question in enumerate(self.questions):
            for record in self.failed(question.id)[:1]:
                if record.fault not in (Fault.IMPORT, Fault.MISSING):
                    ranks[_is_not_begun(record), bool(self.needs(record)), place] = question.id
        return ranks[min(ranks)] if ranks else ""


def print_report(report: Report) -> None:
    """Print what to look at first, or all that is wrong, then the totals and what to do next."""
    first = report.first
    lead = "" if all(map(_is_not_begun, report.failed(first))) else first
    details = [one.id for one in report.questions if report.verbose or report.only or one.id == lead]
    for id_ in details:
        _print_failed(report, id_)
    for sentence in overwriting(report.records):
        print(f"\n{filled(sentence, 'Note: ', _INDENT)}")
    print()
    _print_totals(report)
    for line in _next(report, first):
        print(filled(line))


def print_stopped(report: Report) -> None:
    """Print what was found before the user stopped the tests; there are no totals."""
    for question in report.questions:
        _print_failed(report, question.id)
    passed = sum(record.status is Status.PASSED for record in report.records)
    print(f"\n{passed} of the {len(report.records)} tests that ended passed; the others did not run.")


def print_notes(notes: Iterable[str]) -> None:
    """Print what holds for the files as a whole."""
    for note in notes:
        words = f"Note: {note}"
        if sys.stdout is not None and sys.stdout.isatty():  # a file keeps its sentences whole
            words = filled(words, "", _INDENT)
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
    print(f"{head:<58}{number(points)} of {number(possible)} points")
    for record in records if titles else ():
        print_test(record)
        if record.status is not Status.PASSED and not record.weight:
            print(f"{_INDENT}{NO_POINTS}")


def print_test(record: TestRecord) -> None:
    """Print how a test ended."""
    mark = record.status.mark
    shown = in_colour(mark, _COLOURS.get(record.status, Colour.OPEN))
    print(filled(record.title, f"{mark}  ", _INDENT).replace(mark, shown, 1), flush=True)


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
    mark, remark = status.mark, _remark(own, lost_questions(records), not_begun)
    if own and all(_is_not_begun(record) for record in own):
        mark, status = "wait", Status.SKIPPED
    line = f"{mark}  {question.id:<{broad}}  {tests:<8}  {points:<16}  {remark}".rstrip()
    return line.replace(mark, in_colour(mark, _COLOURS.get(status, Colour.OPEN)), 1)


def _remark(own: Sequence[TestRecord], lost: Collection[str], not_begun: NotBegun) -> str:
    """What is to be known of a question at once."""
    failed = [record for record in own if record.status is not Status.PASSED]
    for record in failed:
        if record.fault in (Fault.IMPORT, Fault.MISSING):
            words = "does not import" if record.fault is Fault.IMPORT else "is not there"
            return f"{record.file or 'a file'} {words}"
    open_ = [
        number
        for number in sorted(not_begun.where)
        if any(not_begun.said(number) in record.not_begun for record in failed)
    ]
    if open_:
        return _waits(open_, failed[0].question, not_begun)
    needed = {one for record in failed for one in record.needs if one in lost}
    if failed and all(needed.intersection(record.needs) for record in failed):
        return f"needs {', '.join(sorted(needed))}"
    return ""


def _waits(open_: Sequence[int], question: str, not_begun: NotBegun) -> str:
    """What a question lacks: a function of its own, or another question."""
    functions = not_begun.stubs.functions
    own = [number for number in open_ if functions[number].question == question]
    if own:
        return f"not begun: {functions[own[0]].name}"
    first, *others = dict.fromkeys(functions[number].question for number in open_)
    return f"needs {first}" + (f" and {len(others)} more" if others else "")


def _is_not_begun(record: TestRecord) -> bool:
    return record.finding is not None and record.finding.kind == NOT_BEGUN


def _print_failed(report: Report, question: str) -> None:
    """What is wrong in a question: in full if it was asked for, else its first test, and the titles of the others."""
    failed = [one for one in report.failed(question) if one.fault not in (Fault.IMPORT, Fault.MISSING)]
    if not failed:
        return
    title = next(one.title for one in report.handout.questions if one.id == question)
    if not report.only:
        print(f"\n{in_colour(title, Colour.STRONG)}")
    elif len(failed) < len(report.records):
        print()
    told: set[str] = set()
    for place, record in enumerate(failed):
        print_test(record)
        if place == 0 or report.only or report.verbose or _is_not_begun(record):
            _print_why(report, record, told)


def _print_why(report: Report, record: TestRecord, told: set[str]) -> None:
    """What is to be said below the title of a failed test."""
    if not record.weight:
        print(f"{_INDENT}{NO_POINTS}")
    if report.needs(record):
        print(filled(report.needs(record), _INDENT))
    _print_finding(record)
    if record.not_begun and not _is_not_begun(record):
        print(filled(f"{not_begun_yet(record.not_begun)}.", _INDENT))
    most = None if report.verbose else 1
    for diagnosis in report.diagnoses.get(record.id, ())[:most]:
        _print_diagnosis(diagnosis, told)
    if record.prints.strip():
        print(labelled("printed", _prints(record.prints.strip(), verbose=report.verbose), _MORE))


def _print_finding(record: TestRecord) -> None:
    """The one thing that was found: the sentence, then what was got and what was expected."""
    finding = record.finding
    if finding is None:
        return
    print(filled(finding.sentence, _INDENT))
    if finding.got:
        print(labelled("got", finding.got, _MORE))
        print(labelled("expected", finding.expected, _MORE))


def _print_diagnosis(diagnosis: Diagnosis, told: set[str]) -> None:
    """A likely reason; a known mistake is named once in a question, at the first test that shows it."""
    if diagnosis.id in told:
        print(labelled("why", "as above", _MORE))
        return
    if diagnosis.known:
        told.add(diagnosis.id)
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
    print(f"Hidden tests also count, for the other {number(whole - possible)} of {number(whole)} points.")


def _next(report: Report, first: str) -> list[str]:
    """What to do next, in a line or none."""
    records, only = report.records, report.only
    if all(record.status is Status.PASSED for record in records):
        return [] if only else ["Next: python run_tests.py --zip makes the file to hand in."]
    if not first or len(report.not_begun.where) == len(report.handout.stubs.functions):
        return []
    if report.failed(first) and all(_is_not_begun(record) for record in report.failed(first)):
        return [] if only else [_begin_with("Next", first, report.not_begun)]
    if report.verbose:
        return []
    return ["More: add -v."] if only else [f"More: python run_tests.py -q {first}, or -v for everything."]


def _begin_with(word: str, question: str, not_begun: NotBegun) -> str:
    own = not_begun.of_question(question)
    where = f" ({not_begun.where[own[0]]})" if own and not_begun.where[own[0]] else ""
    return f"{word}: python run_tests.py -q {question}{where}"
