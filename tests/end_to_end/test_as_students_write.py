"""Submissions as real students write them: a question earns what its mathematics deserves, nothing false is said.

What each deserves stands in expected.toml beside them, and was written down before any of them was graded.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.once import made_once
from tests.support.students import grade_folders, read_results

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autograder.model.results import QuestionResult, SubmissionResult

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.siege  # some minutes for each course

HERE = Path(__file__).parent / "as_students_write"
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    file.parent.name: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in sorted(HERE.glob("*/expected.toml"))
}
ALL = [(course, name) for course, expected in EXPECTED.items() for name in expected]
EACH = pytest.mark.parametrize(("course", "name"), ALL, ids=[f"{course}-{name}" for course, name in ALL])
NEARLY = 1e-9


@dataclass(frozen=True)
class Graded:
    """A submission that was graded, beside what it deserves."""

    result: SubmissionResult
    expected: Mapping[str, Any]

    @cached_property
    def remarks(self) -> set[str]:
        """The ids of all reasons that the student or the staff is told."""
        of_tests = {one for test in self.result.tests for one in test.diagnosis.split(", ") if one}
        return of_tests | set(self.result.mistakes)

    def fits(self, question: QuestionResult) -> bool:
        """Whether a question has what it deserves: everything, nothing, or a part of it."""
        share = question.points / question.max_points
        deserved = self.expected.get("deserved", {}).get(question.id, 1)
        if question.id in self.expected.get("carried", []):
            return True
        if deserved in {0, 1}:
            return abs(share - deserved) < NEARLY
        return NEARLY < share < 1 - NEARLY


@pytest.fixture(scope="session")
def graded(
    bundle_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Graded]:
    """A submission of a course; all of one course are graded in one session, when the first is asked for."""
    found: dict[str, Mapping[str, SubmissionResult]] = {}

    def grade(course: str) -> Mapping[str, SubmissionResult]:
        bundle, handed_in = bundle_of(course), [HERE / course / name for name in EXPECTED[course]]
        return read_results(
            made_once(tmp_path_factory, f"{course}-real", lambda to: grade_folders(bundle, handed_in, to))
        )

    def one(course: str, name: str) -> Graded:
        if course not in found:
            found[course] = grade(course)
        return Graded(found[course][name], EXPECTED[course][name])

    return one


@EACH
def test_each_question_earns_what_it_deserves(
    graded: Callable[[str, str], Graded], course: str, name: str
) -> None:
    """Everything where all is right, nothing where nothing is, and a part where a part is."""
    one = graded(course, name)

    assert [
        (question.id, question.points, question.max_points)
        for question in one.result.questions
        if not one.fits(question)
    ] == []
    assert one.result.faults == ()


@EACH
def test_no_reason_is_false(graded: Callable[[str, str], Graded], course: str, name: str) -> None:
    """A person has read what may be said of each; right work is told no reason at all."""
    one = graded(course, name)

    assert one.remarks <= set(one.expected.get("true", []))


@pytest.mark.parametrize(
    ("course", "name"), [(course, name) for course, name in ALL if "found" in EXPECTED[course][name]]
)
def test_the_true_reason_is_found(graded: Callable[[str, str], Graded], course: str, name: str) -> None:
    """Where one can be known from what the submission answers."""
    one = graded(course, name)

    assert set(one.expected["found"]) <= one.remarks


@EACH
def test_no_note_shows_where_the_grader_lies(
    graded: Callable[[str, str], Graded], repository: Path, course: str, name: str
) -> None:
    """Notes and feedback name the student's own files, and none of the grader's folders."""
    result = graded(course, name).result
    texts = [*result.notes, *(test.feedback for test in result.tests)]

    assert not [
        text for text in texts for place in (str(repository), "site-packages", sys.prefix) if place in text
    ]


@pytest.mark.parametrize("course", EXPECTED)
def test_what_is_expected_names_each_submission_and_its_questions(course: str) -> None:
    """A slip in expected.toml would let a wrong grade pass."""
    source = tomllib.loads(
        (Path(__file__).parents[2] / "source" / course / "assignment.toml").read_text(encoding="utf-8")
    )
    questions = {question["id"] for question in source["questions"]}

    assert set(EXPECTED[course]) == {one.name for one in (HERE / course).iterdir() if one.is_dir()}
    for one in EXPECTED[course].values():
        assert one.keys() <= {"about", "deserved", "wrong", "carried", "true", "found"}
        assert {*one.get("deserved", {}), *one.get("carried", [])} == set(one.get("wrong", {}))
        assert set(one.get("wrong", {})) <= questions
