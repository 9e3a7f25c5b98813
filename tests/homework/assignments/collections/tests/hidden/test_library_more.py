"""Other words and loans."""

import pytest

WORDS = ["oak", "Elm", "ash", "Fir", "yew", "box"]
READERS = ["ann", "bob", "cid"]
BOOKS = ["Emma", "Ulysses", "Dubliners", "Persuasion"]


def rows_of(rng, count):
    return [
        (READERS[int(rng.randint(3))], BOOKS[int(rng.randint(4))], int(rng.randint(1, 40))) for _ in range(count)
    ]


def line_of(rng):
    return " ".join(WORDS[int(rng.randint(6))] for _ in range(5))


@pytest.mark.question("index")
def test_longer_index(student, check, rng):
    """Words that stand twice in a line."""
    check.same("index", student.library.word_index([line_of(rng) for _ in range(6)] + ["", "oak Oak"]))


@pytest.mark.question("index")
def test_common(student, check, rng):
    """Words of both, and none."""
    check.equal("common", student.library.common_words("oak elm fir " + line_of(rng), "yew elm oak " + line_of(rng)))
    check.equal("none", student.library.common_words("a b", "c"), expected=set())


@pytest.mark.question("loans")
def test_most_read(student, check, rng):
    """Books with ties."""
    rows = rows_of(rng, 9) + [("eve", "Walden", 1), ("eve", "Candide", 1)]
    check.same("books", student.library.most_read(rows, 6), loose=True)


@pytest.mark.question("loans")
def test_all_readers(student, check, rng):
    """Days of all, added."""
    rows = rows_of(rng, 20)
    check.same("days", student.library.by_reader(rows))
    loan = student.library.to_loans(rows)[3]
    check.equal("book", loan.book)
