"""A known mistake is not told on an exception's class alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import Finding, TestRecord
from autograder.harness.crashes.stop import Stop
from autograder.harness.diagnosis.diagnose import diagnose
from autograder.harness.diagnosis.known_mistakes import KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature, matches, message_of

MARK = "9f0c"
TEST = "public/test_linear.py::test_backward"
SIZES = "matmul: size 4 is different from 3"
RAISED = "your code raised an exception: "


def failed(error: str, text: str, line: int = 227, mark: str = MARK) -> TestRecord:
    """The record of a test in which the student's code raised this, at the statement with this mark."""
    sentence = f"{RAISED}{error}: {text} (hw3_lib.py, line {line})"
    record = TestRecord(
        id=TEST,
        question="linear",
        weight=1.0,
        title="backward",
        status=Status.FAILED,
        finding=Finding("raised", sentence),
        error=error,
        stop=Stop("hw3_lib.py", line, "Linear.backward", "return g @ self.weights", "", error, mark)
        if mark
        else None,
    )
    return KNOWN.with_suspects(record)


KNOWN = KnownMistakes(
    [KnownMistake("weights-as-they-are", "linear", "One of the two has to be transposed.")],
    {
        TEST: (
            MistakeSignature(
                ("weights-as-they-are",),
                "",
                "raised",
                "ValueError",
                None,
                f"{RAISED}ValueError: {SIZES}",
                MARK,
            ),
        )
    },
)


def test_the_same_exception_with_the_same_text_is_the_mistake() -> None:
    """In whatever line."""
    record = failed("ValueError", SIZES, line=9)

    assert [one.id for one in diagnose([record], KNOWN)[TEST]] == ["weights-as-they-are"]


@pytest.mark.parametrize(
    ("error", "text"),
    [("ValueError", "matmul: size 3 is different from 20"), ("TypeError", SIZES), ("ValueError", "")],
)
def test_another_text_or_another_class_is_another_mistake(error: str, text: str) -> None:
    """A product of the wrong matrices also raises a ValueError, for another reason."""
    assert diagnose([failed(error, text)], KNOWN) == {}


@pytest.mark.parametrize("mark", ["77aa", ""])
def test_the_same_text_from_another_line_is_another_mistake(mark: str) -> None:
    """And so it is where nobody knows from which line it came."""
    assert diagnose([failed("ValueError", SIZES, mark=mark)], KNOWN) == {}


def test_a_signature_without_a_line_matches_nothing() -> None:
    """Of an exception whose class and text are all that is known."""
    (signature,) = KNOWN.signatures[TEST]

    assert not matches(failed("ValueError", SIZES, mark=""), replace(signature, mark=""))


def test_the_text_is_read_back_as_it_was_written() -> None:
    """With the catalogue of a handout."""
    (signature,) = KNOWN.signatures[TEST]

    again = MistakeSignature.from_json(signature.to_json({}), {})

    assert again.mark == MARK
    assert again.message == message_of(failed("ValueError", SIZES)) == f"{RAISED}ValueError: {SIZES}"
