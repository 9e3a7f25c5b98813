"""What `python run_tests.py` does in a student's handout: run the public tests, or pack the submission."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from ..checks.expected import RECORDS, Records
from ..checks.folders import PUBLIC
from ..checks.needs import lost_questions
from ..checks.status import Status
from ..diagnosis.diagnose import diagnose
from ..diagnosis.known_mistakes import KnownMistakes
from ..session.session import HarnessError, StoppedError, Student, run_session
from ..student.local import LocalStudent
from ..student.local_limit import LocalLimit
from ..student.time_limit import culprit_of
from .description import load_handout
from .imports import OwnImports
from .needed import lost_with_needed
from .pack import pack
from .terminal import print_notes, print_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ..checks.test_record import TestRecord
    from .description import Handout


def main(folder: Path, arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; 0 if all went well, 1 if a test failed, 2 if the handout is damaged."""
    if hasattr(sys.stdout, "reconfigure"):
        # A Windows console may lack a character that the student prints: a `?` is better than a crash.
        sys.stdout.reconfigure(errors="replace")
    if sys.__stderr__ is not None:
        faulthandler.enable(
            sys.__stderr__
        )  # where code crashes Python itself, its line is all that can be said
    try:
        handout = load_handout(folder)
        records = Records.load(folder / "tests" / RECORDS)
        known = KnownMistakes.load(folder / "tests")
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The folder tests/ is damaged ({error}); unpack the handout again.")
        return 2
    chosen = _parser(handout).parse_args(arguments)
    if chosen.zip:
        return pack(folder, handout)
    return _run(folder, handout, records, known, chosen.question)


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
        "--zip", action="store_true", help="make the zip that you hand in, after checking that it imports"
    )
    return parser


def _run(
    folder: Path, handout: Handout, records: Records, known: KnownMistakes | None, question: str | None
) -> int:
    ran: list[TestRecord] = []
    try:
        imports = OwnImports(folder, handout.module_names)
        print_notes(imports.notes)
        run_public = partial(_run_public, folder, handout, records, imports.left_out)
        run_public(known, question, ran.append)
        lost = lost_with_needed(ran, lambda other: _records_of(run_public, other))
    except HarnessError as error:
        print(f"The tests cannot run: {error}. Unpack the handout again if you changed the folder tests/.")
        return 2
    except KeyboardInterrupt as stop:
        print(f"\nStopped{_where(stop, folder)}. These are the tests that ended before you did:\n")
        print_report(handout, ran, diagnose(ran, known), question, lost_questions(ran), stopped=True)
        return 130
    print_report(handout, ran, diagnose(ran, known), question, lost)
    return 0 if all(record.status is Status.PASSED for record in ran) else 1


def _where(stop: KeyboardInterrupt, folder: Path) -> str:
    """The test, and the line of the student's code, at which Ctrl-C came."""
    if not isinstance(stop, StoppedError):
        return ""
    where = f" in the test `{stop.title}`"
    trace, inside = stop.__cause__.__traceback__ if stop.__cause__ else None, str(folder.resolve())
    found = None
    while trace is not None:
        code = trace.tb_frame.f_code
        if os.path.dirname(code.co_filename) == inside:  # noqa: PTH120 - whatever the name is made of
            found = culprit_of(code, trace.tb_frame), trace.tb_lineno
        trace = trace.tb_next
    if found is not None:
        culprit, line = found
        where += f", while your code was in {culprit.function} ({culprit.file}, line {line})"
    return where


def _run_public(
    folder: Path,
    handout: Handout,
    records: Records,
    left_out: Mapping[str, Sequence[int]],
    known: KnownMistakes | None,
    question: str | None,
    record: Callable[[TestRecord], None],
) -> None:
    """Run the public tests of one question, or of all."""
    public = {PUBLIC: folder / "tests" / PUBLIC}
    tests = handout.session_tests(folder, public, only=question, known=known, explain=True)
    beside, limit = handout.beside_files(folder), LocalLimit(handout.test_seconds, folder, left_out)
    open_student = partial(LocalStudent, folder, handout.module_names, beside, limit=limit, left_out=left_out)
    run_session(tests, records, lambda run: run(Student(open=open_student, record=record)))


def _records_of(run_public: Callable[..., None], question: str) -> list[TestRecord]:
    """The records of a question's public tests, without reasons."""
    ran: list[TestRecord] = []
    run_public(None, question, ran.append)
    return ran
