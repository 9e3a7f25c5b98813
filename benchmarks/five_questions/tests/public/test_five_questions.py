"""Calls of the data set, with what they have to give; public_cases.py is made from it."""

import pytest
from public_cases import CASES


def of(function):
    """One test for each case of a function."""
    return pytest.mark.parametrize("case", sorted(CASES.get(function, {})))


@pytest.mark.question("search")
@of("search")
def test_search(student, check, case):
    """search: the position of x."""
    arguments, expected = CASES["search"][case]
    check.same("the position", student.search.search(*arguments), expected=expected, zeros=not expected)


@pytest.mark.question("day")
@of("unique_day")
def test_unique_day(student, check, case):
    """unique_day: whether one birthday alone is on the day."""
    arguments, expected = CASES["unique_day"][case]
    check.same("the answer", student.birthdays.unique_day(*arguments), expected=expected, zeros=not expected)


@pytest.mark.question("month")
@of("unique_month")
def test_unique_month(student, check, case):
    """unique_month: whether one birthday alone is in the month."""
    arguments, expected = CASES["unique_month"][case]
    check.same(
        "the answer", student.birthdays.unique_month(*arguments), expected=expected, zeros=not expected
    )


@pytest.mark.question("contains")
@of("contains_unique_day")
def test_contains_unique_day(student, check, case):
    """contains_unique_day: whether a day of the month is the only one of its number."""
    arguments, expected = CASES["contains_unique_day"][case]
    answer = student.birthdays.contains_unique_day(*arguments)
    check.same("the answer", answer, expected=expected, zeros=not expected)


@pytest.mark.question("extras")
@of("remove_extras")
def test_remove_extras(student, check, case):
    """remove_extras: each element once, where it first stood."""
    arguments, expected = CASES["remove_extras"][case]
    check.same("the list", student.extras.remove_extras(*arguments), expected=expected, zeros=not expected)


@pytest.mark.question("people")
@of("sort_age")
def test_sort_age(student, check, case):
    """sort_age: the oldest first."""
    arguments, expected = CASES["sort_age"][case]
    check.same("the list", student.people.sort_age(*arguments), expected=expected, zeros=not expected)


@pytest.mark.question("top")
@of("top_k")
def test_top_k(student, check, case):
    """top_k: the k greatest, the greatest first."""
    arguments, expected = CASES["top_k"][case]
    check.same("the list", student.top.top_k(*arguments), expected=expected, zeros=not expected)
    check.source(student.top.top_k, forbid=["sorted", ".sort"], remark=True)
