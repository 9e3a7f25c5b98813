"""`fresh_student`, `student.beside` and `check.any_of`: the same at home, in a notebook and in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.handout.notebook import NotebookStudent
from autograder.harness.session.session import Student, Tests, run_session
from autograder.harness.student.beside import beside_files
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.sandbox.wire.module_files import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord

    Runs = Callable[..., dict[str, TestRecord]]

HELPERS = '''
"""Runs beside the student's code."""


class Doubler:
    """A part that the student has not written."""

    def work(self, x):
        return 2 * x


def patch(module):
    """Put the part where the student's function looks for it."""
    module.Part = Doubler
    return module.Part is Doubler


def deeper(x):
    """Raise where no line is the student's."""
    return x.no_such_attribute
'''
STUDENT = """
import other

class Part:
    def work(self, x):
        print("my own part")
        return 3 * x

calls = []

def use(x):
    calls.append(1)
    return Part().work(x)

def count():
    return len(calls)

def late():
    from other import name
    return name()

def fail():
    raise ValueError("mine")

def leave():
    raise SystemExit
"""
OTHER = """
names = ["one"]

def name():
    return ", ".join(names)
"""
HEADER = """
import numpy as np
import pytest

pytestmark = [pytest.mark.question("q"){batch}]
"""


@dataclass(frozen=True)
class Course:
    """A folder of tests, and the instructor's modules."""

    home: Path
    tests: Tests


@pytest.fixture
def course(tmp_path: Path) -> Callable[..., Course]:
    """A course of one test file, its requests in a batch or not."""

    def write(body: str, *, batch: bool) -> Course:
        folder = tmp_path / "tests" / "hidden"
        folder.mkdir(parents=True, exist_ok=True)
        header = HEADER.format(batch=", pytest.mark.batch" if batch else "")
        (folder / "test_it.py").write_text(header + body, encoding="utf-8")
        beside = tmp_path / "beside"
        beside.mkdir(exist_ok=True)
        (beside / "parts.py").write_text(HELPERS, encoding="utf-8")
        return Course(tmp_path, Tests(folders={"hidden": folder}, seed=1, questions=("q",)))

    return write


@pytest.fixture(params=["home", "notebook", "sandbox"])
def run(request: pytest.FixtureRequest, tmp_path: Path, submission: Callable[..., Any]) -> Runs:
    """Take the student above, or another one, through a course's tests, in each of the three ways."""

    def opener(course: Course, source: str) -> Student:
        beside = beside_files(course.home / "beside")
        ran: list[TestRecord] = []
        if request.param == "home":
            (tmp_path / "hw.py").write_text(source, encoding="utf-8")
            (tmp_path / "other.py").write_text(OTHER, encoding="utf-8")
            return Student(lambda: LocalStudent(tmp_path, ("hw", "other"), beside), ran.append)
        if request.param == "notebook":
            namespace: dict[str, Any] = {"__name__": "__main__"}
            exec(OTHER + source.replace("import other\n", ""), namespace)  # noqa: S102 - as a kernel does
            namespace["late"] = namespace["name"]
            return Student(lambda: NotebookStudent(tmp_path, ("hw", "other"), namespace, beside), ran.append)
        files = {f"{BESIDE}{name}": file.read_text(encoding="utf-8") for name, file in beside.items()}
        sandboxed = submission(source, other=OTHER, **files)
        sandboxed.compile()
        return Student(sandboxed.worker, ran.append, prints=lambda: str(sandboxed.prints))

    def go(course: Course, records: Records | None = None, source: str = STUDENT) -> dict[str, TestRecord]:
        student = opener(course, source)
        found: list[TestRecord] = []
        student = Student(student.open, found.append, prints=student.prints)
        run_session(course.tests, records, lambda run_all: run_all(student))
        return {record.id.rpartition("::")[2]: record for record in found}

    return go


BOTH = pytest.mark.parametrize("batch", [False, True], ids=["one-by-one", "batch"])


@BOTH
def test_two_workers_of_one_test_do_not_see_each_other(course: Any, run: Runs, *, batch: bool) -> None:  # noqa: ANN401 - a fixture that makes one
    """What one of them patches, counts and imports late stays its own, whichever is asked in between."""
    body = '''
