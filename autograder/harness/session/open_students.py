"""The students of one test: `student`, and `fresh_student` if the test comes to use it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ..student.call_log import CallLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Open = Callable[[], contextlib.AbstractContextManager[Any]]


class NobodyWaitsError(Exception):
    """The test has failed, so its requests that still wait need not be answered."""


class OpenStudents:
    """Opens the students of one test, and knows all that are open.

    Args:
        failed: Whether the test has failed.
        sources: Gives the text of the student's files, by name.
        batch: Whether the test is marked `batch`.

    Attributes:
        without: The files of the student's folder that are not there in the test.
    """

    def __init__(
        self,
        failed: Callable[[], bool],
        sources: Callable[[], Mapping[str, str]] = dict,
        *,
        batch: bool,
    ) -> None:
        self._failed = failed
        self._batch = batch
        self.without: tuple[str, ...] = ()
        self._opened: list[Any] = []
        self.call_log = CallLog(sources)

    @contextlib.contextmanager
    def opened(self, open_: Open) -> Iterator[Any]:
        """One more student, until the block ends."""
        with open_() as student:
            student.log_calls(self.call_log)
            if self.without:
                student.put_away(self.without)
            self._opened.append(student)
            if not self._batch:
                yield student
                return
            with contextlib.suppress(NobodyWaitsError), student.batch():
                yield student
                if self._failed():
                    raise NobodyWaitsError

    @contextlib.contextmanager
    def at_first_use(self, open_: Open) -> Iterator[AtFirstUse]:
        """One more student, which is opened when the test first asks for a module of it."""
        with contextlib.ExitStack() as stack:
            yield AtFirstUse(lambda: stack.enter_context(self.opened(open_)))

    def own_name(self, module: str, name: str) -> str:
        """What the student calls a name of a module that tests ask for."""
        return self.call_log.own(name, module)

    def accepted(self, name: str) -> tuple[str, ...]:
        """What a student may call what has this name, the name itself first."""
        return self.call_log.spellings.candidates(name)

    def settle(self) -> None:
        """Send all requests that wait, and wait for their answers."""
        for student in self._opened:
            student.settle()

    def drop(self) -> None:
        """Forget all requests that wait."""
        for student in self._opened:
            student.drop()

    def mark(self) -> Any:  # noqa: ANN401 - what `back_to` takes
        """The calls and faults noted so far."""
        return self.call_log.mark()

    def back_to(self, mark: Any) -> None:  # noqa: ANN401 - what `mark` gave
        """Forget the calls and faults that were noted since."""
        self.call_log.back_to(mark)


class AtFirstUse:
    """A student who is opened when the first module is asked for.

    Args:
        open_: Opens the student.
    """

    def __init__(self, open_: Callable[[], Any]) -> None:
        self._open = open_
        self._student: Any = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a module proxy
        if self._student is None:
            self._student = self._open()
        return getattr(self._student, name)
