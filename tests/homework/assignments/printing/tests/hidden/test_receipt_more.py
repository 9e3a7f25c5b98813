"""More receipts and customers."""

import pytest

NAMES = ["tea", "bread", "honey", "plums"]


def prices(rng, count):
    return [round(float(rng.uniform(1, 90)), 2) for _ in range(count)]


@pytest.mark.question("receipt")
def test_longer_receipt(student, check, rng):
    """Four things."""
    with student.console() as console:
        answer = student.receipt.print_receipt(list(zip(NAMES, prices(rng, 4))))
    check.text("receipt", console.stdout)
    check.equal("what it returns", answer, expected=None)


@pytest.mark.question("receipt")
def test_nothing_bought(student, check):
    """A receipt of nothing."""
    with student.console() as console:
        student.receipt.print_receipt([])
    check.text("receipt", console.stdout, mode="spaces")


@pytest.mark.question("till")
def test_refused_numbers(student, check, rng):
    """Words, nothing, zero and numbers below zero are asked for again."""
    price = prices(rng, 1)[0]
    with student.console(stdin=f"\n-3\n0\nabc\n{price}\n7\n") as console:
        number = student.receipt.ask_number("> ")
    check.close("number", number)
    check.equal("complaints", console.stdout.count("Please enter a positive number."))


@pytest.mark.question("till")
def test_customer(student, check, rng):
    """Three things, and an answer that is no price."""
    first, second, third = (int(rng.randint(1, 90)) for _ in range(3))
    with student.console(stdin=f"tea\n{first}\nbread\nx\n{second}\nplums\n{third}\n\n") as console:
        count = student.receipt.till()
    check.equal("count", count)
    check.text("prints", console.stdout, mode="numbers")
