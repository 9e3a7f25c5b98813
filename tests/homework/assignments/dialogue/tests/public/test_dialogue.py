"""Examples for the function and both programs."""

import pytest


@pytest.mark.question("prices")
def test_with_tax(student, check):
    """Two prices."""
    check.close("tea", student.prices.with_tax(2.0))
    check.close("nut", student.prices.with_tax(0.33), atol=1e-9)


@pytest.mark.question("receipt")
def test_two_items(student, check):
    """Tea and a cup."""
    run = student.script("receipt.py", stdin="tea\n2\ncup\n3\n\n")
    check.text("output", run.stdout, mode="spaces")


@pytest.mark.question("guess")
def test_three_guesses(student, check):
    """5 is found by 3, 8 and 5."""
    run = student.script("guess.py", stdin="5\n3\n8\n5\n")
    check.text("output", run.stdout, mode="spaces")
