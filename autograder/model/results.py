"""What grading finds out: plain frozen records, JSON in and out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.harness.checks.status import Status
    from autograder.model.assignment import Visibility


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


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """The points of one question."""

    id: str
    title: str
    points: float
    max_points: float


@dataclass(frozen=True, kw_only=True)
class SubmissionResult:
    """All that is known of one graded submission."""

    assignment: str
    submission: str
    points: float
    max_points: float
    questions: tuple[QuestionResult, ...]
    tests: tuple[TestResult, ...]
    written: tuple[TestResult, ...]  # answers.toml; counted apart, empty where none was handed in
    notes: tuple[str, ...]  # sentences to the student about the submission as a whole
    mistakes: tuple[
        str, ...
    ]  # the catalogued mistakes that explain what failed; for the staff, whatever `hints` allow
    measures: dict[str, float]  # id of [[measures]] in assignment.toml -> number, for the leaderboard
    protection: tuple[str, ...]  # the layers that held the student's code
    autograder: str  # version
    bundle: str  # hash of tests and records
    submission_sha256: str
    seed: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary; enums become their words."""
        return {key: _jsonable(value) for key, value in asdict(self).items()}


def _jsonable(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    return value
