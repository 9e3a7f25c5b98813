"""Answers of whole numbers, words and tuples of them: what is said is true, and what is no evidence names nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.checks.check import Check, CheckFailed
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.diagnosis.diagnose import diagnose
from autograder.harness.diagnosis.evidence import is_answer
from autograder.harness.session.session import Student, Tests, run_session
from autograder.harness.student.local import LocalStudent
from autograder.harness.values.entries import differing_entries
from autograder.harness.values.written import is_written, written

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """
def turned(people):
    return people.reverse

def sorted_in_place(people):
    people.sort()

def by_name(people):
    return sorted(people)

def drained(numbers):
    return [numbers.remove(one) for one in list(numbers)]

def counted_down(n):
    print("at", n)
    if n > 5:
        return n

def shown(n):
    return print(n)
"""
TESTS = """
import pytest

pytestmark = pytest.mark.question("q")
PEOPLE = [("F", 18), ("M", 23), ("F", 19)]

def test_turned(student, check):
    check.equal("turned", student.m.turned(PEOPLE))

def test_sorted_in_place(student, check):
    check.equal("sorted", student.m.sorted_in_place(PEOPLE))

def test_by_name(student, check):
    check.equal("by_name", student.m.by_name(PEOPLE))

def test_drained(student, check):
    check.equal("drained", student.m.drained([3, 1, 2]))

def test_drained_and_more(student, check):
    check.equal("drained", student.m.by_name([3, 1]))

def test_counted_down(student, check):
    check.equal("down", student.m.counted_down(2))

def test_shown(student, check):
    check.equal("shown", student.m.shown(2))
