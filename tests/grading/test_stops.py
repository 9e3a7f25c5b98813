"""What a student reads of the line at which tests stopped: once in public tests, hardly anything in hidden ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.grading.feedback import feedback
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.checks.values import Finding
from autograder.harness.crashes.stop import Stop
from autograder.harness.diagnosis.grouping import Stops
from autograder.harness.student.plain import Fault
from autograder.model.assignment import Hints, Question, Visibility

STOP = Stop(
    "lib.py",
    9,
    "Layer.backward",
    "return x @ w",
    "`x` is (4, 3) and `w` is (2, 3): they differ.",
    "ValueError",
    "m",
)
ELSEWHERE = replace(STOP, line=12, text="return secret", sentence="Another sentence.")
QUESTION = {
    hints: Question(
        id="layer", title="Layer", points=4, visibility=Visibility.VISIBLE, hints=hints, builds_on=()
    )
    for hints in Hints
}
RAISED = "Your code raised an exception."


def stopped(test: str, stop: Stop | None = STOP, question: str = "layer") -> TestRecord:
    """The record of a test that has stopped there."""
    return TestRecord(
        id=test,
        question=question,
        weight=1.0,
        title=f"Title of {test.rpartition(':')[2]}.",
        status=Status.FAILED,
        finding=Finding("raised", "your code raised an exception: ValueError: gufunc (lib.py, line 9)"),
        fault=Fault.RAISED,
        error="ValueError",
        stop=stop,
    )


FIRST, SECOND = stopped("public/t.py::one"), stopped("public/t.py::two")
HIDDEN = stopped("hidden/t.py::three")


def text(record: TestRecord, *others: TestRecord, hints: Hints = Hints.ALL) -> str:
    """What the student reads of the first record, where these tests have stopped."""
    return feedback(record, QUESTION[hints], (), set(), stops=Stops((*others, record)))


def test_the_first_test_shows_the_line_and_names_the_others() -> None:
    """With what was wrong there, and Python's own word beside it."""
    lines = text(SECOND, FIRST).splitlines()
    shown = feedback(FIRST, QUESTION[Hints.ALL], (), set(), stops=Stops((FIRST, SECOND)))

    assert shown.splitlines() == [
        "stopped in lib.py, line 9, in `Layer.backward`:",
        "    return x @ w",
        "`x` is (4, 3) and `w` is (2, 3): they differ.",
        "ValueError",
        "One more test stopped there: Title of two.",
    ]
    assert lines == ["Stops at the same line as the test `Title of one` (lib.py, line 9)."]


def test_a_hidden_test_says_at_most_where_a_public_one_stops_too() -> None:
    """Never the line, its source, a shape or a word of the exception."""
    assert text(HIDDEN, FIRST) == f"{RAISED} It stops at the same line as the test `Title of one`."


def test_a_hidden_test_says_so_where_no_line_was_reached() -> None:
    """The call itself asks for something else, in the public test too."""
    call = replace(STOP, file="", line=0, text="", function="", sentence="`backward` asks for `label`.")
    public, hidden = stopped("public/t.py::one", call), stopped("hidden/t.py::three", call)
    another = replace(call, sentence="`backward` asks for `g`.")

    assert text(hidden, public) == f"{RAISED} It stops in the same way as the test `Title of one`."
    assert text(stopped("hidden/t.py::three", another), public) == RAISED


def test_the_others_are_counted_as_tests() -> None:
    """Those of one title, too, so that the numbers add up."""
    titles = ["First. [a]", "First. [b]", "Second.", "Third. [a]", "Third. [b]", "Third. [c]"]
    others = [replace(stopped(f"public/t.py::{number}"), title=title) for number, title in enumerate(titles)]
    last, of_one = (Stops([FIRST, *some]).lines(FIRST)[-1] for some in (others, others[:2]))

    assert last == "6 more tests stopped there: First (2 tests); Second and 3 more."
    assert of_one == "2 more tests stopped there: First."


@pytest.mark.parametrize("hints", [Hints.NONE, Hints.PUBLIC])
def test_where_hints_are_not_for_hidden_tests_they_say_no_line(hints: Hints) -> None:
    """Only that the code raised an exception."""
    assert text(HIDDEN, FIRST, hints=hints) == RAISED


@pytest.mark.parametrize(
    ("hidden", "public"),
    [
        (stopped("hidden/t.py::three", ELSEWHERE), FIRST),
        (HIDDEN, stopped("public/t.py::one", question="other")),
        (HIDDEN, stopped("hidden/t.py::four")),
        (HIDDEN, replace(FIRST, status=Status.PASSED)),
        (stopped("hidden/t.py::three", None), FIRST),
        (stopped("hidden/t.py::three", replace(STOP, file="", line=0)), FIRST),
    ],
    ids=["another line", "another question", "a hidden test", "a passed test", "nothing known", "no line"],
)
def test_a_hidden_test_says_nothing_of_a_line_that_is_not_known_already(
    hidden: TestRecord, public: TestRecord
) -> None:
    """Code that chooses its line by a hidden input would show it."""
    assert text(hidden, public) == RAISED


def test_what_the_source_holds_is_shown_as_plain_text() -> None:
    """A student's line may hold anything."""
    odd = replace(STOP, text="x = '\x1b[31m\u202e'", python="ValueError: \x1b]0;title\x07")

    assert not any(letter in text(stopped("public/t.py::one", odd)) for letter in "\x1b\u202e\x07")
