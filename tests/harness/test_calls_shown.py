"""A failed test notes the call that it failed with, and what the call gave where the test could not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.grading.feedback import feedback
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.diagnosis.diagnose import diagnose
from autograder.harness.session.session import Student, Tests, run_session
from autograder.harness.student.local import LocalStudent
from autograder.model.assignment import Hints, Question, Visibility

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord

LIBRARY = """
import numpy as np

def search(x, seq=()):
    return len(seq)

def nothing(x):
    print("found", x)

def some(x):
    if x > 1:
        return x

class Box:
    def __init__(self, size):
        self.size = size
        self.content = None
"""
TESTS = """
import numpy as np
import pytest

pytestmark = pytest.mark.question("q")

def test_plain(student, check):
    check.equal("search", student.m.search(42, (1, "a", {2: None})))

def test_keyword(student, check):
    check.equal("search", student.m.search(0, seq=[1.5]))

def test_array(student, check):
    check.equal("search", student.m.search(np.zeros(2)))

def test_second(student, check):
    check.equal("first", student.m.search(1, [1]))
    check.equal("second", student.m.search(2, [2, 3]))

def test_unclear(student, check):
    first, second = student.m.search(1, [1]), student.m.search(2, [2, 3])
    check.equal("both", first + second)

def test_long(student, check):
    check.equal("search", student.m.search(list(range(1000)), "a" * 1000))

def test_loop(student, check):
    check.equal("entries", [one[0] for one in student.m.nothing(1)])

def test_number(student, check):
    check.equal("entries", [one for one in student.m.search(7)])

def test_none(student, check):
    check.equal("some", student.m.some(1))

def test_some(student, check):
    check.equal("some", student.m.some(2))

def test_printed(student, check):
    check.equal("printed", student.m.nothing(1))

def test_attribute(student, check):
    check.equal("content", student.m.Box(3).content)
"""
NAMES = ("search", "first", "second", "both", "entries", "some", "printed", "content")
RIGHT = {"test_second|first": 1, "test_some|some": 2}


@pytest.fixture(params=["public", "hidden"])
def records(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, TestRecord]:
    """The records of the tests, by name; nearly all of them fail."""
    folder = tmp_path / "tests" / request.param
    folder.mkdir(parents=True)
    (folder / "test_q.py").write_text(TESTS)
    (tmp_path / "m.py").write_text(LIBRARY)
    tests = Tests(folders={request.param: folder}, seed=7, questions=("q",), secret=b"0" * 32)
    ran: list[TestRecord] = []
    names = [line[4:].partition("(")[0] for line in TESTS.splitlines() if line.startswith("def test_")]
    expected = {
        record_key(f"{request.param}/test_q.py::{test}", name): np.array(RIGHT.get(f"{test}|{name}", 99))
        for test in names
        for name in NAMES
    }
    student = Student(open=lambda: LocalStudent(tmp_path, ("m",)), record=ran.append)
    run_session(tests, Records(expected), lambda run: run(student))
    return {record.id.rpartition("::")[2]: record for record in ran if record.folder == request.param}


def test_the_call_is_noted_where_it_is_certain_and_plain(records: dict[str, TestRecord]) -> None:
    """As Python would write it."""
    calls = {name: record.call for name, record in records.items()}

    assert calls["test_plain"] == "search(42, (1, 'a', {2: None}))"
    assert calls["test_keyword"] == "search(0, seq=[1.5])"
    assert calls["test_second"] == "search(2, [2, 3])"
    assert calls["test_array"] == calls["test_unclear"] == calls["test_long"] == calls["test_some"] == ""


def test_what_stopped_a_test_is_told_by_the_answer(records: dict[str, TestRecord]) -> None:
    """None is called that; another answer is shown."""
    findings = {name: record.finding for name, record in records.items()}
    none, number = findings["test_loop"], findings["test_number"]

    assert none is not None
    assert (none.kind, none.sentence) == ("none", "nothing gives None: is its `return` missing?")
    assert number is not None
    assert number.sentence.startswith("the test could not go on with what search gives (TypeError: ")
    assert number.got == "0"


def test_none_is_told_by_the_other_tests_and_by_what_was_printed(records: dict[str, TestRecord]) -> None:
    """One way without a `return`, and `print` in its place; an attribute is neither."""
    found = diagnose(list(records.values()), None)
    why = {id_.rpartition("::")[2]: [one.id for one in reasons] for id_, reasons in found.items()}

    assert why["test_none"] == ["none-on-some-ways"]
    assert why["test_printed"] == why["test_loop"] == ["printed"]
    assert "test_attribute" not in why


def test_a_hidden_test_shows_no_call(records: dict[str, TestRecord]) -> None:
    """Whatever its question allows."""
    question = Question(
        id="q", title="Q", points=1, visibility=Visibility.VISIBLE, hints=Hints.ALL, builds_on=()
    )
    for record in records.values():
        text = feedback(record, question, (), {})

        assert ("call:" in text) == (record.folder == "public" and bool(record.call))
