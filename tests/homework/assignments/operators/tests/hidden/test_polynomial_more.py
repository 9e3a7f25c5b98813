"""Other polynomials."""

import pytest


def numbers(rng, count):
    return [int(one) for one in rng.randint(1, 9, count)]


@pytest.mark.question("polynomial")
def test_product(student, check, rng):
    """Products, their values and their order."""
    p, q = student.polynomial.Polynomial(numbers(rng, 3)), student.polynomial.Polynomial(numbers(rng, 4))
    product = p * q
    check.equal("product", list(product))
    check.equal("value", product(int(rng.randint(2, 9))))
    check.equal("smaller", [p < product, product < p, q < q], expected=[True, False, False])


@pytest.mark.question("polynomial")
def test_equal(student, check, rng):
    """Equal to what has the same coefficients, and to nothing else."""
    kind, list_of = student.polynomial.Polynomial, numbers(rng, 3)
    p = kind(list_of)
    check.equal("equal", [p == kind([*list_of, 0, 0]), p == kind([0, *list_of]), p == list_of, p != kind(list_of)])
    check.equal("zero", len(kind([0, 0])))


@pytest.mark.question("polynomial")
def test_roots(student, check, rng):
    """Roots are in it; powers below zero are refused."""
    root = int(rng.randint(1, 20))
    p = student.polynomial.Polynomial([-root, 1])
    check.equal("roots", [root in p, root + 1 in p])
    with check.raises("p[-1]", "IndexError"):
        p[-1]


@pytest.mark.question("polynomial")
def test_copied(student, check, rng):
    """A sum leaves both as they were."""
    p = student.polynomial.Polynomial(numbers(rng, 3))
    total = sum([p, p], 0)
    check.equal("sum", list(total))
    check.equal("p", list(p))


@pytest.mark.question("precision")
def test_exception(student, check):
    """Blocks in blocks, and one that an exception ends."""
    p = student.polynomial.Polynomial([2 / 3])
    try:
        with student.polynomial.few_digits(3):
            with student.polynomial.few_digits(1):
                check.text("inner", repr(p))
            check.text("outer", repr(p))
            raise LookupError
    except LookupError:
        check.text("afterwards", repr(p))
