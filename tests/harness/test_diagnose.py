"""Which mistake is named: one that contradicts nothing, on evidence, and never more than two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.checks.check import Finding
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.crashes.stop import Stop
from autograder.harness.diagnosis.diagnose import beside_verdicts, diagnose, mistakes_made, with_extent
from autograder.harness.diagnosis.known_mistakes import KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature
from autograder.harness.diagnosis.relations.relation import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Mapping

A, B, C = (np.array([0.1, 0.2, 0.3]) + step for step in (1, 2, 3))
NONE = None


def catalogue(
    signatures: Mapping[str, Mapping[str, Any]], question: Mapping[str, str] | None = None
) -> KnownMistakes:
    """By mistake, by test, the wrong value of its one check `Z`; each mistake has a hint of its own."""
    tests: dict[str, list[MistakeSignature]] = {}
    for mistake, values in signatures.items():
        for test, value in values.items():
            kind = "none" if value is None else "value"
            tests.setdefault(test, []).append(MistakeSignature((mistake,), "Z", kind, "", value))
    mistakes = [KnownMistake(one, (question or {}).get(one, "q"), f"Hint of {one}.") for one in signatures]
    return KnownMistakes(mistakes, {test: tuple(found) for test, found in tests.items()})


def records(known: KnownMistakes, values: Mapping[str, Any], **about: Any) -> list[TestRecord]:  # noqa: ANN401 - fields of a record
    """A student's tests, by id: the wrong value, or "passed"."""
    return [_record(known, id_, value, about) for id_, value in values.items()]


def _record(known: KnownMistakes, id_: str, value: Any, about: Mapping[str, Any]) -> TestRecord:  # noqa: ANN401 - fields of a record
    same: dict[str, Any] = {"id": id_, "question": "q", "weight": 1.0, "title": id_, **about}
    if isinstance(value, str):
        return TestRecord(**same, status=Status.PASSED)
    finding = Finding("none" if value is None else "value", "Z differs")
    record = TestRecord(**same, status=Status.FAILED, finding=finding, check="Z", wrong=value)
    return replace(
        with_extent(known.with_suspects(record)), wrong=None
    )  # as in the grade, which keeps no values


def test_a_mistake_that_explains_everything_is_named() -> None:
    """With its hint, at each test that shows it."""
    known = catalogue({"sum": {"t1": A, "t2": B}, "other": {"t1": C}})
    ran = records(known, {"t1": A, "t2": B, "t3": "passed"})

    found = diagnose(ran, known)

    assert mistakes_made(ran, known) == ("sum",)
    assert {test: [one.sentence for one in why] for test, why in found.items()} == {
        "t1": ["Hint of sum."],
        "t2": ["Hint of sum."],
    }


def test_a_mistake_is_not_named_where_a_test_passed_that_it_fails() -> None:
    """However well it explains another one."""
    known = catalogue({"sum": {"t1": A, "t2": B}})

    assert mistakes_made(records(known, {"t1": A, "t2": "passed"}), known) == ()


def test_a_mistake_is_not_named_where_the_same_check_has_another_value() -> None:
    """It would have been the mistake's."""
    known = catalogue({"sum": {"t1": A, "t2": B}})

    assert mistakes_made(records(known, {"t1": A, "t2": C}), known) == ()


def test_two_mistakes_of_a_question_are_both_named() -> None:
    """The second for what the first leaves open."""
    known = catalogue({"weights": {"t1": A, "t2": B}, "biases": {"t3": C}})

    assert mistakes_made(records(known, {"t1": A, "t2": B, "t3": C}), known) == ("weights", "biases")


def test_no_more_than_two_are_named() -> None:
    """Three hints at once lead nowhere."""
    known = catalogue({"one": {"t1": A}, "two": {"t2": B}, "three": {"t3": C}})

    assert len(mistakes_made(records(known, {"t1": A, "t2": B, "t3": C}), known)) == 2


