"""One reading throughout: decided by which tests pass which, and by nothing else."""

from __future__ import annotations

import itertools

import pytest

from autograder.harness.checks.check import Check, CheckFailed
from autograder.harness.checks.expected import Records
from autograder.harness.checks.needs import with_skipped
from autograder.harness.checks.readings import READING, with_one_reading
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord

NONE = Records({})


def record(
    name: str, *passed: str, folder: str = "public", status: Status = Status.PASSED, about: str = "slope"
) -> TestRecord:
    """A test that has passed these readings."""
    return TestRecord(
        id=f"{folder}/{name}",
        question="q",
        weight=1,
        title=f"The test {name}.",
        status=status,
        readings={about: frozenset(passed)},
    )


def lost(records: list[TestRecord]) -> dict[str, str]:
    """The sentences of the tests that have failed by their reading."""
    return {
        one.id: one.finding.sentence
        for one in records
        if one.finding is not None and one.finding.kind == READING
    }


def test_a_consistent_student_loses_nothing() -> None:
    """Where a reading is in all tests, also beside others, and where a test that failed has another one."""
    records = [
        record("a", "average"),
        record("b", "average", "total"),
        record("c", status=Status.FAILED),
        record("d", "total", about="sign"),
    ]

    assert with_one_reading(records) == records


def test_the_reading_of_most_tests_counts_in_any_order() -> None:
    """The other tests fail, and say which test reads it otherwise."""
    records = [
        record("a", "average"),
        record("b", "total"),
        record("c", "average", "total"),
        record("d", "total"),
    ]
    expected = {
        "public/a": 'your code reads `slope` as average here, and as total in the test "The test b"; it has to be '
        "the same throughout"
    }

    assert all(lost(with_one_reading(some)) == expected for some in itertools.permutations(records))


def test_of_equals_the_first_in_the_alphabet_counts() -> None:
    """So that the verdict is the same each time."""
    records = [record("a", "total"), record("b", "average")]

    assert list(lost(with_one_reading(records))) == ["public/a"]


def test_a_hidden_test_is_not_named() -> None:
    """Its title is not for students, at a public test neither."""
    records = [
        record("a", "average"),
        record("b", "total", folder="hidden"),
        record("c", "total", folder="hidden"),
    ]

    assert lost(with_one_reading(records)) == {
        "public/a": "your code reads `slope` as average here, and as total in another test; it has to be the same "
        "throughout"
    }


def test_a_test_that_reads_in_two_ways_fails() -> None:
    """It has no reading that holds throughout."""
    records = [record("a"), record("b", "total")]

    assert lost(with_one_reading(records)) == {
        "public/a": 'your code reads `slope` here in one way and then in another, and as total in the test "The test '
        'b"; it has to be the same throughout'
    }
    assert list(lost(with_one_reading([record("a")]))) == ["public/a"]


def test_tests_beside_count_as_well() -> None:
    """As those of other questions do in a notebook."""
    beside = [record("b", "total"), record("c", "total")]

    assert list(lost(with_skipped([record("a", "average")], {"q": "Q"}, beside))) == ["public/a"]


def equals(check: Check, name: str, got: int, expected: int) -> None:
    """A check with a literal."""
    check.equal(name, got, expected=expected)


def test_a_check_notes_all_readings_that_pass_and_what_the_first_has_left() -> None:
    """The others leave nothing behind, and several checks of one reading are one."""
    check = Check("public/test_a.py::test_a", NONE)

    check.any_of(
        reading="slope",
        mean=lambda: equals(check, "mean", 3, 2),
        total=lambda: equals(check, "total", 3, 3),
        double=lambda: equals(check, "double", 3, 3),
    )
    check.any_of(
        reading="slope",
        mean=lambda: equals(check, "mean of 2", 4, 4),
        total=lambda: equals(check, "total of 2", 4, 4),
    )

    assert check.readings == {"slope": {"total"}}
    assert list(check.observed) == ["total", "mean of 2"]


def test_where_no_reading_passes_the_first_failure_is_told() -> None:
    """As without a name."""
    check = Check("public/test_a.py::test_a", NONE)

    with pytest.raises(CheckFailed, match="mean"):
        check.any_of(
            reading="slope",
            mean=lambda: equals(check, "mean", 3, 2),
            total=lambda: equals(check, "total", 3, 4),
        )

    assert check.readings == {}


def test_a_reading_without_names_and_names_without_a_reading_are_refused() -> None:
    """They say nothing."""
    check = Check("public/test_a.py::test_a", NONE)

    with pytest.raises(ValueError, match="is given alternatives, or `reading`"):
        check.any_of(lambda: None, reading="slope")
    with pytest.raises(ValueError, match="is given alternatives, or `reading`"):
        check.any_of(total=lambda: None)
