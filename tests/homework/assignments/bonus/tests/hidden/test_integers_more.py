"""Other numbers."""

import pytest


@pytest.mark.question("digits")
@pytest.mark.weight(3)
def test_more_digits(student, check, rng):
    """Numbers below zero, and large ones."""
    numbers = [-int(rng.randint(100, 999)), 10**40 + int(rng.randint(10**6)), 305]
    check.equal("sums", [student.integers.digit_sum(one) for one in numbers])


@pytest.mark.question("divisors")
@pytest.mark.weight(2)
def test_more_divisors(student, check, rng):
    """Random numbers, and 1."""
    check.equal("divisors", student.integers.divisors(6 * int(rng.randint(2, 60))))
    check.equal("divisors of 1", student.integers.divisors(1))


@pytest.mark.question("divisors")
@pytest.mark.weight(0.5)
def test_perfect(student, check):
    """Perfect numbers below 500."""
    found = [one for one in range(1, 500) if student.integers.is_perfect(one)]
    check.equal("perfect", found, expected=[6, 28, 496])


@pytest.mark.question("fast")
def test_large_power(student, check, rng):
    """An exponent of two hundred digits."""
    check.equal("power", student.integers.power(int(rng.randint(2, 99)), 10**200 + 7, 10**9 + 7))
    check.equal("modulus 1", student.integers.power(5, 0, 1), zeros=True)
    check.source(student.integers.power, forbid=["pow"])
