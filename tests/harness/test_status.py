"""A test's end has one word in files and one mark in reports."""

from __future__ import annotations

from autograder.harness.checks.status import Status


def test_every_end_has_a_mark_of_its_own_and_all_are_equally_wide() -> None:
    """Titles stand in one column, whatever became of the tests."""
    marks = [status.mark for status in Status]

    assert {len(mark) for mark in marks} == {4}
    assert len(set(marks)) == len(Status)
