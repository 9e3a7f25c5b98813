"""The fixture `check`: compare the student's answer with the expected value, and say in words what differs.

The verdict is made from plain data, in the process that holds the expected values.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..student.batch import resolved
from ..student.proxy import Proxy
from .alternatives import HarnessError, run_all, run_each, run_until_one_passes
from .methods.equal_check import EqualCheck
from .methods.find_check import FindCheck
from .methods.grade_check import GradeCheck
from .methods.number_checks import NumberChecks
from .methods.raises_check import RaisesCheck
from .methods.source_check import SourceCheck
from .methods.text_check import TextCheck
from .values import CheckedValue, CheckFailed, Finding, name_of_nan, one_number

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Check", "CheckFailed", "CheckedValue", "Finding", "HarnessError"]


class Check(NumberChecks, EqualCheck, RaisesCheck, TextCheck, SourceCheck, GradeCheck, FindCheck):
    """The fixture `check` of one test: each method judges one named value."""

    def true(self, condition: object, sentence: str, *, zeros: bool = False) -> None:
        """Condition has to be true; if it is not, the student reads the sentence.

        Args:
            condition: What has to be true.
            sentence: What has to be so, in words.
            zeros: Whether a file that answers zeros may pass the test, as for `close`.

        Raises:
            CheckFailed: if it is not true.
        """
        self.zeros_allowed |= {sentence} if zeros else set()
        self.last = CheckedValue(sentence)
        condition = resolved(condition)
        if isinstance(condition, Proxy) or not bool(condition):
            name = name_of_nan(sys._getframe(1).f_locals)  # noqa: SLF001 - the test's own names, which nothing else knows
            if name:
                raise CheckFailed(Finding("not-finite", f"{sentence}; but {name} holds NaN (not a number)"))
            raise CheckFailed(Finding("condition", sentence))

    def not_none(self, value: object, sentence: str) -> None:
        """Value must not be None; if it is, the student reads the sentence.

        In a test that is marked `batch`, `value is not None` is always true: the answer has not come yet.

        Raises:
            CheckFailed: if it is None.
        """
        self.true(resolved(value) is not None, sentence)

    def any_of(
        self, *alternatives: Callable[[], object], reading: str = "", **named: Callable[[], object]
    ) -> None:
        """One of the alternatives has to pass; they are tried in order, and those after it are not called.

        If none passes, the failure of the first is the test's. While the reference is recorded all of them run, and
        one has to pass; so no two may give a check the same name. One that the reference does not pass compares with
        literals: write a solution in right/ that passes it. Draw random inputs before: one that fails half-way would
        leave other numbers to the next.

        With `reading`, the name of what may be read in several ways, the alternatives have names, and all of them are
        called: `check.any_of(reading="slope", average=..., total=...)`. Tests that pass none in common read it
        differently; those with the reading that most tests pass keep their points, and the others fail.

        Args:
            alternatives: Functions without arguments, each with checks in it.
            reading: What has to be read in the same way throughout a submission.
            named: The alternatives of a reading, each by the name of its way to read it.

        Raises:
            ValueError: if a reading has no named alternatives, or named alternatives have no reading.
        """
        if (not reading) != (not named) or (reading and alternatives):
            raise ValueError(
                "check.any_of is given alternatives, or `reading` and alternatives with names, as in "
                'check.any_of(reading="slope", average=lambda: ..., total=lambda: ...)'
            )
        if self._records is None:
            run_all((*alternatives, *named.values()), self._requests)
        elif reading:
            passed = run_each(named, self._requests, self)
            self.readings[reading] = self.readings.get(reading, passed) & passed
        else:
            run_until_one_passes(alternatives, self._requests, self)

    def measure(self, id_: str, number: float) -> None:
        """Report a number for the leaderboard; it earns nothing.

        Args:
            id_: The id of a measure that `[[measures]]` in assignment.toml declares.
            number: The number.

        Raises:
            HarnessError: if no measure of that id is declared.
            CheckFailed: if it is not one finite real number.
        """
        if id_ not in self._declared:
            # In the grade only an answer can have led here, since the build refuses what the reference reports.
            raise (HarnessError if self._records is None else LookupError)(
                f"{self._test_id} reports the measure {id_!r}, which assignment.toml does not declare; write there "
                f'[[measures]] with id = "{id_}", title, order ("ascending" or "descending") and digits'
            )
        self.measures[id_] = one_number(id_, resolved(number))
