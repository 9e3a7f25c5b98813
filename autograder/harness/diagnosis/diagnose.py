"""Say which mistake a student has made: a known one that explains the results, or how wrong values differ from right.

A mistake of the catalogue is named only if it contradicts no result: the student has to fail every test that the
mistake fails, with the same value wherever both fail the same check. A test that another mistake fails first says
nothing. At least one of these values must not come about by chance: code that is not written yet also gives zeros,
its input, no answer or an exception. Without such a value, the mistake has to explain all that failed, and to be the
only one that does; a single whole number, word or truth value is not enough for that, and several that agree are.
Of several mistakes, the one that explains most is named; a second one is named only for results that the first does
not explain.

How numbers relate is told only where the fault is in the question's own code. A test that goes through the code of
other questions, one of which has failed, shows what that fault has come to, and that may look like anything. In a
batch of one, in a single row and in a single number more relations hold than in larger answers: there one is told
only if the same check of larger answers failed with the same relation, or did not fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..checks.folders import PUBLIC
from ..checks.needs import lost_questions
from ..checks.status import Status
from .evidence import answers_of, is_single, singles_agree
from .relations.comparison import your

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from .known_mistakes import KnownMistakes
    from .relations.relation import Relation, RelationKind

_NOWHERE = "on this way through your code nothing is returned or set, or something that is None itself."
_NONE_SOMEWHERE = f"In other tests the answer has a value: {_NOWHERE}"
_PRINTED = "Your code prints something and returns nothing: what is printed does not come to the test."
MOST = 2  # diagnoses of one test, and mistakes of one question


@dataclass(frozen=True)
class Diagnosis:
    """Why a test failed.

    Attributes:
        id: The mistake's id, or the kind of relation between the wrong value and the right one.
        known: Whether it is a mistake of the catalogue.
        sentence: For a public test: what was found, with numbers.
        hint: For a hidden test: the class of mistake, without numbers and inputs.
    """

    id: str
    known: bool
    sentence: str
    hint: str


def diagnose(
    records: Sequence[TestRecord], known: KnownMistakes | None, mistakes: Sequence[str] | None = None
) -> dict[str, tuple[Diagnosis, ...]]:
    """By test id, the reasons why the test failed; a test without a certain reason is left out.

    Args:
        records: The tests of one student that may be taken as evidence.
        known: The assignment's known mistakes, or None.
        mistakes: What `mistakes_made` gives for these records, if the caller has it already.
    """
    if mistakes is None:
        mistakes = () if known is None else mistakes_made(records, known)
    found = {}
    lost = lost_questions(records)
    for record in records:
        diagnoses = () if known is None else _of_catalogue(record, mistakes, known)
        if not diagnoses and lost.isdisjoint(record.uses):
            diagnoses = tuple(
                Diagnosis(one.kind.value, known=False, sentence=one.sentence, hint=one.hint)
                for one in record.relations
                if not _holds_in_small_only(one, record, records)
            )
            diagnoses = diagnoses or _of_none(record, records)
        if diagnoses:
            found[record.id] = diagnoses[:MOST]
    return found


def _of_none(record: TestRecord, records: Iterable[TestRecord]) -> tuple[Diagnosis, ...]:
    """What None means: only some ways through the function end with a `return`, or the answer is printed instead."""
    if record.finding is None or record.finding.kind != "none" or record.not_begun:
        return ()
    if any(one.question == record.question and record.check in one.answers for one in records):
        if "works in place" in record.finding.sentence:
            return ()
        sentence = f"In other tests {your(record.check)} has a value, and here it is None: {_NOWHERE}"
        return (Diagnosis("none-on-some-ways", known=False, sentence=sentence, hint=_NONE_SOMEWHERE),)
    if record.gave_none and record.prints_instead and record.prints.strip():
        return (Diagnosis("printed", known=False, sentence=_PRINTED, hint=_PRINTED),)
    return ()


def _holds_in_small_only(one: Relation, record: TestRecord, records: Iterable[TestRecord]) -> bool:
    """Whether a small answer shows a relation that no larger wrong answer of the same check has.

    A single number shows it only if that of no other check is wrong, or one of these shows it too.
    """
    if not record.single_line:
        return False
    if record.single_number:
        others = [
            other
            for other in records
            if other.question == record.question and other.single_number and other.id != record.id
        ]
        return bool(others) and all(one.kind not in _kinds(other) for other in others)
    larger = [
        other
        for other in records
        if (other.question, other.check) == (record.question, record.check) and not other.single_line
    ]
    return bool(larger) and all(one.kind not in _kinds(other) for other in larger)


def _kinds(record: TestRecord) -> set[RelationKind]:
    return {found.kind for found in record.relations}


def with_extent(record: TestRecord) -> TestRecord:
    """The record with what is to be known of the values that its checks got, which are not kept themselves."""
    record = replace(record, checked=frozenset(record.observed), answers=answers_of(record))
    wrong = record.wrong
    if wrong is None:
        return record
    return replace(
        record,
        single_line=wrong.size == max(wrong.shape, default=1),
        single_number=wrong.size == 1 and wrong.dtype.kind != "U",
        single_count=is_single(wrong),
    )


def beside_verdicts(records: Iterable[TestRecord]) -> tuple[str, ...]:
    """What costs no points: remarks of checks, and functions that write into arrays which were passed to them.

    A remark of a check is about the source and is told of a hidden test too. What a function did to its arguments is
    told of public tests alone.
    """
    records = list(records)
    remarks = dict.fromkeys(remark for record in records for remark in record.remarks)
    names = sorted({name for record in records if record.folder == PUBLIC for name in record.overwritten})
    return (*remarks, *map(_overwriting, names))


def _overwriting(name: str) -> str:
    return (
        f"`{name}` writes into an array that it was given. That costs no points where a test hands over a copy, "
        "but it spoils the array for whoever still needs it: work on a copy, or make a new array."
    )


def mistakes_made(records: Sequence[TestRecord], known: KnownMistakes) -> tuple[str, ...]:
    """The known mistakes that explain the results; in each question the one that explains most comes first."""
    questions = dict.fromkeys(record.question for record in records if record.status is not Status.PASSED)
    return tuple(mistake for question in questions for mistake in _of_question(question, records, known))


def _of_question(question: str, records: Sequence[TestRecord], known: KnownMistakes) -> list[str]:
    failed = {one.id: one for one in records if one.question == question and one.status is not Status.PASSED}
    candidates = _candidates(question, failed, {one.id: one for one in records}, known)
    likely = {
        one.mistake: one
        for one in candidates
        if one.distinctive or (one.evident and _is_only(one, candidates, known))
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
    """A mistake that contradicts no result.

    Attributes:
        mistake: Its id.
        explains: The failed tests of its question that ended as with this mistake.
        beyond: How many of the tests that it fails ended in another way.
        evident: Whether the answers are evidence without a distinctive value: it explains all failures, or single
            answers agree.
        distinctive: Whether one of the explained values does not come about by chance; that of a batch of one, in
            which many mistakes come to the same, counts only if most of its tests ended as with this mistake.
    """

    mistake: str
    explains: frozenset[str]
    beyond: int
    evident: bool
    distinctive: bool

    def rank(self, open_: Collection[str]) -> tuple[int, int]:
        """How many of the open results it explains; then, how few of its own tests ended in another way."""
        return len(self.explains.intersection(open_)), -self.beyond


def _candidates(
    question: str, failed: Mapping[str, TestRecord], records: Mapping[str, TestRecord], known: KnownMistakes
) -> list[_Candidate]:
    found = []
    own = {id_: one for id_, one in records.items() if one.question == question}
    suspects = frozenset().union(*(one.suspects for one in failed.values()))
    # In the catalogue's order: of two that explain the same, the first is named.
    for mistake in (one for one in known.mistakes if one in suspects):
        if known.mistakes[mistake].question == question and not _is_contradicted(mistake, records, known):
            explains = frozenset(id_ for id_, one in failed.items() if mistake in one.suspects)
            if _stops_instead(mistake, failed, known) > len(explains):
                continue
            beyond = len((known.caught_by(mistake).keys() & own.keys()) - explains)
            explained = [failed[id_] for id_ in explains]
            alone = explains == failed.keys() and any(_is_answered(one) for one in explained)
            agreed = alone or singles_agree(explained, own.values(), known.signatures)
            distinctive = any(
                one.distinctive and (len(explains) > beyond or not one.single_line) for one in explained
            )
            found.append(_Candidate(mistake, explains, beyond, agreed and not beyond, distinctive))
    return found


def _is_only(one: _Candidate, candidates: Iterable[_Candidate], known: KnownMistakes) -> bool:
    """Whether no mistake with another hint explains the same failures."""
    hints = {known.mistakes[other.mistake].hint for other in candidates if other.explains == one.explains}
    return len(hints) == 1


def _is_answered(record: TestRecord) -> bool:
    """Whether the code gave an answer that says something: one label or count tells little."""
    return record.answered and not record.single_count


def _is_contradicted(mistake: str, records: Mapping[str, TestRecord], known: KnownMistakes) -> bool:
    """Whether some test ended as it could not have with this mistake."""
    for id_, signature in known.caught_by(mistake).items():
        record = records.get(id_)
        if record is None:
            continue
        if record.status is Status.PASSED or _has_passed(record, signature.check):
            return True
        if (
            record.check == signature.check
            and mistake not in record.suspects
            and record.error == signature.error
        ):
            return True
    return False


def _stops_instead(mistake: str, failed: Mapping[str, TestRecord], known: KnownMistakes) -> int:
    """How many tests of the question stop at a line where this mistake alone gives a wrong value."""
    return sum(
        id_ in failed and failed[id_].stop is not None and not signature.error
        for id_, signature in known.caught_by(mistake).items()
    )


def _has_passed(record: TestRecord, check: str) -> bool:
    """Whether a test that failed has passed this check before."""
    return bool(check) and check != record.check and check in record.checked


def _of_catalogue(record: TestRecord, mistakes: Iterable[str], known: KnownMistakes) -> tuple[Diagnosis, ...]:
    return tuple(
        Diagnosis(
            mistake, known=True, sentence=known.mistakes[mistake].hint, hint=known.mistakes[mistake].hint
        )
        for mistake in mistakes
        if mistake in record.suspects
    )
