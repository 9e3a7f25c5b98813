"""Examples."""

import pytest

ROWS = [("ann", "Emma", 5), ("bob", "Ulysses", 30), ("ann", "Emma", 7), ("bob", "Emma", 2)]


@pytest.mark.question("index")
def test_index(student, check):
    """Two lines."""
    check.same("index", student.library.word_index(["to be or", "Not to be"]))


@pytest.mark.question("loans")
def test_loans(student, check):
    """Named tuples."""
    check.same("loans", student.library.to_loans(ROWS[:2]))


@pytest.mark.question("loans")
def test_by_reader(student, check):
    """Days of both times."""
    check.same("days", student.library.by_reader(ROWS))
