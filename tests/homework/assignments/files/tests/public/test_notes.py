"""Examples for marks."""

import pytest


@pytest.mark.question("read")
def test_read(student, check):
    """Two marks and a remark."""
    student.write_file("marks.csv", "# of May\nann,17\n\nbob,13.5\n")
    check.same("marks", student.notes.read_marks("marks.csv"))


@pytest.mark.question("write")
def test_report(student, check):
    """The best first."""
    student.write_file("marks.csv", "bob,13.5\nann,17\n")
    check.equal("lines", student.notes.write_report("marks.csv", "report.txt"))
    check.text("report", student.read_file("report.txt"), mode="spaces")


@pytest.mark.question("write")
def test_add(student, check):
    """A line more."""
    student.write_file("marks.csv", "ann,17\n")
    student.notes.add_mark("marks.csv", "eve", 12)
    check.text("file", student.read_file("marks.csv"))
