"""Other functions and numbers."""

import pytest


@pytest.mark.question("apply")
def test_times(student, check, rng):
    """Ones are added, several times and never."""
    number = int(rng.randint(3, 50))
    check.equal("sum", student.higher.apply_times(student.beside.givens.add_one, number, number))
    check.equal("never", student.higher.apply_times(student.beside.givens.add_one, 0, number))


@pytest.mark.question("apply")
def test_composed(student, check, rng):
    """Called beside the student's code."""
    check.equal("value", student.beside.givens.composed(student.higher.compose, int(rng.randint(2, 50))))


@pytest.mark.question("apply")
def test_split(student, check):
    """Long and short words."""
    words = ["apple", "fig", "banana", "kiwi", "cherry"]
    check.same("two lists", student.higher.split_by(student.beside.givens.is_long, words), loose=True)


@pytest.mark.question("roots")
def test_other_root(student, check):
    """A falling function, and an interval without a root."""
    check.close("root", student.higher.bisect(student.beside.givens.shifted_cosine, 0.0, 1.0), rtol=1e-4)
    check.raises("both ends above zero", "ValueError", student.higher.bisect, student.beside.givens.square, 1.0, 2.0)


@pytest.mark.question("roots")
def test_tolerance(student, check):
    """A rough root is found with few calls."""
    root = student.higher.bisect(student.beside.givens.counted, 0.0, 2.0, tolerance=0.1)
    check.close("root", root, atol=0.1)
    check.true(len(student.beside.givens.calls) < 20, "a tolerance of 0.1 needs few calls of the function")
