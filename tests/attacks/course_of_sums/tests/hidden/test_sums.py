"""The same with other numbers."""

import numpy as np
import pytest
from doing import with_answer


@pytest.mark.question("terms")
def test_terms(student, check):
    """The terms add up."""
    first, second = student.sums.terms(9)

    check.close("the sum", first + second)


@pytest.mark.question("words")
def test_words(student, check):
    """The words."""
    check.equal("words", student.sums.words(1))


@pytest.mark.question("slope")
def test_slope(student, check, rng):
    """The slope, by finite differences."""
    x = rng.uniform(-1, 1, (2, 3))

    check.gradient("the slope", student.sums.slope(x), student.sums.bowl, x)


@pytest.mark.question("fate")
def test_fate(student, check):
    """The number."""
    check.equal("the number", with_answer(student.sums.fate(8)))


@pytest.mark.question("words")
def test_letters(student, check):
    """How long the words are."""
    check.equal("letters", np.char.str_len(np.asarray(student.sums.words(2))))
