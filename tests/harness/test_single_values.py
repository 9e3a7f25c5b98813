"""When single whole numbers, words and truth values name a known mistake: several that agree, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.authoring.audit.signatures import never_named
from autograder.harness.checks.check import Check, CheckFailed, Finding
from autograder.harness.checks.expected import Records
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord, verdict
from autograder.harness.diagnosis.diagnose import mistakes_made, with_extent
from autograder.harness.diagnosis.known_mistakes import KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError

if TYPE_CHECKING:
    from collections.abc import Mapping

RIGHT = {"t1": 3, "t2": 5, "t3": 7, "t4": 9, "t5": 11}


def catalogue(mistakes: Mapping[str, Mapping[str, Any]]) -> KnownMistakes:
    """By mistake, by test, what its one check `n` gives."""
    tests: dict[str, list[MistakeSignature]] = {}
    for mistake, values in mistakes.items():
        for test, value in values.items():
            kind = "none" if value is None else "value"
            got = None if value is None else np.array(value)
            tests.setdefault(test, []).append(MistakeSignature((mistake,), "n", kind, "", got))
    named = [KnownMistake(one, "q", f"Hint of {one}.") for one in mistakes]
    return KnownMistakes(named, {test: tuple(found) for test, found in tests.items()})


def named(
    known: KnownMistakes, answers: Mapping[str, Any], right: Mapping[str, Any] = RIGHT
) -> tuple[str, ...]:
    """The mistakes that are named where a student gives these answers, and the right one in every other test."""
    return mistakes_made(
        [_record(known, id_, right[id_], answers.get(id_, right[id_])) for id_ in right], known
    )


def _record(known: KnownMistakes, id_: str, right: object, answer: object) -> TestRecord:
    same: dict[str, Any] = {"id": id_, "question": "q", "weight": 1.0, "title": id_}
    if answer == right:
        return with_extent(TestRecord(**same, status=Status.PASSED, observed={"n": np.array(answer)}))
    wrong = None if answer is None else np.array(answer)
    finding = Finding("none" if answer is None else "value", "n is None" if answer is None else "n differs")
    record = TestRecord(**same, status=Status.FAILED, finding=finding, check="n", wrong=wrong)
    return replace(with_extent(known.with_suspects(record, np.array(right))), wrong=None)


ONE_MORE = {"t2": 6, "t3": 8, "t4": 10}


def test_three_single_values_that_agree_name_the_mistake() -> None:
    """They are all that it fails, and nothing else was failed."""
    assert named(catalogue({"one-more": ONE_MORE}), ONE_MORE) == ("one-more",)


@pytest.mark.parametrize("answers", [{"t2": 6}, {"t2": 6, "t3": 8}])
def test_fewer_name_none(answers: dict[str, int]) -> None:
    """One or two whole numbers agree by chance."""
    assert named(catalogue({"one-more": answers}), answers) == ()


def test_a_failure_that_the_mistake_does_not_foresee_contradicts_it() -> None:
    """It gives the right answer there."""
    assert named(catalogue({"one-more": ONE_MORE}), {**ONE_MORE, "t5": 4}) == ()


def test_a_test_that_passes_contradicts_it() -> None:
    """The mistake fails it."""
    known = catalogue({"one-more": {**ONE_MORE, "t5": 12}})

    assert named(known, ONE_MORE) == ()


def test_another_hint_for_the_same_answers_leaves_both_unnamed() -> None:
    """Nobody knows which of the two it was."""
    assert named(catalogue({"one-more": ONE_MORE, "too-late": ONE_MORE}), ONE_MORE) == ()


@pytest.mark.parametrize("value", [0, False, ""])
def test_a_value_that_code_falls_back_on_is_no_evidence(value: object) -> None:
    """Unwritten branches give it as well."""
    answers = dict.fromkeys(("t2", "t3", "t4"), value)

    assert named(catalogue({"falls-back": answers}), answers) == ()


def test_one_answer_to_everything_is_no_evidence() -> None:
    """`return True` has none of the mistakes that give True in these tests."""
    right = {"t1": True, "t2": False, "t3": False, "t4": False}
    answers = {"t2": True, "t3": True, "t4": True}

    assert named(catalogue({"too-often": answers}), answers, right) == ()
    assert named(catalogue({"too-often": answers}), answers, {**right, "t5": False}) == ("too-often",)


def test_words_are_as_good_as_numbers() -> None:
    """Three that are those of the mistake."""
    right = {"t1": "a", "t2": "b", "t3": "c", "t4": "d"}
    answers = {"t2": "B", "t3": "C", "t4": "D"}

    assert named(catalogue({"upper": answers}), answers, right) == ("upper",)


def test_none_is_no_evidence() -> None:
    """In however many tests it comes; beside numbers that agree it does no harm."""
    nones = dict.fromkeys(("t2", "t3", "t4"))

    assert named(catalogue({"sorts-in-place": nones}), nones) == ()
    both = {**ONE_MORE, "t5": None}
    assert named(catalogue({"one-more": both}), both) == ("one-more",)


def test_what_comes_where_nothing_is_asked_for_is_no_evidence() -> None:
    """A list that should be empty may be full for any reason."""
    right = {"t1": [1, 2], "t2": []}
    answers = {"t2": [3, 2, 1]}

    assert named(catalogue({"slice-from-zero": answers}), answers, right) == ()


def test_a_build_knows_which_hints_nobody_will_read() -> None:
    """Those of mistakes that are not told even from their own answers."""
    known = catalogue({"one-more": ONE_MORE, "one": {"t1": 4}, "nothing": dict.fromkeys(RIGHT)})
    made = {"one-more": ONE_MORE, "one": {"t1": 4}, "nothing": dict.fromkeys(RIGHT)}
    ran = {
        name: tuple(_record(known, id_, RIGHT[id_], answers.get(id_, RIGHT[id_])) for id_ in RIGHT)
        for name, answers in made.items()
    }
    ran = {
        name: tuple(
            replace(one, wrong=None if one.status is Status.PASSED else _answer(made[name][one.id]))
            for one in records
        )
        for name, records in ran.items()
    }

    assert never_named(known, ran) == ("one", "nothing")


def _answer(value: Any) -> np.ndarray | None:  # noqa: ANN401 - a student may answer anything
    return None if value is None else np.array(value)


def test_nested_answers_are_told_apart_by_all_that_they_hold() -> None:
    """What `check.same` has compared goes into the signature as a text, and not what differs first."""
    check = Check("public/test_x.py::test_x", Records({}))

    with pytest.raises(CheckFailed):
        check.same("people", [("x", 1), ("z", 3)], expected=[("y", 2), ("w", 3)])

    assert check.last is not None
    assert check.last.got is not None
    assert check.last.got.item().startswith("autograder value: [")
    assert '"z"' in check.last.got.item()


def test_a_function_that_is_not_called_again_did_not_take_long() -> None:
    """It may have been right this time."""
    words = "sort has used up its time twice, so it is not called again"

    _, finding, fault = verdict(StudentError(Fault.TIMEOUT, message=words, file="m.py", line=3))

    assert fault is Fault.TIMEOUT
    assert finding == Finding("not-called", f"not called: {words} (m.py, line 3)")
