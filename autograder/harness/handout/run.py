"""What `python run_tests.py` does in a student's handout: run the public tests, or pack the submission."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from ..checks.needs import lost_questions
from ..checks.status import Status
from ..diagnosis.diagnose import diagnose
from ..session.session import HarnessError
from .description import load_handout
from .imports import OwnImports
from .needed import lost_with_needed
from .own_files import file_notes, form_in, is_unwritten
from .own_terminal import ended_in_words, shown_crashes
from .pack import pack
from .progress import Progress
from .public_tests import PublicTests
from .stopping import STOPPED
from .terminal import print_notes, print_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..checks.test_record import TestRecord
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
    chosen = _parser(handout).parse_args(arguments)
    os.chdir(folder)  # the one from which Python was started may be gone
    del sys.argv[1:]  # a student's file may read them, and would find none in the grade
    with public.stopping:
        if not chosen.zip:
            return _run(public, chosen.question)
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
        choices=[question.id for question in handout.questions],
        metavar="QUESTION",
        help=f"run the tests of one question: {', '.join(question.id for question in handout.questions)}",
    )
    parser.add_argument(
        "--zip",
        action="store_true",
        help="make the zip that you hand in, after trying its files as the grader finds them",
    )
    return parser


def _run(public: PublicTests, question: str | None) -> int:
    folder, handout, known = public.home, public.handout, public.known
    progress: Progress | None = None
    try:
        print_notes([*file_notes(folder, handout), *form_in(folder, handout).trouble])
        imports = OwnImports(folder, handout.module_names)
        print_notes(imports.notes)
        progress = Progress(handout)
        public.run(folder, imports.left_out, progress, question=question, explain=True)
        lost = lost_with_needed(progress.records, lambda other: _records_of(public, imports.left_out, other))
    except HarnessError as error:
        return _broken(error)
    except KeyboardInterrupt as stop:
        public.stopping.came_by(stop)
        ran = progress.records if progress else []
        if not ran:
            print(f"\n{public.stopping.sentence} No test had ended.")
            return STOPPED
        print(f"\n{public.stopping.sentence} These are the tests that ended before you did:\n")
        print_report(handout, ran, diagnose(ran, known), question, lost_questions(ran), stopped=True)
        return STOPPED
    ran = progress.records
    print()
    print_report(
        handout,
        ran,
        diagnose(ran, known),
        question,
        lost,
        named=True,
        unwritten=is_unwritten(folder, handout),
    )
    return 0 if all(record.status is Status.PASSED for record in ran) else 1


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
