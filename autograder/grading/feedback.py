"""What a student may read about one test: all of a public one, hardly more than the class of fault of a hidden one.

For a hidden test nothing that the student's code chose reaches the page: no prints, no exception text, no shape, no
number. Otherwise a submission could print the hidden inputs and have them shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.assignment import Hints, Question, Visibility
from autograder.grading.text import safe_text
from autograder.harness.outcome import PASSED, SKIPPED, TestRecord
from autograder.results import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC = "public"
_PRINTS = 2_000  # characters of a public test's prints that are shown

# How the student's code failed to answer: said of every test. Code that wants to can choose among these by its input,
# which is about three bits; honest code needs to know.
_FAULTS: Mapping[str, str] = {
    "raised": "Your code raised an exception.",
    "import": "The file cannot be imported; the note at the top says why.",
    "missing": "The file was not handed in.",
    "timeout": "Your code took too long and was stopped.",
    "memory": "Your code used too much memory and was stopped.",
    "exited": "Your code ended its program: a call of exit(), or a crash.",
    "refused": "What your code returned is not plain data (numbers, arrays, lists), or is too large.",
}
# What is wrong with an answer: said of a hidden test only where the question's `hints` allow it.
_CLASSES: Mapping[str, str] = {
    "none": "An answer is None: a `return`, or an assignment to an attribute, seems to be missing.",
    "type": "An answer is not a plain array or number.",
    "dtype": "An answer holds the wrong kind of numbers.",
    "shape": "An answer has the wrong shape.",
    "not-finite": "An answer holds NaN or infinity.",
    "value": "An answer has the wrong value.",
    "gradient": "backward does not agree with the slope of your own forward.",
    "condition": "A property that is asked for does not hold.",
    "stopped": "The test could not go on with what your code answered.",
}


def visibility_of(record: TestRecord, question: Question) -> Visibility:
    """When students see this test: public ones always, hidden ones as the question says."""
    return Visibility.VISIBLE if record.folder == PUBLIC else question.visibility


def status_of(record: TestRecord) -> Status:
    """The record's status in the results' own words."""
    return Status(record.status)


def feedback(record: TestRecord, question: Question) -> str:
    """The text for the student; empty for a passed test."""
    if record.status == PASSED or record.finding is None:
        return ""
    if record.status == SKIPPED:
        return "The test was skipped, so it earns nothing; tell your instructor."
    if record.finding.kind == "grader":
        return "The grader could not run this test. This is not your fault; tell your instructor."
    return _of_public(record) if record.folder == PUBLIC else _of_hidden(record, question)


def _of_public(record: TestRecord) -> str:
    finding = record.finding
    if finding is None:
        return ""
    lines = [_sentence(safe_text(finding.sentence, limit=1_000))]
    if finding.got:
        # What was got may be the student's own words, and so may an array of them.
        lines += [_block("got", safe_text(finding.got, limit=_PRINTS)), _block("expected", finding.expected)]
    if record.prints.strip():
        lines.append(_block("printed", safe_text(record.prints, limit=_PRINTS)))
    return "\n".join(lines)


def _of_hidden(record: TestRecord, question: Question) -> str:
    kind = record.finding.kind if record.finding else ""
    if kind in _FAULTS:
        return _FAULTS[kind]
    if question.hints is Hints.ALL and kind in _CLASSES:
        return _CLASSES[kind]
    return "This hidden test did not pass."


def _sentence(text: str) -> str:
    # Not capitalised: the first word is often a name, `d_weights`.
    return text + ("" if text.endswith((".", "?", "!")) else ".")


def _block(label: str, text: str) -> str:
    first, *rest = text.splitlines() or [""]
    return "\n".join([f"  {label + ':':<10}{first}", *(f"{'':12}{line}" for line in rest)])
