"""Record what each catalogued mistake makes of each test: whoever gets the same values has made that mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.harness.checks.status import Status
from autograder.harness.diagnosis.known_mistakes import (
    KnownMistake,
    KnownMistakes,
    Outcome,
    is_outcome,
)
from autograder.model.assignment import Hints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake

_LARGEST = 20_000  # entries of a value; larger ones are compared by nothing but how the test ended


def known_mistakes(
    assignment: Assignment, catalogue: Sequence[Mistake], records: Mapping[str, tuple[TestRecord, ...]]
) -> KnownMistakes:
    """The catalogue as the tests see it, of the questions that allow hints.

    Args:
        assignment: What it belongs to.
        catalogue: The mistakes.
        records: Mistake id to the record of each test, run with that mistake made.
    """
    silent = {question.id for question in assignment.questions if question.hints is Hints.NONE}
    hinted = [mistake for mistake in catalogue if mistake.question not in silent]
    outcomes: dict[str, list[Outcome]] = {}
    for mistake in hinted:
        for record in records[mistake.id]:
            if record.status is not Status.PASSED and record.question not in silent:
                _join(outcomes.setdefault(record.id, []), mistake.id, record)
    known = [KnownMistake(mistake.id, mistake.question, mistake.hint) for mistake in hinted]
    return KnownMistakes(known, {test: tuple(found) for test, found in outcomes.items()})


def _join(outcomes: list[Outcome], mistake: str, record: TestRecord) -> None:
    """Add the mistake to those that make the same of the test."""
    for number, outcome in enumerate(outcomes):
        if is_outcome(_within_bounds(record), outcome):
            outcomes[number] = Outcome(
                (*outcome.mistakes, mistake), outcome.check, outcome.kind, outcome.error, outcome.value
            )
            return
    kind = record.finding.kind if record.finding else ""
    outcomes.append(Outcome((mistake,), record.check, kind, record.error, _within_bounds(record).wrong))


def _within_bounds(record: TestRecord) -> TestRecord:
    if record.wrong is None or record.wrong.size <= _LARGEST:
        return record
    return replace(record, wrong=None)
