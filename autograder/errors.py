"""The exception tree: every refusal is one sentence, and the class has the exit code of the command line.

AutograderError            1   something was found wrong
├── BuildRefusedError      1   the assignment is not fit to be released
├── SubmissionRefusedError 1   a submission that cannot be taken in
├── SandboxError           1   student code cannot be confined, or the sandbox itself broke
│   └── ProtocolError      1   bytes from a worker that are not a valid frame
│       └── TooLargeError  1   a value that is too deep or too large for one
└── BadInputError          2   a file or an option that has to be mended first
    └── SourceError        2   ... and the line it stands in
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class AutograderError(Exception):
    """The root: `str()` of it is the one line that the command line prints."""

    exit_code: ClassVar[int] = 1


class BuildRefusedError(AutograderError):
    """The assignment is not fit to be released; nothing was written."""


class SubmissionRefusedError(AutograderError):
    """A submission that cannot be taken in; the sentence goes to the student."""


class SandboxError(AutograderError):
    """Student code cannot be confined here, or the sandbox itself broke: never the student's fault."""

    graders_fault: ClassVar[bool] = True  # the harness looks at this, because it cannot import this class


class ProtocolError(SandboxError):
    """Bytes from the worker that are not a frame, or a value that may not travel in one."""


class TooLargeError(ProtocolError):
    """A value is nested too deep, or has too many parts, to travel in a frame."""


class BadInputError(AutograderError):
    """Something the caller wrote has to be mended first."""

    exit_code = 2


class SourceError(BadInputError):
    """A fault in an instructor's file, with file and line.

    Args:
        path: The file at fault.
        line: Its line, counted from 1; 0 where the whole file is meant.
        message: What is wrong and what to do about it, one sentence.
    """

    def __init__(self, path: Path, line: int, message: str) -> None:
        self.path, self.line = path, line
        position = f"{path}:{line}" if line else str(path)
        super().__init__(f"{position}: {message}")
