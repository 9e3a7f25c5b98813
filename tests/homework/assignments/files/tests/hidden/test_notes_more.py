"""Other marks, other folders."""

import pytest

NAMES = ["ann", "bob", "cid", "dan", "eve"]


def rows(rng, count):
    return "".join(f"{NAMES[int(rng.randint(5))]},{int(rng.randint(40)) / 2}\n" for _ in range(count))


@pytest.mark.question("read")
def test_twice(student, check, rng):
    """Names that stand twice."""
    student.write_file("may/marks.csv", rows(rng, 12))
    check.same("marks", student.notes.read_marks("may/marks.csv"))


@pytest.mark.question("read")
def test_size(student, check, rng):
    """Files in folders."""
    student.write_file("all/a.txt", "x" * int(rng.randint(10, 99)))
    student.write_file("all/deep/b.txt", "y" * int(rng.randint(10, 99)))
    check.equal("bytes", student.notes.total_size("all"))


@pytest.mark.question("write")
def test_longer_report(student, check, rng):
    """How many lines it has."""
    student.write_file("marks.csv", "zoe,9\namy,9\n" + rows(rng, 6))
    check.equal("lines", student.notes.write_report("marks.csv", "report.txt"))


@pytest.mark.question("write")
def test_new_file(student, check, rng):
    """A file that was not there, then two marks."""
    student.notes.add_mark("new.csv", "eve", int(rng.randint(20)))
    student.notes.add_mark("new.csv", "dan", int(rng.randint(20)))
    check.same("marks", student.notes.read_marks("new.csv"))
