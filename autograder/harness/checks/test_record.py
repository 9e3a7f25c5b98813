"""The result of one test for one student: a plain record, still without points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from ..student.plain import Fault
from ..student.proxy import StudentError
from .check import CheckFailed, Finding
from .status import Status, earned_share

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np

    from ..crashes.stop import Stop
    from ..diagnosis.relations.relation import Relation

_OPENINGS = {
    Fault.RAISED: "your code raised an exception: ",
    Fault.IMPORT: "the file cannot be imported: ",
    Fault.MISSING: "",
    Fault.TIMEOUT: "your code took too long: ",
    Fault.MEMORY: "your code used too much memory: ",
    Fault.EXITED: "your code ended the program: ",
    Fault.REFUSED: "the answer could not be taken: ",
}


# What Python says where an object has not what an operation needs, and none of the student's lines has run.
_NO_OPERATION = re.compile(
    r"unsupported operand type|not supported between instances|bad operand type|does not support|has no len\(\)|"
    r"object is not (iterable|subscriptable|callable|an iterator|reversible)|is not a container or iterable"
)
_OPERATION = "the test does with an object of yours what Python cannot do with it: "
NOT_CALLED = "not-called"  # the kind of the finding
# How the sentences end on functions that have used up their time twice.
_NOT_CALLED = ("so it is not called again", "has used up its time before")


@dataclass(frozen=True)
class TestRecord:
    """One test, run once against one student.

    Attributes:
        id: The folder, file and function, `hidden/test_linear.py::test_forward`.
        question: The question that it belongs to.
        weight: Its share of the question's points, relative to the question's other tests.
        title: The first line of its docstring: what the student reads.
        status: How it ended.
        finding: Why it did not pass, or None.
        fault: How the student's code failed to answer, or None.
        prints: What the student's code printed during the test.
        seconds: Wall-clock time.
        observed: The value that each check got, by the check's name.
        recorded_names: The names of the checks that compare with a record.
        measures: Numbers for the leaderboard.
        check: The check that failed, or "" if the test did not end in one.
        wrong: The value that this check got, or None if it is not an array.
        error: The class of the exception that left the student's code, or "".
        relations: How the wrong value differs from the right one.
        suspects: The known mistakes with which this test fails in the same way.
        overwritten: The student's functions that wrote into an array which was passed to them.
        uses: The other questions whose code the test goes through.
        needs: The other questions that have to be passed before the test counts.
        distinctive: Whether the wrong value has numbers that do not come about by accident.
        single_line: Whether the wrong value is a single number, row or column.
        single_number: Whether the wrong value is a single number.
        single_count: Whether the wrong value is a single whole number, truth value or word.
        answered: Whether the answer, or the exception, says something of what the code does.
        answers: What the checks got, by name: a single whole number, truth value or word as Python prints it, and of
            another answer only that it came; None has no entry.
        checked: The names of the checks that compared a value, the one that failed among them.
        position: The file and line at which the test ended, or at which it begins; for the instructor.
        raised: The class and the text of the exceptions that left the student's code, whether the test caught them
            or not.
        ancestors: The names of these exceptions' classes, and of the classes they inherit from.
        zeros_allowed: The names of the checks that say that zeros are right answers.
        stop: The line of the student's at which the test stopped by an exception, or None.
        file: The name of the student's file in which the fault came up, if that is known.
        remarks: What a check says beside the verdict, which costs nothing.
        not_begun: The functions that the test goes through and that the student has not begun, each with its line.
        call: The call of the student's code that the test failed with, as Python would write it, or "". Of a hidden
            test nobody may see it.
        share: The part of its points that a test earns which is passed in part.
        gave_none: Whether the test made one call, which gave None.
        readings: By what may be read in several ways, the readings that the test passes.
        prints_instead: Whether what the code prints may stand for an answer: no `return` of the function that was
            called has a value, as far as is known.
        trace: Of a fault of the grader's own, the exception and the last lines of its traceback; for the staff.
    """

    __test__ = False  # not a test class, whatever pytest reads into the name

    id: str
    question: str
    weight: float
    title: str
    status: Status
    finding: Finding | None = None
    fault: Fault | None = None
    prints: str = ""
    seconds: float = 0.0
    observed: dict[str, np.ndarray] = field(default_factory=dict)
    recorded_names: frozenset[str] = frozenset()
    measures: dict[str, float] = field(default_factory=dict)
    check: str = ""
    wrong: np.ndarray | None = None
    error: str = ""
    relations: tuple[Relation, ...] = ()
    suspects: frozenset[str] = frozenset()
    distinctive: bool = False
    overwritten: frozenset[str] = frozenset()
    uses: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    single_line: bool = False
    single_number: bool = False
    single_count: bool = False
    answered: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()
    position: str = ""
    raised: tuple[tuple[str, str], ...] = ()
    ancestors: frozenset[str] = frozenset()
    zeros_allowed: frozenset[str] = frozenset()
    stop: Stop | None = None
    trace: tuple[str, ...] = ()
    not_begun: tuple[str, ...] = ()
    file: str = ""
    remarks: tuple[str, ...] = ()
    call: str = ""
    gave_none: bool = False
    prints_instead: bool = True
    share: float = 0.0
    readings: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def earned_share(self) -> Fraction:
        """The part of its points that it earns, exactly: all where it passed, else nothing or a part."""
        return earned_share(self.status, self.share)

    @property
    def folder(self) -> str:
        """The folder of tests it came from: public or hidden."""
        return self.id.split("/", 1)[0]


def verdict(error: BaseException | None) -> tuple[Status, Finding | None, Fault | None]:
    """The status, finding and fault of a test that ended with this exception, or with None."""
    if error is None:
        return Status.PASSED, None, None
    if isinstance(error, CheckFailed):
        return Status.FAILED, error.finding, None
    if isinstance(error, StudentError):
        kind = NOT_CALLED if _was_not_called(error) else error.fault.value
        return Status.FAILED, Finding(kind, _student_sentence(error)), error.fault
    if is_graders_fault(error):
        return Status.ERROR, Finding("grader", f"the grader could not run this test: {text_of(error)}"), None
    if isinstance(error, pytest.skip.Exception):
        return Status.SKIPPED, Finding("skipped", f"the test was skipped: {error}"), None
    if isinstance(error, AssertionError):
        sentence = text_of(error).split("\n", 1)[0] or "a condition of the test does not hold"
        return Status.FAILED, Finding("value", sentence), None
    return stopped(error)


def is_graders_fault(error: BaseException | None) -> bool:
    """Whether a part of the grader broke; nothing that a student's code answers can lead to this."""
    return getattr(error, "graders_fault", False) is True


