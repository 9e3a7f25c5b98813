"""Write a graded submission as lines of plain text, for the terminal and the demo's report."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.model.measures import Measure
    from autograder.model.results import SubmissionResult, TestResult


def summary(result: SubmissionResult, measures: Iterable[Measure]) -> str:
    """Notes, questions with their tests, written answers, measures, and the layers that confined the code.

    Args:
        result: What grading found.
        measures: Those that the assignment declares.
    """
    return "\n".join([*_lines(result), *_measures(result, measures), _held_by(result)])


def number(points: float) -> str:
    """Points without needless zeros."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _lines(result: SubmissionResult) -> Iterator[str]:
    yield f"{result.submission}: {number(result.points)} of {number(result.max_points)} points"
    for note in result.notes:
        yield from textwrap.wrap(f"Note: {note}", 110, subsequent_indent="      ")
    by_hand = {one.question: one for one in result.written if one.question != "written"}
    for question in result.questions:
        yield ""
        if question.id in by_hand:
            yield f"{question.title:<50}{number(by_hand[question.id].max_points):>6} points by a person"
        else:
            yield f"{question.title:<50}{number(question.points):>6} of {number(question.max_points)}"
        for test in result.tests:
            if test.question == question.id:
                yield from _test_lines(test)
    written = [one for one in result.written if one.question == "written"]
    if written:
        earned, possible = (sum(getattr(one, key) for one in written) for key in ("points", "max_points"))
        yield ""
        yield f"{'Written answers (counted apart)':<50}{number(earned):>6} of {number(possible)}"
        for answer in written:
            yield from _test_lines(answer)
    yield ""


def _measures(result: SubmissionResult, measures: Iterable[Measure]) -> Iterator[str]:
    for measure in measures:
        if measure.id in result.measures:
            yield f"{measure.title}: {measure.shown(result.measures[measure.id]):.{measure.digits}f}"


def _held_by(result: SubmissionResult) -> str:
    cost = f"{result.grader_seconds:.2f} s of processor time and {result.grader_peak_mib:.0f} MiB"
    return (
        f"Held by: {', '.join(result.protection)}. {result.seconds:.2f} s; the tests themselves took {cost}."
    )


def _test_lines(test: TestResult) -> Iterator[str]:
    hidden = "" if test.id.startswith("public/") or test.question == "written" else "  [hidden]"
    part = f"  ({number(test.points)} of {number(test.max_points)} points)" if test.share % 1 else ""
    yield f"  {test.status.mark}  {test.title}{hidden}{part}"
    if test.feedback:
        yield textwrap.indent(test.feedback, " " * 8)
