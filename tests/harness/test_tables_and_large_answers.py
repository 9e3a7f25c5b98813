"""`check.same` says where tables differ, wants large whole numbers exactly, and refuses long answers at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.checks.check import Check
from autograder.harness.checks.values import CheckFailed
from autograder.harness.values.difference import find_difference
from autograder.harness.values.tolerance import Tolerance

if TYPE_CHECKING:
    from types import ModuleType

WITHIN = Tolerance.of(None, None)


@pytest.fixture(name="pd")
def pandas() -> ModuleType:
    """The package, where it is installed."""
    return pytest.importorskip("pandas")


def said(got: object, expected: object) -> str:
    """The place and the sentence of the first difference; "" where there is none."""
    found = find_difference(got, expected, WITHIN)
    return "" if found is None else f"{found.path} {found.sentence}"


def test_the_name_of_an_index_refused_a_right_answer(pd: Any) -> None:  # noqa: ANN401 - the package pandas
    """It does not count; the name of a column does."""
    sums = pd.Series([1.0, 2.0], index=pd.Index(["a", "b"], name="shop"), name="amount")
    other = pd.Series({"a": 1.0, "b": 2.0}, name="amount")

    assert said(other, sums) == ""
    assert said(sums, other) == ""
    assert said(other.rename(None), sums) == ' has the name None, where "amount" is expected'
    assert said(other.to_frame(), sums.to_frame()) == ""


def test_how_entries_of_a_table_are_stored_does_not_count(pd: Any) -> None:  # noqa: ANN401 - the package pandas
    """Whole numbers as floats, words as objects, rows counted by a range."""
    table = pd.DataFrame({"n": [1, 2], "w": ["a", "b"]})
    other = pd.DataFrame({"n": [1.0, 2.0], "w": np.array(["a", "b"], dtype=object)}, index=[0, 1])

    assert said(other, table) == ""


def test_a_difference_in_a_table_had_no_place(pd: Any) -> None:  # noqa: ANN401 - the package pandas
    """It is the column's and the row's label, as in a test."""
    table = pd.DataFrame({"n": [1, 2], "w": ["a", "b"]}, index=["x", "y"])

    assert said(table.assign(n=[1, 3]), table) == '["n"]["y"] differs from what is expected'
    assert said(table["w"].replace("b", "c"), table["w"]) == '["y"] differs from what is expected'
    assert said(table[["w", "n"]], table) == ' has "w" as the label of column 1, where "n" is expected'
    assert said(table.iloc[:1], table) == " has 1 row, where 2 rows are expected"
    assert said({"t": table.rename({"y": 5})}, {"t": table}) == (
        '["t"] has 5 as the label of row 2, where "y" is expected'
    )


def test_missing_entries_of_tables_are_the_same(pd: Any) -> None:  # noqa: ANN401 - the package pandas
    """NaN is NaN, NaT is NaT, and neither is a number."""
    table = pd.DataFrame({"n": [1.0, float("nan")], "d": pd.to_datetime(["2020-01-01", None])})

    assert said(table.copy(), table) == ""
    assert said(table.assign(n=[1.0, 2.0]), table) == '["n"][1] differs from what is expected'


def test_a_float_passed_for_a_whole_number_that_no_float_holds() -> None:
    """Above 2**53 it has to be an int; below, 3.0 is 3."""
    assert said(1e17, 10**17) == " is a float, where a whole number of this size is expected as an int"
    assert said([float(10**30)], [10**30]) != ""
    assert said(10**17, 10**17) == ""
    assert said(3.0, 3) == ""


@pytest.mark.parametrize(
    "answer",
    [[0] * 900_000, [[0] * 900_000], {"a": [[[]] * 900_000]}, tuple([1.5] * 900_000), set(range(900_000))],
    ids=["list", "nested", "lists", "tuple", "set"],
)
def test_a_long_answer_cost_the_grader_seconds(answer: object) -> None:
    """It is refused before time goes into each of its entries."""
    began = time.process_time()

    with pytest.raises(CheckFailed, match=r"entries.*, where .* expected"):
        Check("t", None).same("answer", answer, expected=[1, 2, 3])

    assert time.process_time() - began < 0.5
