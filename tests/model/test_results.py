"""A result that was written as JSON is read as the same result."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import BadInputError
from autograder.harness.checks.status import Status
from autograder.model.assignment import Visibility
from autograder.model.results import GraderFault, QuestionResult, SubmissionResult, TestResult

TEXT = st.text(max_size=20)
POINTS = st.floats(min_value=0, max_value=1e6)
QUESTIONS = st.builds(QuestionResult, id=TEXT, title=TEXT, points=POINTS, max_points=POINTS)
TESTS = st.builds(
    TestResult,
    id=TEXT,
    question=TEXT,
    title=TEXT,
    status=st.sampled_from(Status),
    points=POINTS,
    max_points=POINTS,
    visibility=st.sampled_from(Visibility),
    feedback=TEXT,
    diagnosis=TEXT,
    seconds=POINTS,
)


def tuples(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of these."""
    return st.lists(items, max_size=3).map(tuple)


RESULTS = st.builds(
    SubmissionResult,
    assignment=TEXT,
    submission=TEXT,
    points=POINTS,
    max_points=POINTS,
    questions=tuples(QUESTIONS),
    tests=tuples(TESTS),
    written=tuples(TESTS),
    notes=tuples(TEXT),
    mistakes=tuples(TEXT),
    faults=tuples(st.builds(GraderFault, test=TEXT, reason=TEXT, position=TEXT, trace=tuples(TEXT))),
    measures=st.dictionaries(TEXT, POINTS, max_size=3),
    protection=tuples(TEXT),
    autograder=TEXT,
    bundle=TEXT,
    submission_sha256=TEXT,
    seed=st.integers(),
    secret_sha256=TEXT,
    seconds=POINTS,
    grader_seconds=POINTS,
    grader_peak_mib=POINTS,
)


@given(RESULTS)
def test_json_and_back_is_the_same(result: SubmissionResult) -> None:
    """Through real JSON text."""
    assert SubmissionResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def example() -> dict[str, Any]:
    """A small result as JSON."""
    question = {"id": "q", "title": "Q", "points": 1.0, "max_points": 2.0}
    test = {**question, "question": "q", "status": "passed", "visibility": "visible"}
    test |= {"feedback": "", "diagnosis": "", "seconds": 0.1, "share": 1.0}
    return {
        **dict.fromkeys(
            ("assignment", "submission", "autograder", "bundle", "submission_sha256", "secret_sha256"), "x"
        ),
        **{key: [] for key in ("written", "notes", "mistakes", "faults", "protection")},
        "measures": {},
        "points": 1.0,
        "max_points": 2.0,
        "questions": [question],
        "tests": [test],
        "seed": 1,
        "seconds": 1.0,
        "grader_seconds": 0.5,
        "grader_peak_mib": 80.0,
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points": [1]}, "the result's `points` has to be a number or a text"),
        ({"points": None}, "the result's `points` has to be a number or a text"),
        ({"extra": 1}, "the result has an unknown key: extra"),
        ({"tests": 1}, "the result's `tests` has to be a list"),
        ({"tests": [1]}, "the result's `tests`, entry 1 is no JSON object"),
        ({"questions": [{"id": "q"}]}, "the result's `questions`, entry 1 lacks: max_points, points, title"),
        ({"measures": []}, "the result's `measures` has to be an object of numbers"),
        ({"measures": {"loss": "low"}}, "the result's `measures` has to be an object of numbers"),
    ],
)
def test_what_is_no_result_is_refused_with_its_key(change: dict[str, Any], sentence: str) -> None:
    """A file that somebody edited by hand."""
    with pytest.raises(BadInputError, match=sentence):
        SubmissionResult.from_json({**example(), **change})


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    """As of a status that a later version has."""
    values = example()
    values["tests"][0]["status"] = "excellent"

    with pytest.raises(
        BadInputError, match="`status` has to be one of passed, partly, failed, skipped, error, manual"
    ):
        SubmissionResult.from_json(values)
