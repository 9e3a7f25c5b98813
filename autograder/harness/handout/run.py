"""What `python run_tests.py` does in a student's handout: run the public tests, or pack the submission."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from ..checks.needs import is_skipped, lost_questions, with_skipped
from ..checks.status import Status
from ..diagnosis.diagnose import diagnose
from ..session.session import HarnessError
from .description import load_handout
from .first_look import not_begun_in, print_imports, print_troubles, troubles_in
from .imports import OwnImports
from .needed import needed_records
from .own_files import file_notes, form_in
from .own_terminal import ended_in_words, shown_crashes
from .pack import pack
from .progress import Progress
from .public_tests import PublicTests
from .screen.report import Report
from .screen.which_question import question_meant
from .stopping import STOPPED
from .terminal import print_beginning, print_notes, print_report, print_stopped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ..checks.test_record import TestRecord
    from ..reading.not_begun import NotBegun
    from .description import Handout


def main(folder: Path, arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; 0 if all went well, 1 if a test failed, 2 if the handout is damaged."""
    shown_crashes()
    return ended_in_words(lambda: _main(folder, arguments))


def _main(folder: Path, arguments: Sequence[str] | None) -> int:
    try:
        handout = load_handout(folder)
        public = PublicTests.of(folder, handout)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The folder tests/ is damaged ({error}); unpack the handout again.")
        return 2
    chosen = _chosen(_parser(handout), handout, arguments)
    os.chdir(folder)  # the one from which Python was started may be gone
    del sys.argv[1:]  # a student's file may read them, and would find none in the grade
    with public.stopping:
        if not chosen.zip:
            return _run(public, chosen.question, verbose=chosen.verbose)
        try:
            return pack(public)
        except HarnessError as error:
            return _broken(error)
        except KeyboardInterrupt as stop:
            public.stopping.came_by(stop)
            print(f"\n{public.stopping.sentence} No zip was made.")
            return STOPPED


def _parser(handout: Handout) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run_tests.py",
        description=f"Run the public tests of {handout.title}. Hidden tests also count when you hand in.",
    )
    parser.add_argument(
        "-q",
        "--question",
        metavar="QUESTION",
        help=f"run the tests of one question: {', '.join(question.id for question in handout.in_order)}",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="print every test, all reasons, and all that was printed"
    )
    parser.add_argument(
        "--zip",
        action="store_true",
        help="make the zip that you hand in, after trying its files as the grader finds them",
    )
    return parser


def _chosen(
    parser: argparse.ArgumentParser, handout: Handout, arguments: Sequence[str] | None
) -> argparse.Namespace:
    """The command line, with the question that was meant."""
    chosen = parser.parse_args(arguments)
    if chosen.question is not None:
        chosen.question, sentence = question_meant(handout, chosen.question)
        if not chosen.question:
            parser.error(sentence)
        if sentence:
            print(f"{sentence}\n")
    return chosen


def _run(public: PublicTests, question: str | None, *, verbose: bool) -> int:
    folder, handout = public.home, public.handout
    begun = not_begun_in(folder, handout)
    progress = Progress(handout, begun, question, verbose=verbose)
    print_beginning(handout, begun, question)
    try:
        troubles = troubles_in(folder, handout)
        print_troubles(troubles)
        print_notes([*file_notes(folder, handout), *form_in(folder, handout).trouble])
        imports = OwnImports.in_handout(folder, handout)
        print_imports(imports, folder, handout, troubles)
        public.run(folder, imports.left_out, progress, question=question, explain=True, chosen=progress.among)
        more = needed_records(progress.records, lambda other: _records_of(public, imports.left_out, other))
    except HarnessError as error:
        return _broken(error)
    except KeyboardInterrupt as stop:
        public.stopping.came_by(stop)
        _print_stopped(public, progress.records, begun, question, verbose=verbose)
        return STOPPED
    records = with_skipped(progress.ran, handout.titles, more)
    lost = lost_questions([*records, *more])
    print_report(_report(public, records, lost, begun, question, verbose=verbose))
    for trouble in troubles[:1]:
        print(f"Mend {trouble.file}, line {trouble.line}, first: the tests of this file cannot run before.")
    return 0 if all(record.status is Status.PASSED for record in records) else 1


def _report(
    public: PublicTests,
    records: Sequence[TestRecord],
    lost: Collection[str],
    begun: NotBegun,
    question: str | None,
    *,
    verbose: bool,
) -> Report:
    evidence = [record for record in records if not record.not_begun and not is_skipped(record)]
    found = diagnose(evidence, public.known)
    return Report(public.handout, records, found, lost, begun, question, verbose)


def _print_stopped(
    public: PublicTests,
    records: Sequence[TestRecord],
    begun: NotBegun,
    question: str | None,
    *,
    verbose: bool,
) -> None:
    if not records:
        print(f"\n{public.stopping.sentence} No test had ended.")
        return
    print(f"\n{public.stopping.sentence} These are the tests that ended before you did:")
    print_stopped(_report(public, records, lost_questions(records), begun, question, verbose=verbose))


def _broken(error: HarnessError) -> int:
    print(f"The tests cannot run: {error}. Unpack the handout again if you changed the folder tests/.")
    return 2


def _records_of(
    public: PublicTests, left_out: Mapping[str, Sequence[int]], question: str
) -> list[TestRecord]:
    """The records of a question's public tests, without reasons."""
    ran: list[TestRecord] = []
    public.run(public.home, left_out, ran.append, question=question)
    return ran
