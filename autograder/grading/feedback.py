"""Write what a student may read about one test: all about a public test, at most the class of fault of a hidden test.

The text about a hidden test contains nothing that the student's code chose: no prints, no exception text, no shape,
no number. Otherwise a submission could print the hidden inputs and have them shown.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from autograder.grading.visibility import may_hint
from autograder.harness.checks.answer_words import HOLDS_NONE
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.methods.find_check import NOT_FOUND
from autograder.harness.checks.methods.reached import PARTLY
from autograder.harness.checks.points import NO_POINTS
from autograder.harness.checks.readings import READING
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import NOT_CALLED
from autograder.harness.checks.values import SEVERAL
from autograder.harness.diagnosis.grouping import Stops
from autograder.harness.reading.not_begun import NOT_BEGUN, not_begun_yet
from autograder.harness.student.plain import Fault
from autograder.model.assignment import Hints
from autograder.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.diagnosis.diagnose import Diagnosis
    from autograder.model.assignment import Question

_REASON = 800
_WIDTH = 96
_AT_PUBLIC, _AT_HIDDEN = "the public test", "the hidden test"
_PRINTS = 2_000  # characters of a public test's prints that are shown

NOT_IMPORTED = "The file cannot be imported; the note at the top says why."

# How the student's code failed to answer. Every test shows this, because students need it to find the fault. Hostile
# code can choose one of the eight (`_NOT_CALLED` is one more) by its input, and so send out three bits.
FAULTS: Mapping[Fault, str] = {
    Fault.RAISED: "Your code raised an exception.",
    Fault.IMPORT: NOT_IMPORTED,
    Fault.MISSING: "The file was not handed in.",
    Fault.TIMEOUT: "Your code took too long and was stopped.",
    Fault.MEMORY: "Your code used too much memory and was stopped.",
    Fault.EXITED: "Your code ended its program: a call of exit(), or a crash.",
    Fault.REFUSED: "What your code returned is not plain data (numbers, arrays, lists), or is too large.",
}
_NOT_CALLED = "Your code was not called: a function that it needs has taken too long twice before."
# What is wrong with an answer: written beside a hidden test only where the question's `hints` allow it.
CLASSES: Mapping[str, str] = {
    "none": "An answer is None: nothing was returned or assigned there, or something that is None itself.",
    HOLDS_NONE: "An answer holds None, where a value is asked for.",
    "kind": "An answer, or a part of it, is of another type than is asked for.",
    "type": "An answer is an object, where plain values are asked for.",
    SEVERAL: "An answer is a tuple, a dictionary or the like, where another value is asked for.",
    "dtype": "An answer holds the wrong kind of values.",
    "shape": "An answer has the wrong shape or length.",
    "not-finite": "An answer holds NaN or infinity.",
    "value": "An answer has the wrong value.",
    "gradient": "backward does not agree with the slope of your own forward.",
    "constant": "Your own forward gives the same number for all inputs that were tried.",
    "raises": "An exception that is asked for is not raised, or it is another one.",
    PARTLY: "A number earns a part of the points, and could be better.",
    "condition": "A property that is asked for does not hold.",
    READING: "What may be read in several ways is read otherwise in other tests; it has to be the same everywhere.",
    NOT_FOUND: "No class or function is what is asked for, or several are.",
    "source": "The source breaks a rule of the assignment.",
    "stopped": "The test could not go on with what your code answered.",
}


def feedback(
    record: TestRecord,
    question: Question,
    why: Sequence[Diagnosis],
    shown: dict[str, str],
    needs: str = "",
    stops: Stops | None = None,
) -> str:
    """The text for the student; empty for a passed test.

    Args:
        record: The test.
        question: The question that the test belongs to.
        why: The reasons why it failed, as far as they are known.
        shown: By the id of a known mistake, the test at which the student's feedback has explained it; this function
            adds to it.
        needs: The sentence that names the questions to mend first, or "";
            all that is said of a test that was skipped.
        stops: The lines at which the student's tests stopped.
    """
    if record.status is Status.PASSED or record.finding is None:
        return ""
    text = _of_failed(record, question, why, shown, needs, stops or Stops(()))
    return text if record.weight else f"{NO_POINTS}\n{text}"


def _of_failed(
    record: TestRecord,
    question: Question,
    why: Sequence[Diagnosis],
    shown: dict[str, str],
    needs: str,
    stops: Stops,
) -> str:
    if record.status is Status.SKIPPED:
        return needs or "The test was skipped, so it earns nothing; tell your instructor."
    if record.finding is not None and record.finding.kind == "grader":
        return "The grader could not run this test. This is not your fault; tell your instructor."
    if not may_hint(record, question):
        why = ()
    if record.not_begun and record.folder != PUBLIC:
        return f"not begun: {record.not_begun[0]}."  # as the files show without being run
    found = (
        _of_public(record, why, shown, stops)
        if record.folder == PUBLIC
        else _of_hidden(record, question, why, shown, stops)
    )
    return f"{needs}\n{found}" if needs and not record.not_begun else found


def _of_public(record: TestRecord, why: Sequence[Diagnosis], shown: dict[str, str], stops: Stops) -> str:
    finding = record.finding
    if finding is None:
        return ""
    if record.fault is Fault.IMPORT:
        return FAULTS[Fault.IMPORT]  # once is enough
    lines = _stopped(record, stops) or [_sentence(safe_text(finding.sentence, limit=1_000))]
    if record.call and finding.kind != NOT_BEGUN:
        lines.append(_block("call", textwrap.fill(record.call, _WIDTH, break_long_words=False)))
    if finding.got:
        # The answer may be text, or an array of text, that the student's code chose.
        lines.append(_block("got", safe_text(finding.got, limit=_PRINTS)))
    if finding.expected:
        lines.append(_block("expected", finding.expected))
    if record.not_begun and finding.kind != NOT_BEGUN:
        lines.append(f"{not_begun_yet(record.not_begun)}.")
    lines += [_block("why", text) for text in _reasons(record, why, shown)]
    if record.prints.strip():
        lines.append(_block("printed", safe_text(record.prints, limit=_PRINTS)))
    return "\n".join(lines)


def _stopped(record: TestRecord, stops: Stops) -> list[str]:
    """The line at which a public test stopped; its source and the exception's text are the student's own."""
    lines = [safe_text(line, limit=_REASON) for line in stops.lines(record)]
    return [line if line.startswith(" ") else textwrap.fill(line, _WIDTH) for line in lines]


def _of_hidden(
    record: TestRecord, question: Question, why: Sequence[Diagnosis], shown: dict[str, str], stops: Stops
) -> str:
    kind = record.finding.kind if record.finding else ""
    part = record.status is Status.PARTLY
    first = f"This hidden test {'has earned a part of its points' if part else 'did not pass'}."
    if record.fault is not None:
        same = stops.hidden_line(record) if question.hints is Hints.ALL else ""
        said = _NOT_CALLED if kind == NOT_CALLED else FAULTS[record.fault]
        first = f"{said} {same}".rstrip()
    elif question.hints is Hints.ALL and kind in CLASSES:
        first = CLASSES[kind]
    return "\n".join([first, *(_block("why", text) for text in _reasons(record, why, shown))])


def _reasons(record: TestRecord, why: Sequence[Diagnosis], shown: dict[str, str]) -> Iterator[str]:
    """The likely reasons; each known mistake is explained once, and then with the name of that test.

    A hidden test is named only in hidden tests of its own question: elsewhere it may be shown later, or never.
    """
    hidden = record.folder != PUBLIC
    own = f"{_AT_HIDDEN} of `{record.question}`, "
    for one in why:
        first = shown.get(one.id, "")
        if first.startswith(_AT_PUBLIC) or (hidden and first.startswith(own)):
            yield textwrap.fill(f"the same as at {first}", _WIDTH)
            continue
        if one.known:
            folder = _AT_HIDDEN if hidden else _AT_PUBLIC
            shown[one.id] = f"{folder} of `{record.question}`, {record.title.rstrip('.')}"
        text = one.hint if hidden else safe_text(one.sentence, limit=_REASON)
        yield textwrap.fill(text, _WIDTH)


def _sentence(text: str) -> str:
    # Not capitalised: the first word is often a name, `d_weights`.
    return text + ("" if text.endswith((".", "?", "!")) else ".")


def _block(label: str, text: str) -> str:
    first, *rest = text.splitlines() or [""]
    return "\n".join([f"  {label + ':':<10}{first}", *(f"{'':12}{line}" for line in rest)])
