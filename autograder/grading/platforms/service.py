"""Grade submissions that come one at a time, in a process that keeps the tests and the sandbox ready between them.

It is a separate process, because pytest and the harness change the environment, the streams and the modules of the
process that they run in, and the caller (nbgrader, the formgrader's server) does other work in between. What travels
between the two processes is pickled: both belong to the grader, and student code runs in neither.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from autograder.errors import AutograderError, BadInputError, SandboxError
from autograder.files import tree_stamp
from autograder.grading.grader import grade_each
from autograder.model.bundle import load_bundle
from autograder.python_process import python_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.grading.intake.submission import Submission
    from autograder.model.results import SubmissionResult

IDLE_SECONDS = 60.0  # without a submission; then the process ends, and the next submission starts another
_START = """
from autograder.grading.platforms import service
service.main(*sys.argv[1:])
"""

_FAULTS = (
    SandboxError,
    BadInputError,
)  # what grading raises; a subclass may need more arguments than a sentence
_Key = tuple[
    Path, bool, tuple[tuple[str, int, int], ...]
]  # the bundle, whether weak is allowed, the bundle's stamp


class GradingService:
    """Grades with one bundle after another; the process is started when it is needed, and again when it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._key: _Key | None = None
        self._connection: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def grade(self, bundle: Path, submission: Submission, *, allow_weak: bool) -> SubmissionResult:
        """Grade one submission as `grader.grade` does.

        Raises:
            SandboxError: if student code cannot be confined on this machine.
            BadInputError: if the bundle cannot be read or its tests do not load.
        """
        key = bundle.resolve(), allow_weak, tree_stamp(bundle)
        with self._lock:
            if key != self._key:
                self.close()
            try:
                return self._request(key, submission)
            except (EOFError, ConnectionError):  # it had been idle for too long
                self.close()
            try:
                return self._request(key, submission)
            except (EOFError, ConnectionError):
                self.close()
                raise SandboxError("the grading process has ended; its standard error says why") from None

    def close(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.wait()
        self._key = self._connection = self._process = None

    def _request(self, key: _Key, submission: Submission) -> SubmissionResult:
        if self._connection is None:
            self._start(*key[:2])
            self._key = key
        assert self._connection is not None  # noqa: S101 - for the type checker
        self._connection.send(submission)
        result, fault = self._connection.recv()
        if fault is not None:
            self.close()
            kind, message = fault
            raise kind(message)
        graded: SubmissionResult = result
        return graded

    def _start(self, bundle: Path, allow_weak: bool) -> None:  # noqa: FBT001 - passed on
        ours, theirs = socket.socketpair()
        arguments = [str(theirs.fileno()), str(bundle), str(int(allow_weak))]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own text
                python_command(_START, arguments, path=_path(), site=True),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C ends the caller, and so this process
            )
        self._connection = Connection(ours.detach())


def _path() -> list[str]:
    """Where the packages are, without the current folder: many people write into the folder of a course."""
    here = Path.cwd()
    return [folder for folder in sys.path if folder and Path(folder).resolve() != here]


def main(descriptor: str, bundle: str, allow_weak: str) -> None:
    """Run the process: grade what comes, until the caller has gone or nothing has come for a while."""
    connection = Connection(int(descriptor))
    unanswered = False  # whether a submission was sent that has no answer yet

    def submissions() -> Iterator[Submission]:
        nonlocal unanswered
        while connection.poll(IDLE_SECONDS):
            try:
                submission = connection.recv()
            except EOFError:
                return
            unanswered = True
            yield submission

    def report(result: SubmissionResult) -> None:
        nonlocal unanswered
        connection.send((result, None))
        unanswered = False

    try:
        grade_each(load_bundle(Path(bundle)), submissions(), report, allow_weak=bool(int(allow_weak)))
    except AutograderError as error:
        if not unanswered:
            connection.recv()
        connection.send((None, (type(error) if type(error) in _FAULTS else BadInputError, str(error))))