def test_the_one_that_foresees_no_more_than_happened_comes_first() -> None:
    """Both explain the test; the other one would also fail a test that ended at another check."""
    known = catalogue({"wide": {"t1": A, "t2": B}, "narrow": {"t1": A}})
    ran = records(known, {"t1": A})
    ran += [
        TestRecord(
            id="t2",
            question="q",
            weight=1.0,
            title="",
            status=Status.FAILED,
            finding=Finding("shape", ""),
            check="Y",
        )
    ]

    assert mistakes_made(ran, known)[0] == "narrow"


def test_of_two_that_explain_the_same_the_first_of_the_catalogue_is_named() -> None:
    """A mistake with two faults that the tests here cannot tell from one with the first of them."""
    known = catalogue({"shuffles": {"t1": A}, "drops-and-shuffles": {"t1": A}})

    assert mistakes_made(records(known, {"t1": A}), known) == ("shuffles",)


def test_no_answer_is_no_evidence_where_several_mistakes_leave_none() -> None:
    """A stub returns None as well, and has made none of them."""
    known = catalogue({"forgot-return": {"t1": NONE}, "forgot-branch": {"t1": NONE}})

    assert mistakes_made(records(known, {"t1": NONE}), known) == ()


def test_no_answer_names_no_mistake_though_it_were_the_only_one() -> None:
    """A method that is not written yet answers nothing, as one without its `return` does."""
    known = catalogue({"forgot-return": {"t1": NONE, "t2": NONE}})

    assert mistakes_made(records(known, {"t1": NONE, "t2": NONE}), known) == ()


def test_a_simple_value_is_evidence_where_one_mistake_explains_all_that_failed() -> None:
    """And nothing else failed: labels and zeros are met by accident, but not in every test."""
    zeros = np.zeros(3)
    known = catalogue({"counts": {"t1": zeros, "t2": zeros}})

    assert mistakes_made(records(known, {"t1": zeros, "t2": zeros}), known) == ("counts",)
    assert mistakes_made(records(known, {"t1": zeros, "t2": zeros, "t3": A}), known) == ()


def test_what_was_passed_in_is_no_evidence() -> None:
    """Weights that never moved are those of whoever has not begun."""
    known = catalogue({"skips-first": {"t1": A}, "rebinds": {"t1": A}})
    relation = Relation(
        RelationKind.INPUT, "There is no difference between your weights and what `Linear` was given."
    )
    ran = records(known, {"t1": A}, relations=(relation,))

    (why,) = diagnose(ran, known).values()

    assert mistakes_made(ran, known) == ()
    assert [(one.id, one.known) for one in why] == [("input", False)]


def test_a_mistake_of_another_question_explains_its_tests_too() -> None:
    """The worked example runs through the sigmoid; the mistake is named where it was found."""
    known = catalogue({"sum": {"t1": A, "t2": B}}, {"sum": "p"})
    ran = [*records(known, {"t1": A}, question="p"), *records(known, {"t2": B}, question="q")]

    found = diagnose(ran, known)

    assert [one.id for one in found["t2"]] == ["sum"]


def test_without_a_catalogue_the_numbers_speak() -> None:
    """At most two relations, and nothing where there is none."""
    relations = tuple(
        Relation(kind, "A sentence.")
        for kind in (RelationKind.SIGN, RelationKind.REVERSED, RelationKind.SHIFTED)
    )
    known = catalogue({})
    ran = [*records(known, {"t1": A}, relations=relations), *records(known, {"t2": A})]

    found = diagnose(ran, None)

    assert {test: [one.id for one in why] for test, why in found.items()} == {"t1": ["sign", "reversed"]}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_each_function_that_overwrites_its_input_is_named_once(count: int) -> None:
    """However many tests saw it."""
    known = catalogue({})
    names = frozenset(["ReLU.forward", "Linear.backward"][:count])
    ran = records(known, {"public/t1": "passed", "public/t2": "passed"}, overwritten=names)

    assert len(beside_verdicts(ran)) == count


def test_of_a_hidden_test_a_remark_is_told_and_what_it_saw_done_to_its_arguments_is_not() -> None:
    """A remark is about the source alone; it was told to nobody once."""
    ran = records(
        catalogue({}),
        {"hidden/t1": "passed"},
        overwritten=frozenset(["ReLU.forward"]),
        remarks=("`f` uses `for`.",),
    )

    assert beside_verdicts(ran) == ("`f` uses `for`.",)


