"""Note which of the functions that students are to write each test goes through, while the reference runs."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.authoring.source.functions import function_lines
from autograder.harness.checks.check import Check
from autograder.harness.checks.confirm import test_of
from autograder.harness.reading.stub_functions import Entry, StubFunctions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.reading.stub_functions import StubFunction
    from autograder.harness.session.chosen_tests import ChosenTest


_CHECKS = frozenset(
    one.__code__ for one in (Check.close, Check.equal, Check.gradient, Check.same, Check.text, Check.true)
)
_RECORDED = Check.recorded.__code__


class Entering:
    """Listens to the calls of the tests that run in this thread.

    Args:
        folder: Where the modules of the reference lie.
        modules: File name to source text of these modules.
        functions: The functions that students are to write.
    """

    def __init__(self, folder: Path, modules: Mapping[str, str], functions: Sequence[StubFunction]) -> None:
        self._inside = f"{folder.resolve()}{os.sep}"
        numbers = {(one.file, one.name): number for number, one in enumerate(functions)}
        self._numbers = {
            (f"{self._inside}{file}", line): numbers[file, function.name]
            for file, text in modules.items()
            for line, function in function_lines(file, text).items()
            if (file, function.name) in numbers
        }
        self._direct: set[int] = set()
        self._all: dict[int, None] = {}  # in the order of the calls
        self._before: int | None = None  # how many of them came before the first check
        self._recorded: FrameType | None = None  # the check that makes what is compared with, meanwhile
        self.entries: dict[str, Entry] = {}

    def begins(self, _test: str) -> None:
        """A test begins."""
        self._direct, self._all, self._before, self._recorded = set(), {}, None, None
        sys.setprofile(self._hear)

    def ended(self, record: TestRecord) -> None:
        """A test has ended."""
        sys.setprofile(None)
        first, later = (
            list(self._all)[: self._before or None],
            list(self._all)[self._before or len(self._all) :],
        )
        direct = [one for one in first if one in self._direct]
        through = [one for one in first if one not in self._direct]
        self.entries.setdefault(test_of(record.id), Entry(tuple(direct), tuple(through), tuple(later)))

    def _hear(self, frame: FrameType, event: str, _: object) -> None:
        if self._recorded is not None:  # no student is asked for what is made there
            if event == "return" and frame is self._recorded:
                self._recorded = None
            return
        if event != "call":
            return
        if frame.f_code is _RECORDED:
            self._recorded = frame
            return
        if frame.f_code in _CHECKS and self._before is None:
            self._before = len(self._all)
            return
        number = self._numbers.get((frame.f_code.co_filename, frame.f_code.co_firstlineno))
        if number is None or number in self._direct:
            return
        if number in self._all and self._is_inside(frame.f_back):  # as in each round of a loop: nothing new
            return
        self._all[number] = None
        if not any(map(self._is_inside, _callers(frame))):
            self._direct.add(number)

    def _is_inside(self, frame: FrameType | None) -> bool:
        """Whether a frame is the reference's own."""
        return frame is not None and frame.f_code.co_filename.startswith(self._inside)


def _callers(frame: FrameType) -> Iterator[FrameType]:
    """What has called a function, from the inside out."""
    caller = frame.f_back
    while caller is not None:
        yield caller
        caller = caller.f_back


def with_questions(
    functions: Iterable[StubFunction],
    entries: Mapping[str, Entry],
    tests: Sequence[ChosenTest],
    rubric: Sequence[str],
) -> StubFunctions:
    """The functions, each with the question that judges it, and the tests that go through them.

    That is the question that bears the name of the function or of its class, if a test of it comes to the function;
    where there is none, that of whose tests most call the function themselves and need no other question; then that
    of whose tests most come to it and need none; and then that of whose tests most come to it. Of several, it is the
    first in the rubric.
    """
    needs = {test.test: (test.question, bool(test.uses)) for test in tests}
    count = Counter(question for question, _ in needs.values())

    def question_of(number: int, function: StubFunction) -> str:
        names = {_plain(part) for part in (function.name, *function.name.split("."))}
        callers: Counter[tuple[bool, bool, str]] = Counter()
        for test, entry in entries.items():
            question, needy = needs[test]
            if number in (*entry.direct, *entry.through, *entry.later):
                callers[needy, number not in entry.direct, question] += 1
        ranks = [
            (
                _plain(question) not in names,
                needy,
                indirect,
                -calls / count[question],
                rubric.index(question),
                question,
            )
            for (needy, indirect, question), calls in callers.items()
        ]
        return min(ranks)[-1] if ranks else ""

    return StubFunctions(
        tuple(replace(one, question=question_of(number, one)) for number, one in enumerate(functions)),
        dict(sorted((test, entry) for test, entry in entries.items() if entry != Entry())),
    )


def _plain(name: str) -> str:
    """A name without what spellings differ in: `compute-layer`, `compute_layer` and `computeLayer` are one."""
    return "".join(filter(str.isalnum, name)).lower()
