"""What is said of wrong lists of whole numbers, words and truth values: what is true of a list, and of no array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.harness.checks.check import Check, CheckFailed
from autograder.harness.checks.expected import Records
from autograder.harness.diagnosis.relations.find import find_relations

RIGHT = [30, 23, 19, 18, 17]


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (RIGHT[::-1], RIGHT, "list-reversed"),
        ([30, 19, 17, 18, 23], RIGHT, "list-reordered"),
        (RIGHT[:-1], RIGHT, "list-too-short"),
        ([*RIGHT, 16], RIGHT, "list-too-long"),
        (["c", "b", "a", "d"], ["a", "b", "c", "d"], "list-reordered"),
    ],
)
def test_a_list_is_told_by_its_order_or_its_ends(got: list[Any], expected: list[Any], kind: str) -> None:
    """In words that fit a list."""
    (one,) = find_relations(np.array(got), np.array(expected), name="the ages")

    assert one.kind.value == kind
    assert "your ages" in one.sentence
    assert not {"array", "reshape", "transposition", "shape", "axis"} & set(one.sentence.split())


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (-1, 1),
        (6, 3),
        (True, False),
        ("a", "b"),
        ([6, 5, 4, 3, 2], [7, 6, 5, 4, 3]),
        ([0, 0, 0, 0, 0], RIGHT),
        ([-30, -23, -19, -18, -17], RIGHT),
        ([1, 2, 1], [2, 1, 1]),
        ([True, False], [False, True]),
        (30, RIGHT),
        ([], RIGHT),
    ],
)
def test_no_sign_no_factor_and_no_amount_is_told(got: object, expected: object) -> None:
    """Whole numbers agree by chance."""
    assert find_relations(np.array(got), np.array(expected), name="n") == ()


def failed(answer: object, expected: object, **options: Any) -> Any:  # noqa: ANN401 - a finding
    """The finding of `check.equal`."""
    with pytest.raises(CheckFailed) as caught:
        Check("public/test_x.py::test_x", Records({})).equal("n", answer, expected=expected, **options)
    return caught.value.finding


@pytest.mark.parametrize(
    ("answer", "expected", "sentence", "got", "right"),
    [
        ([1, 2], [1, 3], "n differs from what is expected in 1 of 2 entries", "[1, 2]", "[1, 3]"),
        ((1, 2), (1, 3), "n differs from what is expected in 1 of 2 entries", "(1, 2)", "(1, 3)"),
        ("May", "June", "n differs from what is expected", "'May'", "'June'"),
        ([1], [1, 3], "n has 1 entry, where 2 are expected", "[1]", "[1, 3]"),
        ([1, 3], [], "n has 2 entries, where none are expected", "[1, 3]", "[]"),
        ((), (4, 5), "n has no entries, where 2 are expected", "()", "(4, 5)"),
        (7, [1, 3], "n is a whole number, where a list of 2 entries is expected", "7", "[1, 3]"),
        ("May", True, "n is a text, where True or False is expected", "'May'", "True"),
        (1, True, "n is a whole number, where True or False is expected; 1 is not True here", "1", "True"),
        (["a"], [1], "n holds text, where integers are expected", "['a']", "[1]"),
        ((1,), 1, "n is a tuple of one, where one number is asked for", "(1,)", "1"),
    ],
)
def test_answers_are_printed_as_python_prints_them(
    answer: object, expected: object, sentence: str, got: str, right: str
) -> None:
    """With commas, and words in quotation marks."""
    finding = failed(answer, expected)

    assert (finding.sentence, finding.got, finding.expected) == (sentence, got, right)


def test_arrays_are_printed_as_numpy_prints_them() -> None:
    """Where the student's code gave one."""
    assert failed(np.array([1, 2]), [1, 3]).got == "[1 2]"


def test_a_long_list_is_printed_by_its_ends_in_lines_of_a_screen() -> None:
    """And a long word by its beginning."""
    finding = failed([*range(1000, 1100)], [*range(100)])

    assert "..." in finding.got
    assert max(map(len, finding.got.splitlines())) <= 62
    assert len(failed("a" * 500, "b").got) < 210


@pytest.mark.parametrize(("answer", "expected"), [(1, True), ([1, 0], [True, False]), ((1, "a"), [1, "a"])])
def test_a_loose_check_takes_one_for_true_and_a_tuple_for_a_list(answer: object, expected: object) -> None:
    """And another one does not."""
    failed(answer, expected)

    Check("public/test_x.py::test_x", Records({})).equal("n", answer, expected=expected, loose=True)
