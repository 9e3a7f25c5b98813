"""The time that a test, and a submission in all its tests, may use; and what of it each question may count on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.harness.student.time_limit import WAITING

if TYPE_CHECKING:
    from collections.abc import Collection

RESERVED = 0.5  # of the total, which the questions have for themselves in equal parts


class Budget:
    """Seconds of processor time, and six times as many in which the grader waits.

    Args:
        seconds: Of processor time.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.allowed = 0.0  # beyond these seconds, of processor time alone
        self.processor = 0.0
        self.waited = 0.0

    def spend(self, *, processor: float = 0.0, waited: float = 0.0) -> None:
        """Count what was used; the grader's own processor time for a submission may be counted here, too."""
        self.processor += processor
        self.waited += waited

    @property
    def left(self) -> float:
        """Seconds of processor time that remain."""
        return self.seconds + self.allowed - self.processor

    @property
    def patience(self) -> float:
        """Seconds that may still pass on the clock."""
        return WAITING * self.seconds - self.waited


class TotalBudget(Budget):
    """What all tests of a submission may use together.

    Half of it is reserved for the questions, in equal parts. A test may use everything except what is reserved for
    other questions that still have tests to come, so that no question can use up what others need.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._question = ""
        self._parts: dict[str, Budget] = {}  # of the questions, which are known from the first test on
        self._unfinished: frozenset[str] = frozenset()

    def begin(self, question: str, unfinished: Collection[str]) -> None:
        """A test of this question begins.

        Args:
            question: Its question.
            unfinished: The questions of this test and of those after it.
        """
        self._question, self._unfinished = question, frozenset(unfinished)
        if not self._parts:
            part = RESERVED * self.seconds / len(self._unfinished)
            self._parts = {name: Budget(part) for name in self._unfinished}

    def spend(self, *, processor: float = 0.0, waited: float = 0.0) -> None:
        """Count what the test that has begun, or the import before all tests, has used."""
        super().spend(processor=processor, waited=waited)
        if self._question in self._parts:
            self._parts[self._question].spend(processor=processor, waited=waited)

    def allow(self, seconds: float) -> None:
        """Allow more processor time, before the first test: what each test has to spend on importing the modules."""
        self.allowed += seconds

    @property
    def left(self) -> float:
        """Seconds of processor time that the present test may use."""
        return super().left - sum(max(part.left, 0.0) for part in self._others())

    @property
    def patience(self) -> float:
        """Seconds that may still pass on the clock in the present test."""
        return super().patience - sum(max(part.patience, 0.0) for part in self._others())

    @property
    def is_spent(self) -> bool:
        """Whether the present test may not use any more."""
        return self.left <= 0 or self.patience <= 0

    def used_up(self) -> str:
        """The sentence for a test that may not use any more."""
        if super().left <= 0:
            return f"the submission has used up its {self.seconds:g} s of processor time"
        if super().patience <= 0:
            return f"the submission has used up its {WAITING * self.seconds:g} s"
        return (
            f"the question has used up its share of the {self.seconds:g} s of processor time that a submission has; "
            "the rest is kept for other questions"
        )

    def _others(self) -> list[Budget]:
        return [
            part for name, part in self._parts.items() if name != self._question and name in self._unfinished
        ]
