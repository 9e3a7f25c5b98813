"""A process that grades what it is sent, one submission after the other: attacks meet the sandbox as a class does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from autograder.grading.grader import grade_each
from autograder.sandbox.confinement import landlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.grading.intake.submission import Submission
    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult


class GradingProcess:
    """Grades with one bundle; ends with `close`."""

    def __init__(self, bundle: Bundle, *, with_landlock: bool) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(int(with_landlock))],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        self._connection = Connection(ours.detach())
        self._connection.send(bundle)

    @property
    def pid(self) -> int:
        """The number of the process that is the grader."""
        return self._process.pid

    def grade(self, submission: Submission) -> SubmissionResult:
        """Grade one more submission; EOFError says that the process has ended, and its standard error says why."""
        self._connection.send(submission)
        result: SubmissionResult = self._connection.recv()
        return result

    def close(self) -> None:
        """End the process and all that it has started."""
        self._connection.close()
        self._process.wait()


def main(descriptor: str, with_landlock: str) -> None:
    """What the process does: grade until the other end is closed."""
    if not int(with_landlock):
        landlock.abi = lambda: 0
    connection = Connection(int(descriptor))
    bundle = connection.recv()

    def submissions() -> Iterator[Submission]:
        while True:
            try:
                yield connection.recv()
            except EOFError:
                return

    grade_each(bundle, submissions(), connection.send)


if __name__ == "__main__":
    main(*sys.argv[1:])