def test_a_mistake_is_not_named_where_its_check_was_passed_before_another_failed() -> None:
    """It would have failed there."""
    known = catalogue({"sum": {"t1": A, "t2": B}})
    ran = records(known, {"t1": A, "t2": C})
    ran[1] = replace(ran[1], check="later", checked=frozenset({"Z", "later"}))

    assert mistakes_made(ran, known) == ()


@pytest.mark.parametrize("value", [np.array(3), np.array([True]), np.array([1])])
def test_a_single_count_or_truth_value_names_no_mistake(value: np.ndarray) -> None:
    """Anybody may come to it in another way."""
    known = catalogue({"counts": {"t1": value}})

    assert mistakes_made(records(known, {"t1": value}), known) == ()


def test_numbers_say_nothing_where_the_test_goes_through_a_question_that_failed() -> None:
    """What its fault has come to may look like anything."""
    sign = (Relation(RelationKind.SIGN, "A sentence."),)
    known = catalogue({})
    ran = [
        *records(known, {"t1": A}, question="p", relations=sign),
        *records(known, {"t2": B}, question="q", relations=sign, uses=("p",)),
    ]

    assert set(diagnose(ran, None)) == {"t1"}
    assert set(diagnose(ran[1:], None)) == {"t2"}


def test_a_relation_of_a_single_row_is_not_told_where_larger_answers_lack_it() -> None:
    """In a batch of one more holds than was meant."""
    factor = (Relation(RelationKind.CONSTANT_FACTOR, "A sentence."),)
    known = catalogue({})
    (row,) = records(known, {"one row": A[np.newaxis]}, relations=factor)
    (table,) = records(known, {"table": np.outer(A, B)})
    (agrees,) = records(known, {"table": np.outer(A, B)}, relations=factor)

    assert diagnose([row, table], None) == {}
    assert set(diagnose([row, agrees], None)) == {"one row", "table"}
    assert set(diagnose([row], None)) == {"one row"}


def test_a_batch_of_one_names_no_mistake_that_most_other_tests_do_not_show() -> None:
    """Of one example, many mistakes come to the same."""
    row, table = A[np.newaxis], np.outer(A, B)
    known = catalogue({"wide": {"one row": row, "t2": table, "t3": table}})
    ran = records(known, {"one row": row, "t2": table, "t3": table})
    elsewhere = [replace(one, check="another", suspects=frozenset()) for one in ran[1:]]

    assert mistakes_made([ran[0], *elsewhere], known) == ()
    assert mistakes_made(ran, known) == ("wide",)


def test_a_mistake_that_gives_values_is_not_named_where_most_tests_stop() -> None:
    """With it alone they would not: the code has another fault, of which the value may come."""
    values = {test: np.vstack([one, one**2]) for test, one in (("t1", A), ("t2", B), ("t3", C))}
    known = catalogue({"transposed": values})
    ran = records(known, {**values, "t2": "passed", "t3": "passed"})
    place = Stop("m.py", 3, "f", "x[5]", "", "IndexError")
    stopped = [
        replace(one, status=Status.FAILED, finding=Finding("raised", ""), stop=place) for one in ran[1:]
    ]

    assert mistakes_made([ran[0], *stopped], known) == ()
    assert mistakes_made([ran[0], *(replace(one, stop=None) for one in stopped)], known) == ("transposed",)


def test_a_factor_of_one_number_is_not_told_where_other_numbers_have_none() -> None:
    """One of them is twice the right one by chance."""
    known = catalogue({})
    factor = Relation(RelationKind.CONSTANT_FACTOR, "Half.")
    first, second, matrix = records(known, {"t1": np.array(0.5), "t2": np.array(0.7), "t3": A})
    told = replace(first, relations=(factor,))

    assert list(diagnose([told, matrix], known)) == ["t1"]
    assert list(diagnose([told, second, matrix], known)) == []
    assert list(diagnose([told, replace(second, relations=(factor,))], known)) == ["t1", "t2"]
