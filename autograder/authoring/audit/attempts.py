"""What a child of the audit runs, and how much time each of its tests has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What one child does."""

    name: str
    texts: Mapping[str, str]  # of the modules that differ from the reference
    only: frozenset[str] | None  # the runs of tests; None for all
    test_seconds: float  # processor time of one test
    seconds: float  # wall-clock time of all
    usual: Mapping[str, float] = field(
        default_factory=dict
    )  # by run of a test, what it may need beyond a limit of its own


class TestTime:
    """The processor time that the test which is about to begin may have.

    A test computes in the same process as the student's code here, so what it usually takes comes on top of a limit
    of its own.

    Args:
        attempt: What is run; the reference has no `usual`, and no test of it has a limit of its own.
    """

    __test__ = False  # not a test class, whatever pytest reads into the name

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._usual: float | None = None
        self.seconds = attempt.test_seconds

    def begins(self, test: str) -> None:
        """This run of a test is about to begin."""
        self._usual = self._attempt.usual.get(test)

    def limit(self, seconds: float | None) -> None:
        """It has this limit of its own; None if it has none."""
        most = self._attempt.test_seconds
        self.seconds = most if seconds is None or self._usual is None else min(most, seconds + self._usual)
