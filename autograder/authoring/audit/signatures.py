"""Record how each catalogued mistake fails each test: a student who fails in the same way has made the mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.harness.checks.confirm import is_unconfirmed
from autograder.harness.diagnosis.diagnose import mistakes_made, with_extent
from autograder.harness.diagnosis.known_mistakes import KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature, mark_of, matches, message_of
from autograder.model.assignment import Hints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake

_LARGEST = 20_000  # entries of a value; of a larger one, only the way in which the test ended is compared


def known_mistakes(
    assignment: Assignment, catalogue: Sequence[Mistake], records: Mapping[str, tuple[TestRecord, ...]]
) -> KnownMistakes:
    """The signatures of the catalogue's mistakes, for the questions that allow hints.

    Args:
        assignment: The assignment.
        catalogue: The mistakes.
        records: Mistake id to the record of each test, run with that mistake made.
    """
    silent = {question.id for question in assignment.questions if question.hints is Hints.NONE}
    hinted = [mistake for mistake in catalogue if mistake.question not in silent]
    signatures: dict[str, list[MistakeSignature]] = {}
    for mistake in hinted:
        for record in records[mistake.id]:
            # At home, and in the first run, a test that is not confirmed has passed. A part marks no mistake.
            failed = not record.earned_share and not is_unconfirmed(record)
            if failed and record.question not in silent:
                _join(signatures.setdefault(record.id, []), mistake.id, record)
    known = [KnownMistake(mistake.id, mistake.question, mistake.hint) for mistake in hinted]
    return KnownMistakes(known, {test: tuple(found) for test, found in signatures.items()})


def never_named(known: KnownMistakes, records: Mapping[str, tuple[TestRecord, ...]]) -> tuple[str, ...]:
    """The mistakes whose hint nobody reads: even a student who has made just this one shows too little of it.

    Args:
        known: The signatures.
        records: Mistake id to the record of each test, run with that mistake made.
    """
    return tuple(one.id for one in known.mistakes.values() if not _is_named(one, known, records[one.id]))


def _is_named(mistake: KnownMistake, known: KnownMistakes, records: Sequence[TestRecord]) -> bool:
    """Whether the mistake, or one with the same hint, is named for these records of it."""
    completed = [
        with_extent(known.with_suspects(_within_bounds(record)) if record.finding is not None else record)
        for record in records
        if not is_unconfirmed(record)
    ]
    hints = {known.mistakes[one].hint for one in mistakes_made(completed, known)}
    return mistake.hint in hints


def _join(signatures: list[MistakeSignature], mistake: str, record: TestRecord) -> None:
    """Add the mistake to those that fail the test in the same way."""
    for number, signature in enumerate(signatures):
        if matches(_within_bounds(record), signature):
            signatures[number] = replace(signature, mistakes=(*signature.mistakes, mistake))
            return
    kind = record.finding.kind if record.finding else ""
    value = _within_bounds(record).wrong
    signatures.append(
        MistakeSignature(
            (mistake,), record.check, kind, record.error, value, message_of(record), mark_of(record)
        )
    )


def _within_bounds(record: TestRecord) -> TestRecord:
    if record.wrong is None or record.wrong.size <= _LARGEST:
        return record
    return replace(record, wrong=None)
