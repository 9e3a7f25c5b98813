"""Other numbers, an empty basket, and words."""

import pytest


@pytest.mark.question("prices")
def test_another_price(student, check, rng):
    """A price that is drawn."""
    check.close("price", student.prices.with_tax(rng.integer(1, 99) + 0.33), atol=1e-9)


@pytest.mark.question("receipt")
def test_many_items(student, check, rng):
    """Prices that are drawn."""
    words = [line for item in ("ink", "pen", "cap") for line in (item, str(rng.integer(1, 99)))]
    run = student.script("receipt.py", stdin="\n".join([*words, "", ""]))
    check.text("output", run.stdout, mode="spaces")


@pytest.mark.question("receipt")
def test_nothing(student, check):
    """An empty basket."""
    run = student.script("receipt.py", stdin="\n")
    check.text("output", run.stdout, mode="spaces")


@pytest.mark.question("guess")
@pytest.mark.weight(2)
def test_words(student, check, rng):
    """A word among the guesses."""
    secret = rng.integer(10, 20)
    run = student.script("guess.py", stdin=f"{secret}\n{secret - 4}\nten\n{secret + 1}\n{secret}\n")
    check.text("output", run.stdout, mode="spaces")
