"""Say which mistake a student has made: a known one that explains what the tests saw, or what the numbers betray.

A mistake of the catalogue is named only where it contradicts nothing: the student fails every test that it fails, and
with its very values wherever the same check was reached; tests that another mistake fails first say nothing. It has
to be met with at least one value that does not come about by chance, or else to explain all that failed. Of several,
the one that explains most is named, and a second one only for what the first leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .outcome import PASSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .known import KnownMistakes
    from .outcome import TestRecord

MOST = 2  # diagnoses of one test, and mistakes of one question


@dataclass(frozen=True)
class Diagnosis:
    """Why a test failed.

    Attributes:
        id: The mistake's id, or the kind of relation between the wrong value and the right one.
        known: Whether it is a mistake of the catalogue.
        sentence: For a public test: what was found, with numbers.
        hint: For a hidden test: the class of mistake, without numbers or inputs.
    """

    id: str
    known: bool
    sentence: str
    hint: str


def diagnose(records: Sequence[TestRecord], known: KnownMistakes | None) -> dict[str, tuple[Diagnosis, ...]]:
    """By test id, why it failed; tests about which nothing is certain are left out.

    Args:
        records: The tests of one student that may be taken as evidence.
        known: The catalogue as these tests see it.
    """
    mistakes = () if known is None else mistakes_made(records, known)
    found = {}
    for record in records:
        named = () if known is None else _of_catalogue(record, mistakes, known)
        diagnoses = named or tuple(
            Diagnosis(one.kind.value, known=False, sentence=one.sentence, hint=one.hint) for one in record.structures
        )
        if diagnoses:
            found[record.id] = diagnoses[:MOST]
    return found


def overwriting(records: Iterable[TestRecord]) -> tuple[str, ...]:
    """Sentences about functions that write into the arrays they are given, which costs nothing and is a mistake."""
    names = sorted({name for record in records for name in record.overwritten})
    return tuple(
        f"`{name}` writes into an array that it was given. That costs no points here, because the tests hand over "
        "copies, but it spoils the array for whoever still needs it: work on a copy, or make a new array."
        for name in names
    )


def mistakes_made(records: Sequence[TestRecord], known: KnownMistakes) -> tuple[str, ...]:
    """The known mistakes that explain what the tests saw, question by question, the one that explains most first."""
    questions = dict.fromkeys(record.question for record in records if record.status != PASSED)
    return tuple(mistake for question in questions for mistake in _of_question(question, records, known))


def _of_question(question: str, records: Sequence[TestRecord], known: KnownMistakes) -> list[str]:
    failed = {one.id: one for one in records if one.question == question and one.status != PASSED}
    by_id = {one.id: one for one in records}
    likely: dict[str, frozenset[str]] = {}
    for mistake in dict.fromkeys(mistake for one in failed.values() for mistake in sorted(one.suspects)):
        if known.mistakes[mistake].question == question and not _is_contradicted(mistake, by_id, known):
            explains = frozenset(id_ for id_, one in failed.items() if mistake in one.suspects)
            if explains == failed.keys() or any(failed[id_].telling for id_ in explains):
                likely[mistake] = explains
    chosen: list[str] = []
    for _ in range(MOST):
        open_ = failed.keys() - {id_ for mistake in chosen for id_ in likely[mistake]}
        best = max(likely, key=lambda mistake: _rank(mistake, likely[mistake], open_, by_id, known), default=None)
        if best is None or best in chosen or not likely[best] & open_:
            break
        chosen.append(best)
    return chosen


def _rank(
    mistake: str,
    explains: frozenset[str],
    open_: Iterable[str],
    by_id: Mapping[str, TestRecord],
    known: KnownMistakes,
) -> tuple[int, int]:
    """How much of what is open the mistake explains; then, how little it says of tests that ended otherwise."""
    foreseen = known.caught_by(mistake).keys() & by_id.keys()
    return len(explains & set(open_)), -len(foreseen - explains)


def _is_contradicted(mistake: str, records: Mapping[str, TestRecord], known: KnownMistakes) -> bool:
    """Whether some test ended as it could not have with this mistake."""
    for id_, outcome in known.caught_by(mistake).items():
        record = records.get(id_)
        if record is None:
            continue
        if record.status == PASSED:
            return True
        if record.check == outcome.check and mistake not in record.suspects and record.error == outcome.error:
            return True
    return False


def _of_catalogue(record: TestRecord, mistakes: Iterable[str], known: KnownMistakes) -> tuple[Diagnosis, ...]:
    return tuple(
        Diagnosis(mistake, known=True, sentence=known.mistakes[mistake].hint, hint=known.mistakes[mistake].hint)
        for mistake in mistakes
        if mistake in record.suspects
    )
