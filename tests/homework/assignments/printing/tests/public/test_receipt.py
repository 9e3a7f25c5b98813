"""Examples for the receipt and the till."""

import pytest


@pytest.mark.question("receipt")
def test_receipt(student, check):
    """Two things and their sum."""
    with student.console() as console:
        student.receipt.print_receipt([("tea", 2.5), ("bread", 3.25)])
    check.text("receipt", console.stdout)


@pytest.mark.question("till")
def test_number(student, check):
    """The second answer is a number."""
    with student.console(stdin="ten\n10\n") as console:
        number = student.receipt.ask_number("How many? ")
    check.close("number", number)
    check.text("prints", console.stdout, mode="spaces")


@pytest.mark.question("till")
def test_till(student, check):
    """One thing is bought."""
    with student.console(stdin="tea\n2.50\n\n") as console:
        count = student.receipt.till()
    check.equal("count", count)
    check.text("prints", console.stdout, mode="numbers")
