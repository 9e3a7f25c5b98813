"""The grader's side of a measuring worker, which runs a submission's modules statement by statement.

Whatever the worker answers is checked for its form, cut to a bounded size, and made fit to be shown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograder.harness.importing.measure import LONGEST_TEXT, MOST_FINDINGS, Finding
from autograder.harness.importing.module_names import file_of
from autograder.harness.leaving_out.decide import Beginning
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from autograder.sandbox.batch import Batch
    from autograder.sandbox.remote import RemoteStudent

    Position = tuple[int, int, int]

SECONDS = 12.0  # of processor time at most, for all that one measuring worker is asked
_MOST_NUMBER = 10_000_000
_MOST_SECONDS = 1e6
_MOST_NAMES = 10_000
_KINDS = (int, int, int, float, bool, bool, bool, bool, str, bool)
_SHOWN = 200


class MeasuringWorker:
    """A worker that measures; it knows no test.

    Args:
        requests: The requests to the worker.
        student: Its modules.
        folder: The submission's folder.
        files: The files that were handed in or given.
    """

    def __init__(self, requests: Batch, student: RemoteStudent, folder: str, files: Collection[str]) -> None:
        self._requests = requests
        self.student = student
        self._folder, self._files = folder, files

    def import_whole(self, name: str, limit: float) -> float:
        """Import a module as tests do; the seconds that it took, infinity if it was interrupted.

        Raises:
            StudentError: if it cannot be imported.
        """
        self._refuse_missing(name)
        match self._ask("import whole", self._folder, name, limit):
            case (float(seconds), bool(interrupted)):
                return math.inf if interrupted else _seconds(seconds)
        raise _refused()

    def begin(self, name: str, left_out: Sequence[int]) -> Beginning:
        """Read a module; run nothing.

        Raises:
            StudentError: if it cannot be read.
        """
        self._refuse_missing(name)
        match self._ask("begin", self._folder, name, list(left_out)):
            case (tuple(position), list(imported), int(definitions)):
                names = frozenset(one for one in imported[:_MOST_NAMES] if type(one) is str)
                return Beginning(next=_position(position), imported=names, definitions=definitions)
        raise _refused()

    def run(self, name: str, most: int, limit: float) -> tuple[Position | None, list[Finding], float]:
        """Run the module's next statements.

        Raises:
            StudentError: if the worker has ended.
        """
        match self._ask("run", name, most, limit):
            case (tuple(position), list(findings), float(seconds)):
                return _position(position), _findings(findings), _seconds(seconds)
        raise _refused()

    def working(self, name: str) -> list[Finding]:
        """The statements of the module that compute something.

        Raises:
            StudentError: if the worker has ended.
        """
        found = self._ask("working", name)
        if type(found) is not list:
            raise _refused()
        return _findings(found)

    def _ask(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._requests.request(verb, *operands)

    def _refuse_missing(self, name: str) -> None:
        file = file_of(name, self._files)
        if file not in self._files:
            raise StudentError(Fault.MISSING, message=f"{file} was not handed in")


def _refused() -> StudentError:
    return StudentError(Fault.REFUSED, message="what the file does when it is imported cannot be measured")


def _position(found: tuple[object, ...]) -> Position | None:
    match found:
        case ():
            return None
        case (int(part), int(number), int(line)) if all(
            0 <= one <= _MOST_NUMBER for one in (part, number, line)
        ):
            return part, number, line
    raise _refused()


def _findings(found: list[object]) -> list[Finding]:
    return [_finding(one) for one in found[:MOST_FINDINGS]]


def _finding(found: object) -> Finding:
    if type(found) is not tuple or tuple(map(type, found)) != _KINDS:
        raise _refused()
    finding = Finding(*found)
    if not all(0 <= one <= _MOST_NUMBER for one in finding[:3]):
        raise _refused()
    text = safe_line(finding.error[:LONGEST_TEXT], limit=_SHOWN)
    return finding._replace(seconds=_seconds(finding.seconds), error=text)


def _seconds(seconds: float) -> float:
    return seconds if 0 <= seconds <= _MOST_SECONDS else 0.0
