"""`uses`: a failed test that goes through other questions' code says which of them to mend first."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from autograder.grading.score import test_results as results_of
from autograder.harness.checks.needs import lost_questions, needs_sentence
from autograder.harness.checks.points import NO_POINTS
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord, verdict
from autograder.harness.checks.values import CheckFailed, Finding
from autograder.harness.handout.needed import needed_records
from autograder.harness.handout.terminal import print_hidden
from autograder.harness.session.session import HarnessError, Tests, run_tests
from autograder.harness.student.local import LocalStudent
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.assignment import Assignment

TOML = """
name = "chain"
title = "A chain"
modules = ["lib.py"]
seed = 1

[[questions]]
id = "first"
title = "The first link"
points = 1
{first}

[[questions]]
id = "second"
title = "The second link"
points = 1

[[questions]]
id = "whole"
title = "The chain"
points = 2
builds_on = ["first", "second"]
{whole}
"""
TITLES = {"first": "The first link", "second": "The second link", "whole": "The chain"}
WRONG = verdict(CheckFailed(Finding("value", "y differs")))


def record(question: str, *, passed: bool, folder: str = "public", uses: tuple[str, ...] = ()) -> TestRecord:
    """The record of a test of this question."""
    status, finding, fault = verdict(None) if passed else WRONG
    id_ = f"{folder}/test_{question}.py::test_{question}_{len(uses)}"
    return TestRecord(
        id=id_,
        question=question,
        weight=1.0,
        title=question,
        status=status,
        finding=finding,
        fault=fault,
        uses=uses,
    )


def assignment_of(folder: Path, first: str = "", whole: str = "") -> Assignment:
    """The assignment, with more lines about two of its questions."""
    (folder / "assignment.toml").write_text(TOML.format(first=first, whole=whole), encoding="utf-8")
    return load_assignment(folder)


def feedback(assignment: Assignment, *records: TestRecord) -> dict[str, str]:
    """What a student reads, by question."""
    return {one.question: one.feedback for one in results_of(assignment, records, {})}


@pytest.mark.parametrize("folder", ["public", "hidden"])
def test_the_feedback_begins_with_what_to_mend_first(tmp_path: Path, folder: str) -> None:
    """Of the questions that the test needs, those that lost points, each by its title and its id."""
    whole = record("whole", passed=False, folder=folder, uses=("first", "second"))
    told = feedback(
        assignment_of(tmp_path), record("first", passed=False), record("second", passed=True), whole
    )

    assert told["whole"].splitlines()[0] == "Needs The first link: mend `first` first."
    assert not told["first"].startswith("Needs")


def test_several_are_named_in_one_sentence() -> None:
    """In the order in which the test names them."""
    whole = record("whole", passed=False, uses=("first", "second"))

    sentence = needs_sentence(whole, {"first", "second"}, TITLES)

    assert sentence == "Needs The first link and The second link: mend `first` and `second` first."


def test_nothing_is_said_where_all_that_is_needed_is_right(tmp_path: Path) -> None:
    """The fault is then in the test's own question; and a test that passed needs nothing."""
    whole = record("whole", passed=False, uses=("first",))
    passed = record("whole", passed=True, uses=("first", "second"))
    told = feedback(assignment_of(tmp_path), record("first", passed=True), whole)

    assert not told["whole"].startswith("Needs")
    assert needs_sentence(passed, {"first"}, TITLES) == ""


def test_a_test_without_points_loses_none() -> None:
    """It is shown alone, and the question's total is whole."""
    shown = dataclasses.replace(record("first", passed=False), weight=0.0)

    assert lost_questions([shown, record("second", passed=False)]) == {"second"}


def test_a_failed_test_without_points_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the grade and at home; one that has points does not."""
    with_points, without = record("first", passed=False), record("second", passed=False)
    without = dataclasses.replace(without, weight=0.0)
    told = feedback(assignment_of(tmp_path), with_points, without)
    print_hidden("Hidden", [with_points, without], 0.0, 1.0, titles=True)
    printed = capsys.readouterr().out

    assert told["second"].startswith(f"{NO_POINTS}\n")
    assert NO_POINTS not in told["first"]
    assert printed.count(NO_POINTS) == 1


@pytest.mark.parametrize(
    ("first", "whole", "told"),
    [
        ("", "", True),
        ('visibility = "hidden"', "", False),
        ('visibility = "hidden"', 'visibility = "hidden"', True),
        ('visibility = "after_published"', 'visibility = "after_due_date"', False),
    ],
)
def test_no_more_is_told_than_the_totals_that_are_seen_with_it(
    tmp_path: Path, first: str, whole: str, *, told: bool
) -> None:
    """A hidden test of `first` failed; a student who does not see that must not read it beside another test."""
    records = (
        record("first", passed=False, folder="hidden"),
        record("whole", passed=False, folder="hidden", uses=("first",)),
    )

    text = feedback(assignment_of(tmp_path, first, whole), *records)["whole"]

    assert text.startswith("Needs") is told


TESTS = """
import pytest

pytestmark = pytest.mark.question("whole")

def test_default(student, check):
    '''Needs what the question builds on.'''
    check.equal("y", student.lib.y, expected=1)

{mark}
def test_marked(student, check):
    '''Needs what it says.'''
    check.equal("y", student.lib.y, expected=1)
"""


def session(folder: Path, mark: str) -> list[TestRecord]:
    """The records of the two tests."""
    tests = folder / "tests" / "public"
    tests.mkdir(parents=True)
    (tests / "test_it.py").write_text(TESTS.format(mark=mark), encoding="utf-8")
    (folder / "lib.py").write_text("y = 1\n", encoding="utf-8")
    whole = Tests(
        folders={"public": tests},
        seed=1,
        questions=("first", "second", "whole"),
        builds_on={"whole": ("first", "second")},
    )
    return run_tests(whole, None, lambda: LocalStudent(folder, ("lib",)))


@pytest.mark.parametrize(
    ("mark", "uses"),
    [('@pytest.mark.uses("second")', ("second",)), ("@pytest.mark.uses()", ()), ("", ("first", "second"))],
)
def test_a_test_needs_what_its_question_builds_on_unless_it_says_otherwise(
    tmp_path: Path, mark: str, uses: tuple[str, ...]
) -> None:
    """A mark without names says that the test goes through nobody else's code."""
    default, marked = session(tmp_path, mark)

    assert default.uses == ("first", "second")
    assert marked.uses == uses


@pytest.mark.parametrize("name", ["frist", "whole"])
def test_a_test_that_needs_no_other_question_is_refused(tmp_path: Path, name: str) -> None:
    """With its line, and the names that there are."""
    with pytest.raises(HarnessError, match=rf"test_it.py:\d+: test_marked uses '{name}'.*first, second"):
        session(tmp_path, f"@pytest.mark.uses({json.dumps(name)})")


def test_at_home_the_questions_that_a_failed_test_needs_are_run_too() -> None:
    """`-q whole` alone would not know; and nothing more is run if all passed."""
    asked: list[str] = []

    def run(question: str) -> list[TestRecord]:
        asked.append(question)
        return [record(question, passed=question == "first")]

    more = needed_records([record("whole", passed=False, uses=("first", "second"))], run)
    none = needed_records([record("whole", passed=True, uses=("first", "second"))], run)

    assert ({one.question for one in more}, none) == ({"first", "second"}, [])
    assert lost_questions(more) == {"second"}
    assert asked == ["first", "second"]
    assert record("whole", passed=True).status is Status.PASSED
