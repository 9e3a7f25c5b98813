"""Other texts."""

import pytest

WORDS = ["oak", "Elm", "ash", "Fir", "yew"]


@pytest.mark.question("codes")
def test_back(student, check, rng):
    """To and fro."""
    text = " ".join(WORDS[int(rng.randint(5))] for _ in range(6)) + " Zebra, zoo?"
    code = student.words.shift(text, int(rng.randint(3, 20)))
    check.text("code", code)
    check.text("back", student.words.shift(text, -5))


@pytest.mark.question("codes")
def test_long_runs(student, check, rng):
    """Runs of more than nine, and lines."""
    text = "".join(letter * int(rng.randint(1, 15)) for letter in "ab\ncab") + "z"
    check.text("runs", student.words.runs(text))


@pytest.mark.question("reports")
def test_long_table(student, check, rng):
    """Five rows."""
    rows = [(word, round(float(rng.uniform(-99, 99)), 1)) for word in WORDS]
    check.text("table", student.words.table(rows), mode="spaces")


@pytest.mark.question("reports")
def test_more_statistics(student, check, rng):
    """Random numbers."""
    check.text("statistics", student.words.statistics([float(n) for n in rng.uniform(5, 9, 7)]), mode="numbers", rtol=0.01)


@pytest.mark.question("reports")
def test_inventory(student, check, rng):
    """Lines in any order."""
    things = [WORDS[int(rng.randint(5))] for _ in range(20)] + ["box"]
    check.text("inventory", student.words.inventory(things), mode="unordered")
