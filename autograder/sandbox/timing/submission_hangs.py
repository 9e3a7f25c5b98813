"""Name the functions in which workers of a submission used up their time, and have them skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.harness.student.proxy import StudentError
from autograder.harness.student.skipping import limit_share
from autograder.sandbox.timing.hangs import culprit_of, where_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.harness.student.time_limit import Culprit
    from autograder.sandbox.timing.hangs import HangLog, Where


class SubmissionHangs:
    """What is known about the hangs of one submission.

    Args:
        folder: The submission's folder.
        modules: The names of its modules.
        ask: Asks something of a new worker, in which no student code runs.
        skip: Called when there is a new function that is not called again.
        log: What is known so far.
        usual: The time limit of a test that has no limit of its own, in seconds.
    """

    def __init__(
        self,
        folder: Path,
        modules: tuple[str, ...],
        ask: Callable[..., object],
        skip: Callable[[], None],
        log: HangLog,
        usual: float,
    ) -> None:
        self._usual = usual
        self._folder, self._modules = folder, modules
        self._ask, self._skip = ask, skip
        self.log = log

    def note(self, culprit: Culprit, seconds: float) -> None:
        """A worker has used up its time, so many seconds, in this function."""
        if self.log.note(culprit, limit_share(seconds, self._usual)):
            self._skip()

    def find(self, last_words: bytes) -> Culprit | None:
        """The function that a worker names in its last words; None if it names none."""
        where = where_of(last_words, str(self._folder))
        if where is None:
            return None
        found = self._function_at(where)
        return None if found is None else culprit_of(found, where.file, where.line)

    def _function_at(self, where: Where) -> str | None:
        """The whole name and the first line of a function, which a worker reads in the compiled modules."""
        try:
            answer = self._ask("function_at", str(self._folder), *where, self._modules)
        except StudentError:
            return None
        match answer:
            case (str(name), int(first_line)):
                return f"{name}:{first_line}"
        return None
