"""Remember in which functions a submission has used up its time, and which are therefore not called again.

All that is known about these functions comes from the student's own workers. It only ever costs the submission.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from autograder.harness.student.skipping import LIMITS, ROUNDING, Skipped
from autograder.harness.student.time_limit import PARTS_OF_FUNCTIONS, Culprit, not_called_again

_MOST_SKIPPED = 40
_LONGEST_NAME = 120
_MOST_LINES = 10_000_000
# What Python's faulthandler writes for a frame.
_FRAME = re.compile(rb'File "([^"\n]{1,500})", line (\d{1,8}) in ([^\n]{1,200})\n')
_THREAD = b"hread 0x"  # begins the frames of each thread
_FOUND = re.compile(rf"([^\s:]{{1,{_LONGEST_NAME}}}):(\d{{1,8}})")


class Where(NamedTuple):
    """The innermost line of the student's in a worker that was asked where it is."""

    file: str
    line: int
    function: str  # without what is around it


class HangLog:
    """The functions in which workers of one submission have used up their time."""

    def __init__(self) -> None:
        self._limits: dict[Skipped, float] = {}  # how many limits of a usual test each has used up
        self.skipped: list[Skipped] = []

    def note(self, culprit: Culprit, share: float = 1.0) -> bool:
        """Note that a worker used up its time in a function; whether the function is skipped from now on.

        Args:
            culprit: The function.
            share: The test's limit as a part of that of a usual test.
        """
        function = Skipped(culprit.file, culprit.function, culprit.first_line)
        if not _can_be_skipped(function):
            return False
        self._limits[function] = self._limits.get(function, 0.0) + share
        used_up = self._limits[function] >= LIMITS - ROUNDING
        if not used_up or function in self.skipped or len(self.skipped) >= _MOST_SKIPPED:
            return False
        self.skipped.append(function)
        return True

    def sentence(self, claimed: str) -> str:
        """The sentence about a skipped function that was called; a worker claims which one."""
        sentences = [not_called_again(function.function) for function in self.skipped]
        return claimed if claimed in sentences else "what it calls has used up its time before"


def _can_be_skipped(function: Skipped) -> bool:
    return bool(function.file) and function.first_line > 0 and not function.function.startswith("<module>")


def culprit_of(text: str, file: str, line: int) -> Culprit | None:
    """The function that a worker names in its response; None if it names none.

    Args:
        text: Name and first line: `Linear.forward:190`.
        file: The name of the file, already checked.
        line: The line that it was at.
    """
    found = _FOUND.fullmatch(text)
    if found is None or not file:
        return None
    return Culprit(file, found[1], int(found[2]), min(max(line, 0), _MOST_LINES))


def where_of(dump: bytes, folder: str) -> Where | None:
    """The innermost line of the student's in a dump of the frames of a worker; None if it shows none.

    Args:
        dump: What the worker has sent; the student's code may have written anything into it.
        folder: The submission's folder.
    """
    start = folder.encode() + b"/"
    main_thread = dump.rpartition(_THREAD)[2]  # it is the oldest, and comes last
    for path, line, name in _FRAME.findall(main_thread):
        file = path.removeprefix(start)
        if name.decode("ascii", "replace") in PARTS_OF_FUNCTIONS:
            continue
        if path.startswith(start) and re.fullmatch(rb"(\w{1,99}/){0,4}\w[\w.-]{0,99}", file):
            return Where(file.decode("ascii"), int(line), name.decode("ascii", "replace"))
    return None
