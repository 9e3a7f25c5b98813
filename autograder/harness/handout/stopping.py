"""Stop at Ctrl-C, and say in which test and at which line of the student's code that was."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from time import perf_counter
from typing import TYPE_CHECKING

from ..student.time_limit import culprit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import FrameType, TracebackType
    from typing import Any, NoReturn

    from typing_extensions import Self

_END = os._exit  # which is another function while a student's code runs
STOPPED = 130  # the exit code
_QUIET = 3.0  # seconds of one test before a word is said of it, and then again between two words
_OURS = "run_tests.py"  # the one file of ours among the student's


class Stopping:
    """Within its block, Ctrl-C raises KeyboardInterrupt; once more, it ends the process.

    A student's `except:` may catch the first. Then the test that runs is the last.

    Args:
        folder: The folder of the student's files.
    """

    def __init__(self, folder: Path) -> None:
        self._folders = {str(folder.resolve())}
        self._titles: Mapping[str, str] = {}
        self._title = ""
        self._where = ""
        self._pressed = False
        self._before: Any = None
        self._terminal = sys.stdout  # during a test its prints go elsewhere
        self._next_word = 0.0

    def __enter__(self) -> Self:
        """Take over the signal, which can be done in the main thread alone."""
        self._terminal = sys.stdout
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signal back; once it has come, all that is left is to end."""
        if self._before is not None:
            signal.signal(signal.SIGINT, signal.SIG_IGN if self._pressed else self._before)

    def also_in(self, folder: Path) -> None:
        """The student's files lie there, too."""
        self._folders.add(str(folder.resolve()))

    def among(self, titles: Mapping[str, str]) -> None:
        """These tests may run: id to title."""
        self._titles = titles

    def begins(self, test: str) -> None:
        """This test begins."""
        self._title = self._titles.get(test, "")
        self._next_word = perf_counter() + _QUIET
        if self._before is not None:  # a student's file may have taken the signal
            signal.signal(signal.SIGINT, self._interrupt)

    def ended(self) -> None:
        """A test has ended.

        Raises:
            KeyboardInterrupt: if Ctrl-C was pressed, whatever the student's code has made of it.
        """
        if self._pressed:
            raise KeyboardInterrupt
        self._title = ""

    @property
    def sentence(self) -> str:
        """Where Ctrl-C came: `Stopped in the test ..., while your code was in ...`."""
        test = f" in the test `{self._title}`" if self._title else ""
        return f"Stopped{test}{',' if test and self._where else ''}{self._where}."

    def still(self, frame: FrameType) -> None:
        """Say on a terminal that a test still runs, and at which line of the student's code that is."""
        if perf_counter() < self._next_word:
            return
        self._next_word = perf_counter() + _QUIET
        with contextlib.suppress(
            AttributeError, OSError, ValueError, RuntimeError
        ):  # there may be no terminal
            if self._terminal.isatty():
                file = os.path.basename(frame.f_code.co_filename)  # noqa: PTH119 - pathlib may be the student's
                words = f"still running: {self._title} {file}, line {frame.f_lineno}"
                print(words, file=self._terminal, flush=True)

    def stuck(self, frame: FrameType) -> None:
        """End the process, because the code of this frame waits for what does not come and cannot be interrupted."""
        self._note(frame)
        test = f"the test `{self._title}`" if self._title else "a test"
        words = f"The tests end here: {test} does not come to an end{',' if self._where else ''}{self._where}"
        self._end(f"{words}, and this system cannot interrupt it.", 1)

    def came_by(self, stop: KeyboardInterrupt) -> None:
        """Find the line in a traceback, where the signal itself has not been here."""
        cause: BaseException | None = stop
        while cause is not None and not self._where:
            self._where = self._in_trace(cause.__traceback__)
            cause = cause.__cause__

    def _interrupt(self, _number: int, frame: FrameType | None) -> None:
        self._note(frame)
        if self._pressed:
            self._end(self.sentence, STOPPED)
        self._pressed = True
        raise KeyboardInterrupt

    def _end(self, words: str, code: int) -> NoReturn:
        with contextlib.suppress(OSError, ValueError):
            print(f"\n{words}", file=self._terminal, flush=True)
        _END(code)

    def _note(self, frame: FrameType | None) -> None:
        """Note the innermost line of the student's code."""
        where = ""
        while frame is not None and not where:
            where = self._of(frame, frame.f_lineno)
            frame = frame.f_back
        self._where = where or self._where

    def _in_trace(self, trace: TracebackType | None) -> str:
        found = ""
        while trace is not None:
            found = self._of(trace.tb_frame, trace.tb_lineno) or found
            trace = trace.tb_next
        return found

    def _of(self, frame: FrameType, line: int) -> str:
        """The line, if it is one of the student's files."""
        folder, name = os.path.split(frame.f_code.co_filename)
        inside = any(folder.startswith(f"{one}{os.sep}") for one in self._folders)
        in_package = inside and os.path.isfile(os.path.join(folder, "__init__.py"))  # noqa: PTH113, PTH118 - as above
        if not (folder in self._folders or in_package) or name == _OURS:
            return ""
        culprit = culprit_of(frame.f_code, frame)
        if culprit.function == "<module>":
            return f" while {culprit.file} was imported (line {line})"
        return f" while your code was in {culprit.function} ({culprit.file}, line {line})"
