"""Other texts, two files, and what goes wrong."""

import pytest

WORDS = ["oak", "elm", "Ash", "fir", "yew"]


def text_of(rng, count):
    return " ".join(WORDS[int(rng.randint(len(WORDS)))] for _ in range(count)) + ".\n"


@pytest.mark.question("words")
def test_random_words(student, check, rng):
    """Small letters, and no marks."""
    check.same("counts", student.count.count_words(text_of(rng, 30) + "Don't stop ! Oak;"))


@pytest.mark.question("command")
def test_two_files(student, check, rng):
    """Counts of both together, saved."""
    files = {"a.txt": text_of(rng, 20), "b.txt": text_of(rng, 20)}
    run = student.script("count.py", args=["a.txt", "--save", "b.txt"], files=files)
    check.text("output", run.stdout, expected="")
    check.same("files", run.files)


@pytest.mark.question("command")
def test_no_such_file(student, check):
    """The name on the standard error, and 2."""
    run = student.script("count.py", args=["a.txt", "none.txt"], files={"a.txt": "x\n"})
    check.text("output", run.stdout, expected="")
    check.text("errors", run.stderr, mode="spaces")
    check.equal("exit code", run.exit_code)
