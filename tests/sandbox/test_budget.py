"""The time of a submission: what a test may use, and what is kept for the questions still to come."""

from __future__ import annotations

import pickle

import pytest

from autograder.harness.student.time_limit import WAITING
from autograder.sandbox.timing.budget import Budget, TotalBudget

QUESTIONS = ("a", "b", "c", "d")


@pytest.fixture
def total() -> TotalBudget:
    """80 seconds for four questions, each of which has 10 for itself."""
    return TotalBudget(80.0)


def test_a_test_may_use_all_that_is_not_kept_for_others(total: TotalBudget) -> None:
    """Of the questions that still have tests to come."""
    total.begin("a", QUESTIONS)
    first = total.left
    total.begin("d", ["d"])

    assert (first, total.left) == (50.0, 80.0)


def test_no_question_can_use_up_what_others_need(total: TotalBudget) -> None:
    """The first may take its own part and all that no one has for itself; each other one keeps its part."""
    total.begin("a", QUESTIONS)
    total.spend(processor=total.left)
    spent, sentence = total.is_spent, total.used_up()
    left = []
    for number, question in enumerate(QUESTIONS[1:], 1):
        total.begin(question, QUESTIONS[number:])
        left.append(total.left)

    assert spent
    assert "the question has used up its share of the 80 s of processor time" in sentence
    assert left == [10.0, 20.0, 30.0]


def test_what_a_question_has_used_of_its_part_is_kept_no_longer(total: TotalBudget) -> None:
    """So that it is not counted twice."""
    total.begin("a", QUESTIONS)
    total.spend(processor=4.0)
    total.begin("b", QUESTIONS)

    assert total.left == 80.0 - 4.0 - 6.0 - 10.0 - 10.0


def test_waiting_has_parts_of_its_own(total: TotalBudget) -> None:
    """Six times as long on the clock, and nothing of the processor time."""
    total.begin("a", QUESTIONS)
    total.spend(waited=total.patience)

    assert total.is_spent
    assert total.left == 50.0
    total.begin("b", QUESTIONS)
    assert total.patience == pytest.approx(WAITING * 10.0)


def test_all_of_it_used_up_says_so(total: TotalBudget) -> None:
    """And not that something is kept for others."""
    total.begin("d", ["d"])
    total.spend(processor=80.0)

    assert total.used_up() == "the submission has used up its 80 s of processor time"


def test_it_goes_to_another_process_as_it_is(total: TotalBudget) -> None:
    """The judge that takes over goes on where the last one ended."""
    total.begin("a", QUESTIONS)
    total.spend(processor=7.0)

    assert pickle.loads(pickle.dumps(total)).left == total.left  # noqa: S301 - what was just pickled


def test_a_test_has_its_own_budget() -> None:
    """Of both kinds."""
    budget = Budget(2.0)
    budget.spend(processor=0.5, waited=1.0)

    assert (budget.left, budget.patience) == (1.5, 11.0)
