"""Run the public tests on a folder with a student's files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ..checks.expected import RECORDS, Records
from ..checks.folders import PUBLIC
from ..crashes.sources import texts_of
from ..diagnosis.known_mistakes import KnownMistakes
from ..session.session import Run, Student, run_session
from ..student.local import LocalStudent
from ..student.local_limit import LocalLimit
from .imports import goes_on
from .own_terminal import own_descriptors
from .stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from pathlib import Path

    from ..checks.test_record import TestRecord
    from ..session.chosen_tests import ChosenTest
    from .description import Handout


@dataclass(frozen=True)
class PublicTests:
    """The public tests of a handout.

    Attributes:
        home: The handout's folder.
        handout: What students know of the assignment.
        records: The expected values.
        known: What the catalogued mistakes make of the tests, or None.
        stopping: Knows which test runs.
    """

    home: Path
    handout: Handout
    records: Records
    known: KnownMistakes | None
    stopping: Stopping = field(repr=False)

    @classmethod
    def of(cls, home: Path, handout: Handout) -> PublicTests:
        """Those of this handout.

        Raises:
            OSError, ValueError, KeyError, TypeError: if they are not as the build wrote them.
        """
        records, known = Records.load(home / "tests" / RECORDS), KnownMistakes.load(home / "tests")
        return cls(home, handout, records, known, Stopping(home))

    def run(
        self,
        files: Path,
        left_out: Mapping[str, Sequence[int]],
        record: Callable[[TestRecord], None],
        *,
        question: str | None = None,
        only: Container[str] | None = None,
        explain: bool = False,
        chosen: Callable[[Sequence[ChosenTest]], None] = lambda _tests: None,
    ) -> None:
        """Run them.

        Args:
            files: The folder of the student's files.
            left_out: The modules of which statements are left out, and the numbers of these statements.
            record: Receives the record of each test as it ends.
            question: The one question to run, or None for all.
            only: The ids of the tests to run, or None for all.
            explain: Whether to look for the reasons of wrong values.
            chosen: Receives the tests before the first of them runs.

        Raises:
            HarnessError: if the tests do not load.
            KeyboardInterrupt: if the user stops them.
        """
        tests = self.handout.session_tests(
            self.home,
            {PUBLIC: self.home / "tests" / PUBLIC},
            only=question,
            known=self.known if explain else None,
            explain=True,
        )
        limit = LocalLimit(
            self.handout.test_seconds, files, left_out, self.stopping.stuck, self.stopping.still
        )
        open_student = partial(
            LocalStudent,
            files,
            self.handout.module_names,
            self.handout.beside_files(self.home),
            limit=limit,
            left_out=left_out,
            stand_ins=self.handout.stand_ins,
            spellings=self.handout.spellings,
        )

        def body(run: Run) -> None:
            chosen(run.tests)
            self.stopping.among({test.id: test.title for test in run.tests})
            with goes_on(), own_descriptors() as restore:

                def ended(one: TestRecord) -> None:
                    restore()
                    record(one)
                    self.stopping.ended()

                run(
                    Student(
                        open=open_student,
                        record=ended,
                        only=only,
                        begins=self.stopping.begins,
                        limit=limit.own,
                        sources=partial(texts_of, files, self.handout.modules),
                    )
                )

        run_session(tests, self.records, body)
