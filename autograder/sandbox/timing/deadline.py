"""The moment up to which the grader waits for a worker: found by what the worker has used, not by the clock alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from autograder.sandbox.wire.transport import WATCH_SECONDS, LateError

if TYPE_CHECKING:
    from autograder.sandbox.timing.budget import Budget, TotalBudget
    from autograder.sandbox.timing.clock import WorkerClock

# A worker ends its own code at the limit and says where it was; the grader ends a worker that does not do so.
GRACE_SHARE, GRACE_SECONDS = 0.1, 0.1


class Until:
    """A moment on the clock, for a worker in which no student code runs yet."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self, now: float) -> None:
        """Raise LateError if the moment has passed."""
        if now >= self._end:
            raise LateError


class OutOfBudgetError(LateError):
    """The worker has used up its time.

    Args:
        total: Whether it was the time of all tests together.
        waited: Whether it has mostly slept.
    """

    def __init__(self, *, total: bool, waited: bool) -> None:
        super().__init__()
        self.total = total
        self.waited = waited


class WorkerDeadline:
    """For one request: what the test and the submission may still use.

    Args:
        clock: The worker's.
        test: What the test may use.
        total: What the submission may use.
    """

    def __init__(self, clock: WorkerClock, test: Budget, total: TotalBudget) -> None:
        self._clock, self._test, self._total = clock, test, total
        self._used_before = clock.processor()
        self._began = time.monotonic()
        self._delay_before: float | None = None  # read late: most requests are answered before the first look

    def check(self, now: float) -> None:
        """Raise OutOfBudgetError if the worker has used more than it may."""
        used, grace = self.used(), GRACE_SHARE * self._test.seconds + GRACE_SECONDS
        if used >= self._test.left + grace:
            raise OutOfBudgetError(total=False, waited=False)
        if used >= self._total.left:
            raise OutOfBudgetError(total=True, waited=False)
        waited = self._waited(now)
        if waited >= self._test.patience:
            raise OutOfBudgetError(total=False, waited=True)
        if waited >= self._total.patience:
            raise OutOfBudgetError(total=True, waited=True)

    def used(self) -> float:
        """Seconds of processor time that the worker has used for this request."""
        return self._clock.processor() - self._used_before

    def settle(self) -> None:
        """Count what the request has taken since it began, or since this was last done."""
        now, used = time.monotonic(), self.used()
        waited = self._waited(now)
        self._used_before, self._began, self._delay_before = self._used_before + used, now, None
        for budget in (self._test, self._total):
            budget.spend(processor=used, waited=waited)

    def _waited(self, now: float) -> float:
        """Seconds that have passed, without those in which the worker could have run and got no processor."""
        passed = now - self._began
        if passed < WATCH_SECONDS:
            return passed
        delay = self._clock.delay()
        if self._delay_before is None:
            self._delay_before = delay
        return passed - (delay - self._delay_before)