def test_it(student, fresh_student, check):
    """Two of one."""
    check.equal("mine", student.hw.use(1), expected=3)
    check.true(fresh_student.beside.parts.patch(fresh_student.hw), "patched")
    check.equal("patched", fresh_student.hw.use(1), expected=2)
    check.equal("still mine", student.hw.use(1), expected=3)
    fresh_student.other.names = ["another"]
    check.equal("late and mine", student.hw.late(), expected="one")
    check.equal("late and its own", fresh_student.hw.late(), expected="another")
    check.equal("mine again", student.hw.late(), expected="one")
'''
    record = run(course(body, batch=batch))["test_it"]

    assert (record.status, record.finding) == (Status.PASSED, None)


@BOTH
def test_a_fresh_worker_has_seen_nothing_of_the_first(course: Any, run: Runs, *, batch: bool) -> None:  # noqa: ANN401 - a fixture that makes one
    """Modules are imported anew; a notebook's names are what they were, its objects are the same."""
    body = '''
def test_it(student, fresh_student, check):
    """It begins anew."""
    student.other.names = ["changed"]
    check.equal("late", fresh_student.hw.late(), expected="one")
'''
    record = run(course(body, batch=batch))["test_it"]

    assert (record.status, record.finding) == (Status.PASSED, None)


def test_a_fresh_student_that_no_test_uses_is_not_opened(
    course: Any,  # noqa: ANN401 - a fixture that makes one
    submission: Callable[..., Any],
) -> None:
    """Else each test would pay for a worker that it does not need."""
    body = '''
def test_it(student, fresh_student, check):
    """One is enough."""
    check.equal("mine", student.hw.use(1), expected=3)
'''
    sandboxed = submission(STUDENT, other=OTHER)
    opened: list[object] = []
    student = Student(lambda: (opened.append(1), sandboxed.worker())[1], lambda _: None)

    run_session(course(body, batch=False).tests, None, lambda run_all: run_all(student))

    assert len(opened) == 1


def test_what_both_workers_print_is_the_test_s(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """A student looks for the prints of both, and for none of the test before."""
    body = '''
def test_a(student, fresh_student):
    """Both print."""
    student.hw.use(1), fresh_student.hw.use(1)

def test_b(student):
    """Nobody prints."""
    student.hw.count()
'''
    found = run(course(body, batch=False))

    assert found["test_a"].prints.count("my own part") == 2
    assert found["test_b"].prints == ""


def test_a_fault_in_the_instructor_s_module_names_no_line_of_the_student_s(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """Nor the file of the instructor's, which the student has never opened."""
    body = '''
def test_it(student):
    """It raises."""
    student.beside.parts.deeper(1)
'''
    record = run(course(body, batch=False))["test_it"]

    assert record.finding is not None
    assert record.finding.sentence.endswith("'int' object has no attribute 'no_such_attribute'")


def test_a_module_that_is_not_beside_is_named(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """The author reads what to do."""
    body = '''
def test_it(student):
    """There is no such module."""
    student.beside.nowhere
'''
    record = run(course(body, batch=False))["test_it"]

    assert record.finding is not None
    assert "there is no beside/nowhere.py" in record.finding.sentence


ALTERNATIVES = '''
def test_it(student, fresh_student, check):
    """One way or the other."""
    def wrong():
        check.equal("first", student.hw.use(1), expected=4)

    def raising():
        check.equal("second", student.hw.count(), expected=student.hw.count())
        student.hw.fail()

    def leaving():
        student.hw.leave()
        check.equal("third", student.hw.count())

    def right():
        check.equal("fourth", fresh_student.hw.use(1), expected=3)

    check.any_of({order})
    check.equal("after", fresh_student.hw.use(2), expected=6)
