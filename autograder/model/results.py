"""The results of grading: frozen records that can be written as JSON and read again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from autograder.errors import BadInputError
from autograder.harness.checks.status import Status
from autograder.model.assignment import Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class TestResult:
    """One test, or one written answer, of one submission."""

    __test__ = False  # not a test class, whatever pytest reads into the name

    id: str
    question: str
    title: str  # the line that the student sees
    status: Status
    points: float
    max_points: float
    visibility: Visibility
    feedback: str  # fit for the student: a hidden test's says nothing of inputs, values or prints
    diagnosis: str  # the class of mistake, where the assignment's hints allow it; else ""
    seconds: float
    share: float = 0.0  # of its points, exactly as it was earned: 1 where it passed


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """The points of one question."""

    id: str
    title: str
    points: float
    max_points: float


@dataclass(frozen=True, kw_only=True)
class GraderFault:
    """A test that the grader could not run, by a fault of its own: for the staff, and never for a student."""

    test: str  # its id
    reason: str  # the exception's class and text
    position: str  # the file and line of the test at which it ended
    trace: tuple[str, ...]  # the last lines of the traceback


@dataclass(frozen=True, kw_only=True)
class SubmissionResult:
    """All that is known of one graded submission."""

    assignment: str
    submission: str
    points: float
    max_points: float
    questions: tuple[QuestionResult, ...]
    tests: tuple[TestResult, ...]
    written: tuple[TestResult, ...]  # answers.toml and what people grade; counted apart
    notes: tuple[str, ...]  # sentences to the student about the submission as a whole
    mistakes: tuple[
        str, ...
    ]  # the catalogued mistakes that explain what failed; for the staff, whatever `hints` allow
    faults: tuple[GraderFault, ...] = ()  # of the grader itself; for the staff
    measures: dict[str, float]  # id of [[measures]] in assignment.toml -> number, for the leaderboard
    protection: tuple[str, ...]  # the layers that held the student's code
    autograder: str  # version
    bundle: str  # hash of tests and records
    submission_sha256: str
    seed: int  # of public tests
    secret_sha256: str  # of the secret with which the numbers of hidden tests were drawn
    seconds: float
    grader_seconds: float  # processor time that the grader's side spent on the answers
    grader_peak_mib: float  # the most memory that it had meanwhile

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary; enums become their words."""
        return {key: _jsonable(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SubmissionResult:
        """Read what `to_json` wrote.

        Raises:
            BadInputError: naming the key that is missing, unknown or of the wrong kind.
        """
        return _read(cls, values, "the result")


def _jsonable(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    return value


def _read(record: type[R], values: object, what: str) -> R:
    """One record of JSON's values, each key read by its field's declared type."""
    if not isinstance(values, dict):
        raise BadInputError(f"{what} is no JSON object")
    names = {field.name for field in fields(record)}  # type: ignore[arg-type]  # every R is a dataclass
    for words, keys in (("lacks", names - values.keys()), ("has an unknown key", values.keys() - names)):
        if keys:
            raise BadInputError(f"{what} {words}: {', '.join(sorted(map(str, keys)))}")
    return record(
        **{key: _FIELDS.get(key, _as_it_is)(value, f"{what}'s `{key}`") for key, value in values.items()}
    )


def _as_it_is(value: Any, what: str) -> Any:  # noqa: ANN401 - a number or a text
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadInputError(f"{what} has to be a number or a text")
    return value


def _each(read: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def read_all(value: Any, what: str) -> tuple[Any, ...]:  # noqa: ANN401 - JSON is what it is
        if not isinstance(value, list):
            raise BadInputError(f"{what} has to be a list")
        return tuple(read(item, f"{what}, entry {number}") for number, item in enumerate(value, 1))

    return read_all


def _word(words: type[Enum]) -> Callable[[Any, str], Enum]:
    def read(value: Any, what: str) -> Enum:  # noqa: ANN401 - JSON is what it is
        try:
            return words(value)
        except ValueError:
            known = ", ".join(str(word.value) for word in words)
            raise BadInputError(f"{what} has to be one of {known}, and is {value!r}") from None

    return read


def _numbers(value: Any, what: str) -> dict[str, float]:  # noqa: ANN401 - JSON is what it is
    if not isinstance(value, dict) or not all(isinstance(number, (int, float)) for number in value.values()):
        raise BadInputError(f"{what} has to be an object of numbers")
    return {str(name): float(number) for name, number in value.items()}


# How a field is read that is neither a number nor a text.
_FIELDS: Mapping[str, Callable[[Any, str], Any]] = {
    "status": _word(Status),
    "visibility": _word(Visibility),
    "questions": _each(lambda value, what: _read(QuestionResult, value, what)),
    "tests": _each(lambda value, what: _read(TestResult, value, what)),
    "written": _each(lambda value, what: _read(TestResult, value, what)),
    "notes": _each(_as_it_is),
    "mistakes": _each(_as_it_is),
    "protection": _each(_as_it_is),
    "trace": _each(_as_it_is),
    "faults": _each(lambda value, what: _read(GraderFault, value, what)),
    "measures": _numbers,
}