def stopped(error: BaseException) -> tuple[Status, Finding, None]:
    """The verdict on answers with which the test could not go on: with the reference's answers it did."""
    sentence = f"the test could not go on with your answer ({type(error).__name__}: {text_of(error)})"
    return Status.FAILED, Finding("stopped", sentence), None


def text_of(error: BaseException) -> str:
    """The exception's text, which may hold an answer of the student's that never came."""
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 - whatever an answer does when it is printed, the test has its verdict
        return f"its text cannot be shown: {type(second).__name__}"


def _student_sentence(error: StudentError) -> str:
    where = f" ({error.file}, line {error.line})" if error.line else ""
    what = (
        f"{error.type_name}: {error.message}"
        if error.type_name and error.message
        else error.type_name or error.message
    )
    opening = "not called: " if _was_not_called(error) else _OPENINGS[error.fault]
    if error.fault is Fault.RAISED and not error.line and not error.frames and lacks_an_operation(error):
        opening = _OPERATION
    return f"{opening}{what}{where}"


def lacks_an_operation(error: StudentError) -> bool:
    """Whether an exception says that Python has no way to do an operation with an object."""
    return error.type_name == "TypeError" and _NO_OPERATION.search(error.message) is not None


def _was_not_called(error: StudentError) -> bool:
    """Whether a function was not called, because it has used up its time twice before."""
    return error.fault is Fault.TIMEOUT and error.message.endswith(_NOT_CALLED)
