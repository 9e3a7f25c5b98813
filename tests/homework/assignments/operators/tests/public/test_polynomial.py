"""Examples."""

import pytest


@pytest.mark.question("polynomial")
def test_basics(student, check):
    """Length, coefficients and text."""
    p = student.polynomial.Polynomial([1, 0, 2, 0])
    check.equal("length", len(p))
    check.equal("coefficients", [p[2], p[5]])
    check.text("repr", repr(p))


@pytest.mark.question("polynomial")
def test_sum(student, check):
    """Sums of polynomials and numbers."""
    p, q = student.polynomial.Polynomial([1, 2]), student.polynomial.Polynomial([3, 4, 5])
    check.equal("p + q", list(p + q))
    check.equal("1 + p", list(1 + p))
    check.true(p + q == q + p, "p + q is q + p")


@pytest.mark.question("precision")
def test_block(student, check):
    """Two digits in the block, six after it."""
    p = student.polynomial.Polynomial([1 / 3, 2.0])
    with student.polynomial.few_digits(2) as before:
        check.equal("before", before)
        check.text("in the block", repr(p))
    check.text("after it", repr(p))
