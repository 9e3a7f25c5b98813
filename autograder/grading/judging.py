"""Take one submission through the tests in a judge, and go on with another judge if that one ends.

The judge is a process of its own (`judge/process.py`), in which the tests compute on what the student's code answers.
If it ends in a test, the test has failed, and another judge takes the student through the tests behind it.
"""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.grading.answers import grade_answers
from autograder.grading.grading_state import (
    IMPORTS,
    WRITTEN,
    Answered,
    Began,
    GradingState,
    Imported,
    Judged,
    Recorded,
    portable,
)
from autograder.grading.imports import Imports, try_imports
from autograder.grading.judge.bounds import bounds_of
from autograder.grading.judge.process import JudgeEndedError, JudgeProcess
from autograder.grading.not_begun import explained, not_begun_in
from autograder.grading.sources import texts_of
from autograder.harness.answers.form import ANSWERS
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.checks.values import Finding
from autograder.harness.session.session import Student
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.graded_cells import WRITTEN_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from autograder.grading.pictures import Pictures
    from autograder.harness.session.chosen_tests import ChosenTest
    from autograder.harness.session.session import Run
    from autograder.model.bundle import Bundle
    from autograder.sandbox.submission import SandboxedSubmission

    Send = Callable[[object], None]

BEGINNING = "beginning"  # a step before the first
MOST_ENDS = 4  # of judges, for one submission; then the tests that are left have failed


@dataclass(frozen=True, kw_only=True)
class Judging:
    """One submission that is laid out and ready.

    Attributes:
        bundle: What it is judged by.
        sandboxed: The submission in the sandbox.
        run: Takes a student through the tests.
        state: What is noted.
        pictures: Where pictures of figures are kept, if they are.
    """

    bundle: Bundle
    sandboxed: SandboxedSubmission
    run: Run
    state: GradingState
    pictures: Pictures | None = None
    _charged: list[float] = field(default_factory=lambda: [0.0])  # processor time of this judge at each test
    _retried: set[str] = field(default_factory=set)  # the steps that were begun again

    def finish(self) -> None:
        """Let judges work until each test has its record.

        Raises:
            SandboxError: if student code cannot be confined, or a part of the grader broke.
        """
        for _ in range(MOST_ENDS):
            end = self._judge()
            if end is None:
                return
            if end.final:
                break
            self._step_over(end)
        reason = "your answers before it had taken all that the grader spends on one submission"
        self.state.records += [
            _failed(test, reason) for test in self.state.without_record(self.run.tests).values()
        ]

    def _judge(self) -> JudgeEndedError | None:
        """Let one judge work to its end; give why it ended, unless all is done."""
        state = self.state
        state.step, state.verdict, state.has_begun = "", None, False
        if state.spent is not None:
            self.sandboxed.spent = state.spent
        judge = JudgeProcess(self._work, bounds_of(self.bundle.assignment.limits, state.usage.seconds))
        try:
            for message in judge.messages():
                state.receive(message)
        except JudgeEndedError as end:
            return end
        finally:
            state.usage += judge.close()
            if not judge.finished:
                self.sandboxed.abandon_workers()
        return None

    def _step_over(self, end: JudgeEndedError) -> None:
        """Note the step in which the judge ended as done, so that the next judge goes on behind it.

        A judge that something else may have ended, such as a machine without memory, gets a second try.
        """
        state = self.state
        if not state.has_begun:  # no answer has reached it
            if end.certain or BEGINNING in self._retried:
                raise SandboxError(f"the grader could not judge {state.submission.name}: {end.reason}")
            self._retried.add(BEGINNING)
            return
        if not state.step:  # between two tests: the next judge begins with the second
            return
        spent = state.spent = state.spent or self.sandboxed.spent
        seconds = (
            time.monotonic() - state.began
        )  # the judge did not come to say how much of it was processor time
        spent.total.spend(processor=seconds, waited=seconds)
        if not end.certain and state.step not in self._retried:
            self._retried.add(state.step)
        elif state.step == WRITTEN:
            state.receive(Answered((), (f"{ANSWERS} could not be read: {end.reason}.",)))
        elif state.step == IMPORTS:
            state.receive(Imported(_no_imports(self.bundle.assignment.imported_names, end), spent))
        elif state.verdict is not None:  # the remarks were too much, and cost only themselves
            state.remarks = False
            state.receive(Recorded(state.verdict, spent))
        else:
            test = state.without_record(self.run.tests)[state.step]
            state.receive(Recorded(_failed(test, end.reason), spent))

    def _work(self, send: Send) -> None:
        """What the judge does, from the state in which the grader has noted what is done already."""
        state, sandboxed = self.state, self.sandboxed
        with closing(sandboxed):
            if state.written is None:
                send(Began(WRITTEN))
                send(self._written())
            imports = state.imports or self._import(send)
            self.run(
                Student(
                    open=partial(imports.worker, sandboxed),
                    record=lambda record: send(Recorded(portable(record), sandboxed.spent)),
                    prints=lambda: sandboxed.prints,
                    only=state.without_record(self.run.tests),
                    begins=partial(self._begin, send),
                    limit=sandboxed.limit,
                    without=sandboxed.without,
                    turn=self._turn,
                    again=lambda: sandboxed.by_chance,
                    judged=lambda record: send(Judged(portable(record))),
                    remarks=state.remarks,
                    sources=lambda: texts_of(state.submission, self.bundle.assignment.modules),
                )
            )

    def _begin(self, send: Send, test: str) -> None:
        if self.pictures is not None:
            self.sandboxed.keep_pictures = partial(self.pictures.keep, test)
        send(Began(test))

    def _turn(self, question: str, unfinished: Collection[str]) -> None:
        """Count what this judge has computed so far as the submission's time; then a test of this question begins."""
        total, used = self.sandboxed.total, time.process_time()
        total.spend(processor=used - self._charged[-1])
        self._charged.append(used)
        total.begin(question, unfinished)

    def _written(self) -> Answered:
        """Grade the written answers, if the assignment has some and the student handed the form or its cells in."""
        files = self.state.submission.files
        form, cells = files.get(ANSWERS), files.get(WRITTEN_CELLS)
        if (form is None and cells is None) or not self.bundle.keys:
            return Answered((), ())
        graded = grade_answers(self.bundle.keys, form, None if cells is None else json.loads(cells))
        return Answered(graded.results, graded.notes)

    def _import(self, send: Send) -> Imports:
        send(Began(IMPORTS))
        self.sandboxed.compile()
        imports = try_imports(
            self.sandboxed,
            self.bundle.assignment.imported_names,
            notebook=self.state.submission.notebook,
            tests=len(self.run.tests),
        )
        imports = replace(imports, notes=explained(imports.notes, self.state.submission))
        send(Imported(imports, self.sandboxed.spent, not_begun_in(self.bundle, self.state.submission)))
        return imports


def _failed(test: ChosenTest, reason: str) -> TestRecord:
    """The record of a test in which the judge ended, or which no judge came to."""
    return TestRecord(
        id=test.id,
        question=test.question,
        weight=test.weight,
        title=test.title,
        needs=test.needs,
        status=Status.FAILED,
        finding=Finding("stopped", f"the test could not go on with your answer: {reason}"),
    )


def _no_imports(modules: tuple[str, ...], end: JudgeEndedError) -> Imports:
    """No module can be used, because to import them ended the judge."""
    fault = StudentError(
        Fault.REFUSED, message=f"the grader could not go on with what it gave back: {end.reason}"
    )
    note = f"Your files cannot be imported in the grader: {end.reason}. All tests fail."
    return Imports(faults=dict.fromkeys(modules, fault), notes=(note,))