"""
PEOPLE = [("M", 23), ("F", 19), ("F", 18)]
RIGHT: dict[str, Any] = {
    "turned|turned": np.array(written(PEOPLE)),
    "sorted_in_place|sorted": np.array(written(PEOPLE)),
    "by_name|by_name": np.array(written(PEOPLE)),
    "drained|drained": np.array([1, 2, 3]),
    "drained_and_more|drained": np.array([1, 2]),
    "counted_down|down": np.array(0),
    "shown|shown": np.array(2),
}


@pytest.fixture
def records(tmp_path: Path) -> dict[str, TestRecord]:
    """The records of the tests, by name."""
    folder = tmp_path / "tests" / "public"
    folder.mkdir(parents=True)
    (folder / "test_q.py").write_text(TESTS)
    (tmp_path / "m.py").write_text(LIBRARY)
    expected = {
        record_key(f"public/test_q.py::test_{name.partition('|')[0]}", name.partition("|")[2]): value
        for name, value in RIGHT.items()
    }
    ran: list[TestRecord] = []
    student = Student(
        open=lambda: LocalStudent(tmp_path, ("m",)), record=ran.append, sources=lambda: {"m.py": LIBRARY}
    )
    tests = Tests(folders={"public": folder}, seed=7, questions=("q",))
    run_session(tests, Records(expected), lambda run: run(student))
    return {record.id.rpartition("::test_")[2]: record for record in ran}


def sentence(record: TestRecord) -> str:
    """What is wrong, in words."""
    assert record.finding is not None
    return record.finding.sentence


def test_none_in_place_of_tuples_was_taken_for_the_answer_of_a_catalogued_mistake(
    records: dict[str, TestRecord],
) -> None:
    """It is told as a missing `return`, as None in place of numbers is, and is no evidence."""
    record = records["sorted_in_place"]

    assert record.finding is not None
    assert record.finding.kind == "none"
    assert sentence(record) == "sorted_in_place gives None: no `return` of `sorted_in_place` has a value"
    assert not is_answer(record, RIGHT["sorted_in_place|sorted"])


def test_a_list_that_holds_none_was_told_that_nothing_was_returned(records: dict[str, TestRecord]) -> None:
    """Whether another test of this name had a value or not."""
    assert sentence(records["drained"]) == "drained[0] is None, where a value is expected"
    assert diagnose(list(records.values()), None).get("public/test_q.py::test_drained") is None
    assert not is_answer(records["drained"], RIGHT["drained|drained"])


def test_a_function_in_place_of_tuples_was_said_to_hold_an_object(records: dict[str, TestRecord]) -> None:
    """It is one, and it was not called."""
    assert sentence(records["turned"]).startswith("turned gives a function itself")


def test_the_call_is_shown_where_a_tuple_differs_too(records: dict[str, TestRecord]) -> None:
    """The place of the difference is no second check."""
    assert sentence(records["by_name"]).startswith("by_name[0]")
    assert records["by_name"].call == "by_name([('F', 18), ('M', 23), ('F', 19)])"


def test_a_print_on_the_way_was_taken_for_the_answer_of_a_function_with_a_return(
    records: dict[str, TestRecord],
) -> None:
    """`return print(n)` gives what `print` gives, which is None."""
    why = {name: diagnose([record], None) for name, record in records.items()}

    assert not why["counted_down"]
    assert [one.id for one in why["shown"][records["shown"].id]] == ["printed"]
    assert sentence(records["shown"]).startswith("shown gives None: line ")
    assert "`print` shows a value and gives None" in sentence(records["shown"])


def last_of(got: object, expected: object) -> Any:  # noqa: ANN401 - an array
    """What a failed `check.equal` leaves for the comparison with known mistakes."""
    check = Check("public/test_q.py::test_q", Records({}))
    with pytest.raises(CheckFailed):
        check.equal("people", got, expected=expected)
    assert check.last is not None
    return check.last.got


def test_the_youngest_at_the_front_was_enough_to_be_told_of_a_list_that_is_sorted_the_other_way() -> None:
    """Known mistakes are compared with the whole answer, and not with the number that differs first."""
    youngest_first, only_front = last_of(PEOPLE[::-1], PEOPLE), last_of([PEOPLE[2], *PEOPLE[:2]], PEOPLE)

    assert is_written(str(youngest_first))
    assert str(youngest_first) != str(only_front)


def test_one_wrong_count_in_a_right_dictionary_is_a_single_value() -> None:
    """It tells as little as a wrong count alone."""
    assert last_of({"a": 1, "b": [2, None]}, {"a": 1, "b": [3, None]}) == np.array(2)
    assert last_of({"a": "x", "b": None}, {"a": "y", "b": None}) == np.array("x")


def test_a_list_of_two_numbers_is_no_evidence_alone() -> None:
    """Many mistakes leave two entries of three."""
    record = TestRecord("public/t.py::t", "q", 1.0, "t", Status.FAILED, check="n")
    finding = failed_finding([2, 3], [1, 2, 3])
    told = {
        size: is_answer(replace_wrong(record, finding, np.arange(size)), np.array([1, 2, 3]))
        for size in (1, 2, 3)
    }

    assert told == {1: False, 2: False, 3: True}


def failed_finding(got: object, expected: object) -> Any:  # noqa: ANN401 - a finding
    """The finding of a failed `check.equal`."""
    with pytest.raises(CheckFailed) as caught:
        Check("public/test_q.py::test_q", Records({})).equal("n", got, expected=expected)
    return caught.value.finding


def replace_wrong(record: TestRecord, finding: Any, wrong: np.ndarray) -> TestRecord:  # noqa: ANN401 - a finding
    """The record of a test that failed with this answer."""
    return replace(record, finding=finding, wrong=wrong)


def test_a_list_where_a_test_states_that_nothing_is_asked_for_named_a_catalogued_mistake() -> None:
    """What comes in place of an empty list is no evidence, whether the test states that or the records have it."""
    recorded = Check("t", Records({record_key("t", "top"): np.array(written([]))}))
    stated = Check("t", Records({}))
    with pytest.raises(CheckFailed) as failed:
        recorded.same("top", [6, 5, 4, 3, 2, 1])
    with pytest.raises(CheckFailed):
        stated.same("top", [6, 5, 4, 3, 2, 1], expected=[])

    record = TestRecord("t", "q", 1.0, "A test.", Status.FAILED, failed.value.finding)
    for check in (recorded, stated):
        assert check.last is not None
        assert not is_answer(replace(record, wrong=check.last.got), check.last.expected)
        assert is_answer(replace(record, wrong=check.last.got), None)


def test_an_empty_list_was_called_an_array_of_shape_0() -> None:
    """Where a set is given and an empty list is asked for."""
    assert failed_finding(set(), []).sentence == "n is an empty set, where an empty list is asked for"


@pytest.mark.parametrize(
    ("got", "expected", "number"),
    [
        ([("F", 1), ("M", 2)], [("F", 1), ("M", 2)], 0),
        ([("F", 1), ("M", 2)], [("M", 2), ("F", 1)], 4),
        ({"a": [1, 2]}, {"a": [1]}, 1),
        ([True], [1], 1),
        (None, [], 1),
        (np.array([1, 2]), np.array([1, 3]), 1),
    ],
)
def test_the_entries_that_differ_are_counted(got: object, expected: object, number: int) -> None:
    """Place by place, through lists, tuples, dictionaries and arrays."""
    assert differing_entries(got, expected) == number
