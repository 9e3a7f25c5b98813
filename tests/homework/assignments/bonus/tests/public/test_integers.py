"""Examples."""

import pytest


@pytest.mark.question("digits")
def test_digits(student, check):
    """The digits of 1234."""
    check.equal("sum", student.integers.digit_sum(1234))


@pytest.mark.question("digits")
@pytest.mark.weight(2)
def test_palindromes(student, check):
    """Numbers that are and are not."""
    check.equal("palindromes", [student.integers.is_palindrome(one) for one in (1221, 7, 12, 1231)], loose=True)


@pytest.mark.question("divisors")
def test_divisors(student, check):
    """The divisors of 12."""
    check.equal("divisors", student.integers.divisors(12))


@pytest.mark.question("fast")
def test_power(student, check):
    """A small power."""
    check.equal("power", student.integers.power(3, 5, 100))
