"""What is left to do when one judge goes on where another ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from autograder.grading.grading_state import GradingState
from autograder.grading.intake.submission import Submission
from autograder.harness.checks.confirm import confirmed_id
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.session.chosen_tests import ChosenTest

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC, HIDDEN = "public/test_a.py::test_a", "hidden/test_a.py::test_a"


def chosen(id_: str) -> ChosenTest:
    """A test of a session."""
    item: Any = None  # nothing runs here
    return ChosenTest(item, id_, "q", 1.0)


@pytest.mark.parametrize(
    ("done", "left"),
    [
        ({}, [PUBLIC, confirmed_id(PUBLIC), HIDDEN]),
        ({PUBLIC: Status.PASSED}, [confirmed_id(PUBLIC), HIDDEN]),
        ({PUBLIC: Status.FAILED}, [HIDDEN]),
        ({PUBLIC: Status.PASSED, confirmed_id(PUBLIC): Status.FAILED}, [HIDDEN]),
    ],
)
def test_a_public_test_that_passed_still_has_to_be_confirmed(
    done: Mapping[str, Status], left: list[str]
) -> None:
    """By the next judge, if the one that ran it has ended; what failed does not run again."""
    state = GradingState(submission=Submission(name="ann", files={}, notes=(), sha256=""))
    for id_, status in done.items():
        state.records.append(TestRecord(id=id_, question="q", weight=1, title="", status=status))

    tests = tuple(chosen(id_) for id_ in (PUBLIC, confirmed_id(PUBLIC), HIDDEN))

    assert list(state.without_record(tests)) == left
