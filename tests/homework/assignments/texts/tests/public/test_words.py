"""Examples."""

import pytest


@pytest.mark.question("codes")
def test_shift(student, check):
    """Three places."""
    check.text("code", student.words.shift("Hello, xyz!", 3))


@pytest.mark.question("codes")
def test_runs(student, check):
    """Three runs."""
    check.text("runs", student.words.runs("aaabcc"))


@pytest.mark.question("reports")
def test_table(student, check):
    """Two rows."""
    check.text("table", student.words.table([("tea", 2.25), ("bread", 13)]), mode="spaces")


@pytest.mark.question("reports")
def test_statistics(student, check):
    """Four numbers."""
    check.text("statistics", student.words.statistics([1, 2, 3, 5]), mode="numbers", rtol=0.01)
