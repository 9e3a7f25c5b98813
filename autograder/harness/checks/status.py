"""How a test ended, and the mark that stands for it in every report."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction


class Status(Enum):
    """How a test ended, or what became of a written answer. Only PASSED and PARTLY earn points."""

    PASSED = "passed"
    PARTLY = "partly"  # a number has reached a part of what it could; see `check.grade`
    FAILED = "failed"  # the student's answer is wrong or missing
    SKIPPED = "skipped"  # the test did not run to a verdict
    ERROR = "error"  # the grader's fault, not the student's
    MANUAL = "manual"  # a written answer that a person grades

    @property
    def mark(self) -> str:
        """The four characters that stand before a test's title."""
        return _MARKS[self]


_MARKS = {
    Status.PASSED: "ok  ",
    Status.PARTLY: "part",
    Status.FAILED: "FAIL",
    Status.SKIPPED: "skip",
    Status.ERROR: "?   ",
    Status.MANUAL: "read",
}


def earned_share(status: Status, share: float) -> Fraction:
    """The part of its points that a test earns which ended so; a share counts as it is written, as weights do."""
    if status is Status.PASSED:
        return Fraction(1)
    return Fraction(str(share)) if status is Status.PARTLY else Fraction(0)
