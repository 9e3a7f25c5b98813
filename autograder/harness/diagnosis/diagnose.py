"""Say which mistake a student has made: a known one that explains what the tests saw, or what the numbers betray.

A mistake of the catalogue is named only where it contradicts nothing: the student fails every test that it fails, and
with its very values wherever the same check was reached; tests that another mistake fails first say nothing. It has
to be met with at least one value that does not come about by chance: what was passed in, zeros, no answer at all and
exceptions are met by whoever has not begun. Without one it has to explain all that failed, and to be the only one
that does. Of several, the one that explains most is named, and a second one only for what the first leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from .known_mistakes import KnownMistakes

_NOTHING = frozenset({"none", "condition"})  # kinds of findings
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


def diagnose(
    records: Sequence[TestRecord], known: KnownMistakes | None, mistakes: Sequence[str] | None = None
) -> dict[str, tuple[Diagnosis, ...]]:
    """By test id, why it failed; tests about which nothing is certain are left out.

    Args:
        records: The tests of one student that may be taken as evidence.
        known: The catalogue as these tests see it.
        mistakes: What `mistakes_made` says of these records, where that is at hand already.
    """
    if mistakes is None:
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
    questions = dict.fromkeys(record.question for record in records if record.status is not Status.PASSED)
    return tuple(mistake for question in questions for mistake in _of_question(question, records, known))


def _of_question(question: str, records: Sequence[TestRecord], known: KnownMistakes) -> list[str]:
    failed = {one.id: one for one in records if one.question == question and one.status is not Status.PASSED}
    candidates = _candidates(question, failed, {one.id: one for one in records}, known)
    likely = {
        one.mistake: one for one in candidates if one.telling or _is_alone(one, candidates, failed.keys(), known)
    }
    chosen: list[str] = []
    for _ in range(MOST):
        open_ = failed.keys() - {id_ for mistake in chosen for id_ in likely[mistake].explains}
        best = max(likely.values(), key=lambda one: one.rank(open_), default=None)
        if best is None or not best.explains & open_:
            break
        chosen.append(best.mistake)
    return chosen


@dataclass(frozen=True)
class _Candidate:
    """A mistake that contradicts nothing.

    Attributes:
        mistake: Its id.
        explains: The failed tests of its question that ended as they would have with it.
        beyond: How many of the tests that it fails ended otherwise.
        answered: Whether there was an answer, or an exception, in one of them.
        telling: Whether one of the values that it explains is met by no accident.
    """

    mistake: str
    explains: frozenset[str]
    beyond: int
    answered: bool
    telling: bool

    def rank(self, open_: Collection[str]) -> tuple[int, int]:
        """How much of what is open it explains; then, how little it says of tests that ended otherwise."""
        return len(self.explains.intersection(open_)), -self.beyond


def _candidates(
    question: str, failed: Mapping[str, TestRecord], records: Mapping[str, TestRecord], known: KnownMistakes
) -> list[_Candidate]:
    found = []
    for mistake in dict.fromkeys(mistake for one in failed.values() for mistake in sorted(one.suspects)):
        if known.mistakes[mistake].question == question and not _is_contradicted(mistake, records, known):
            explains = frozenset(id_ for id_, one in failed.items() if mistake in one.suspects)
            foreseen = known.caught_by(mistake).keys() & {
                id_ for id_, one in records.items() if one.question == question
            }
            answered = any(_is_answered(failed[id_]) for id_ in explains)
            telling = any(failed[id_].telling for id_ in explains)
            found.append(_Candidate(mistake, explains, len(foreseen - explains), answered, telling))
    return found


def _is_alone(
    one: _Candidate, candidates: Iterable[_Candidate], failed: Collection[str], known: KnownMistakes
) -> bool:
    """Whether a mistake without a telling value explains all that failed, and no other one does with another hint."""
    hints = {known.mistakes[other.mistake].hint for other in candidates if other.explains == one.explains}
    return one.answered and one.explains == set(failed) and not one.beyond and len(hints) == 1


def _is_answered(record: TestRecord) -> bool:
    """Whether the code did anything; whoever has not written it yet answers nothing, as a forgotten `return` does."""
    return record.finding is not None and record.finding.kind not in _NOTHING


def _is_contradicted(mistake: str, records: Mapping[str, TestRecord], known: KnownMistakes) -> bool:
    """Whether some test ended as it could not have with this mistake."""
    for id_, outcome in known.caught_by(mistake).items():
        record = records.get(id_)
        if record is None:
            continue
        if record.status is Status.PASSED:
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