'''


@BOTH
@pytest.mark.parametrize(
    "order",
    ["wrong, right", "raising, right", "leaving, right", "wrong, raising, leaving, right", "right, wrong"],
)
def test_one_alternative_that_passes_is_enough(course: Any, run: Runs, order: str, *, batch: bool) -> None:  # noqa: ANN401 - a fixture that makes one
    """Whatever those before it have raised, ended or left waiting."""
    record = run(course(ALTERNATIVES.format(order=order), batch=batch), Records({}))["test_it"]

    assert (record.status, record.finding) == (Status.PASSED, None)
    assert set(record.observed) == {"fourth", "after"}


@BOTH
@pytest.mark.parametrize(
    ("order", "check", "fault"),
    [
        ("wrong, raising", "first", None),
        ("raising, wrong", "", Fault.RAISED),
        ("wrong, leaving", "first", None),
    ],
)
def test_where_no_alternative_passes_the_first_failure_is_the_test_s(
    course: Any,  # noqa: ANN401 - a fixture that makes one
    run: Runs,
    order: str,
    check: str,
    fault: Fault | None,
    *,
    batch: bool,
) -> None:
    """With its check, its value and its fault."""
    record = run(course(ALTERNATIVES.format(order=order), batch=batch), Records({}))["test_it"]

    assert (record.status, record.check, record.fault) == (Status.FAILED, check, fault)
    assert check != "first" or (record.wrong is not None and int(record.wrong) == 3)


def test_a_request_that_an_alternative_left_waiting_does_not_fail_the_next(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """In a batch it would travel with the first request of the next one, and its fault would be counted there."""
    body = '''
def test_it(student, check):
    """One way or the other."""
    def first():
        got = student.hw.use(1)
        check.equal("first", got, expected=4)

    def second():
        student.hw.fail()
        raise AssertionError("nobody has asked for the answer")

    def third():
        check.equal("third", student.hw.use(1), expected=3)

    check.any_of(first, second, third)
'''
    record = run(course(body, batch=True), Records({}))["test_it"]

    assert (record.status, record.finding) == (Status.PASSED, None)


def test_a_request_at_the_end_of_an_alternative_is_answered_within_it(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """Otherwise it would pass, and the test would fail after it."""
    body = '''
def test_it(student, check):
    """One way or the other."""
    check.any_of(student.hw.fail, lambda: check.equal("second", student.hw.use(1), expected=3))
'''
    record = run(course(body, batch=True), Records({}))["test_it"]

    assert (record.status, record.finding) == (Status.PASSED, None)


def test_while_the_reference_is_recorded_one_alternative_has_to_pass(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """Whichever it is; what the others compared before they failed is recorded too."""
    passed = run(course(ALTERNATIVES.format(order="wrong, right"), batch=False))["test_it"]
    failed = run(course(ALTERNATIVES.format(order="wrong, raising"), batch=False))["test_it"]

    assert (passed.status, passed.finding) == (Status.PASSED, None)
    assert "fourth" in passed.observed
    assert failed.finding is not None
    assert failed.finding.sentence.startswith("first differs")


def test_alternatives_share_no_name_of_a_check(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """The records of the two would be one."""
    body = '''
def test_it(student, check):
    """Twice the same."""
    def same():
        check.equal("same", student.hw.use(1))

    check.any_of(same, same)
'''
    record = run(course(body, batch=False))["test_it"]

    assert record.finding is not None
    assert "checks 'same' twice" in record.finding.sentence


def test_what_only_the_reference_makes_is_never_asked_of_a_student(course: Any, run: Runs) -> None:  # noqa: ANN401 - a fixture that makes one
    """The value comes from the record, and the student's code is not called for it."""
    body = '''
def test_it(student, check):
    """Two readings."""
    other = check.recorded("the other reading", lambda: student.hw.use(5))
    check.close("calls", student.hw.count())
    check.close("reading", student.hw.use(1), also=[other])
'''
    reference = run(course(body, batch=False))["test_it"]
    values = {record_key(reference.id, name): value for name, value in reference.observed.items()}
    values[record_key(reference.id, "calls")] = np.array(0)
    wrong = STUDENT.replace("return 3 * x", "return 15 * x")
    record = run(course(body, batch=False), Records(values), wrong)["test_it"]

    assert reference.observed["the other reading"] == 15
    assert (record.status, record.finding) == (Status.PASSED, None)
    assert "the other reading" not in record.observed
