"""What a wrong answer says of a known mistake: when single whole numbers, words and truth values are evidence.

A single one is none: of two truth values every mistake gives one. Several that agree are: all tests that the mistake
fails were failed with the mistake's own answer, and no other test of the same value was failed. Of numbers and words,
three different ones have to be wrong. Code that gives one truth value whatever it is asked shows nothing, and neither
does code that falls back on False.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks.answer_words import HOLDS_NONE
from ..checks.status import Status
from ..values.written import is_written, is_written_none, is_written_nothing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import numpy as np

    from ..checks.test_record import TestRecord
    from .mistake_signature import MistakeSignature

    Signatures = Mapping[str, Collection[MistakeSignature]]

ENOUGH = 3  # tests
_NO_ANSWER = frozenset({"none", HOLDS_NONE, "condition"})  # kinds of findings
_TRUTH = frozenset({"True", "False"})
_EMPTY = frozenset({"False"})  # what code falls back on
_FEW = 2  # entries
_LONGEST = 200  # characters of an answer that are compared
_OTHER = "array"


def is_single(values: np.ndarray) -> bool:
    """Whether it is one whole number, truth value or word."""
    if values.size != 1 or values.dtype.kind not in "biuU":
        return False
    return values.dtype.kind != "U" or not is_written(str(values.reshape(-1)[0]))


def answers_of(record: TestRecord) -> dict[str, str]:
    """What the checks of a test got, by name: a single value as Python prints it, and of any other that it came."""
    observed = dict(record.observed)
    if record.wrong is not None:
        observed[record.check] = record.wrong
    return {name: _answer(values) for name, values in observed.items() if not _is_none(values)}


def _answer(values: np.ndarray) -> str:
    return repr(values.reshape(-1)[0].item())[:_LONGEST] if is_single(values) else _OTHER


def _is_none(values: np.ndarray) -> bool:
    return values.dtype.kind == "U" and not values.ndim and is_written_none(str(values))


def is_answer(record: TestRecord, expected: np.ndarray | None) -> bool:
    """Whether a failed test has an answer, or an exception, that says something of what the code does.

    None is what unwritten code gives. Where nothing is asked for, anything may come.
    """
    finding = record.finding
    if finding is None or finding.kind in _NO_ANSWER or "'NoneType'" in finding.sentence:
        return False
    if record.error:
        return True
    compared = record.wrong is not None or finding.kind == "stopped"
    return compared and not _are_two(record.wrong) and not (expected is not None and _is_nothing(expected))


def _are_two(wrong: np.ndarray | None) -> bool:
    """Whether it is a list of one or two whole numbers, words or truth values, which many mistakes may give."""
    return wrong is not None and wrong.ndim == 1 and wrong.size <= _FEW and wrong.dtype.kind in "biuU"


def _is_nothing(expected: np.ndarray) -> bool:
    """Whether nothing is asked for: an empty list, an empty word, None."""
    return not expected.size or (
        expected.dtype.kind == "U" and not expected.ndim and is_written_nothing(str(expected))
    )


def singles_agree(
    explained: Collection[TestRecord], records: Iterable[TestRecord], signatures: Signatures
) -> bool:
    """Whether single values are evidence for a mistake that explains these failed tests, each as it was recorded.

    Args:
        explained: The failed tests that ended as with the mistake; it fails no others.
        records: All tests of the question.
        signatures: By test id, how it fails with each known mistake.
    """
    single = [record for record in explained if record.single_count]
    if len(single) < ENOUGH:
        return False
    checks = {record.check for record in single}
    ids = {record.id for record in explained}
    same = [record for record in records if checks & _checks(record, signatures)]
    if any(record.status is not Status.PASSED and record.id not in ids for record in same):
        return False
    wrong = {record.answers[record.check] for record in single}
    given = {text for record in same for name, text in record.answers.items() if name in checks}
    truth = wrong | given <= _TRUTH
    return len(given) > 1 and (not wrong <= _EMPTY if truth else len(wrong) >= ENOUGH)


def _checks(record: TestRecord, signatures: Signatures) -> set[str]:
    """The checks that a test has come to, or would come to."""
    if record.answers:
        return set(record.answers)
    return {record.check, *(one.check for one in signatures.get(record.id, ()))} - {""}
