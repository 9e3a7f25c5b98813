"""Examples."""

import pytest


@pytest.mark.question("apply")
def test_apply(student, check):
    """Three squares."""
    check.equal("value", student.higher.apply_times(student.beside.givens.square, 3, 2))


@pytest.mark.question("apply")
def test_compose(student, check):
    """One is added first."""
    both = student.higher.compose(student.beside.givens.square, student.beside.givens.add_one)
    check.equal("value", both(4))


@pytest.mark.question("roots")
def test_bisect(student, check):
    """The cube root of 2."""
    check.close("root", student.higher.bisect(student.beside.givens.counted, 0.0, 2.0))
