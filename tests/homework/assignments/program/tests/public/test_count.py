"""Examples for the counts and the command."""

import pytest


@pytest.mark.question("words")
def test_words(student, check):
    """A sentence."""
    check.same("counts", student.count.count_words("To be, or not to be!"))


@pytest.mark.question("command")
def test_input(student, check):
    """Words of the standard input."""
    run = student.script("count.py", stdin="to be or\nnot to be\n")
    check.text("output", run.stdout)
    check.equal("exit code", run.exit_code, expected=0)


@pytest.mark.question("command")
def test_top(student, check):
    """The two most frequent words of a file."""
    run = student.script("count.py", args=["--top", "2", "a.txt"], files={"a.txt": "b a b c a b\n"})
    check.text("output", run.stdout)
