"""Values that travel as parts: the same on both sides, refused where a process lies, compared part by part."""

from __future__ import annotations

import datetime as dt
import enum
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import ProtocolError
from autograder.harness.student import plain
from autograder.harness.values.adapters import MalformedPartsError, made, parts_of
from autograder.harness.values.description import Member, Other, Record, describe, read_description
from autograder.harness.values.difference import find_difference, kind_words
from autograder.harness.values.shown import shown
from autograder.harness.values.tolerance import EXACT, Tolerance
from autograder.harness.values.written import LONGEST, is_written, read_written, written
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = dt.timezone(dt.timedelta(hours=5, minutes=30))
VALUES = (
    slice(None),
    slice(1, -5, 2),
    range(3, 10, 2),
    range(10**15),
    Decimal("-1.50"),
    Decimal("Infinity"),
    Decimal("NaN"),
    Fraction(-3, 4),
    dt.date(2020, 2, 29),
    dt.datetime(2020, 1, 2, 3, 4, 5, 6, fold=1),  # noqa: DTZ001 - without a time zone, as students write
    dt.datetime(2020, 1, 2, tzinfo=dt.timezone.utc),
    dt.datetime(2020, 1, 2, tzinfo=ZONE),
    dt.time(23, 59, 59, 999_999),
    dt.timedelta(days=-1, microseconds=3),
    np.array([["a", "bcd"], ["", "\N{SNOWMAN}"]]),
    np.array("word"),
    np.zeros(0, "U3"),
    np.array(["2020-01-01", "NaT"], "M8[D]"),
    np.array([1, 2], "m8[ms]"),
)


def _refuse(value: object) -> Any:  # noqa: ANN401 - it gives nothing
    raise AssertionError(f"{value!r} does not travel")


def over_the_wire(value: object) -> Any:  # noqa: ANN401 - of any kind
    """What arrives on the other side in the grade."""
    return decode(b"".join(encode(value, _refuse)), _refuse)


def same(one: object, other: object) -> bool:
    """Whether two values are of one type and the same in all parts."""
    return type(one) is type(other) and find_difference(one, other, EXACT) is None


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_arrives_as_it_was_at_home_and_in_the_grade(value: object) -> None:
    """And it is what the record of it says."""
    assert same(plain.copied(value, _refuse), value)
    assert same(over_the_wire(value), value)
    assert same(over_the_wire([(value, {"a": value})]), [(value, {"a": value})])
    assert same(read_written(written(value)), value)


KEYS = st.one_of(
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.dates(),
    st.tuples(st.integers(0, 9), st.tuples(st.booleans(), st.none())),
    st.frozensets(st.integers(0, 9), max_size=3),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 80), 1 << 80),
    st.floats(),
    st.complex_numbers(allow_nan=False),
    st.text(),
    st.binary(),
    st.decimals(allow_nan=False, places=3),
    st.fractions(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from((None, ZONE))),
    st.times(),
    st.timedeltas(),
    st.sampled_from(VALUES),
    st.sets(KEYS, max_size=4),
    st.frozensets(KEYS, max_size=4),
)
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(NESTED)
def test_any_plain_value_arrives_as_it_was(value: object) -> None:
    """At home and in the grade alike; its record is read as it was written."""
    try:
        there = over_the_wire(value)
    except ProtocolError as error:
        assert "not Unicode" in str(error)  # noqa: PT017 - a lone half of a character travels nowhere
        return

    assert same(there, value)
    assert same(plain.copied(value, _refuse), value)
    assert same(read_written(written(value)), value)
    assert written(there) == written(value)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("slice", (1, 2)),
        ("slice", (1, "a", None)),
        ("range", (0, 1, 0)),
        ("range", (0, True, 1)),
        ("decimal", "1e999999"),
        ("decimal", "one"),
        ("decimal", "sNaN"),
        ("decimal", "1" * 2_000),
        ("fraction", (2, 4)),
        ("fraction", (1, 0)),
        ("date", (2020, 13, 1)),
        ("date", [2020, 1, 1]),
        ("datetime", (2020, 1, 1)),
        ("datetime", (2020, 1, 1, 0, 0, 0, 0, 0, 5, 0, 0)),
        ("time", (25, 0, 0, 0, 0)),
        ("timedelta", (10**12, 0, 0)),
        ("words", ((2,), ["a"])),
        ("words", ((1,), ["a\0"])),
        ("words", ((1,), [b"a"])),
        ("words", ((200,), ["a" * 100_000] + [""] * 199)),
        ("words", ((1,) * 40, ["a"])),
        ("dates", ("M", "D", np.zeros(2))),
        ("dates", ("V", "D", np.zeros(2, int))),
        ("dates", ("M", "parsec", np.zeros(2, int))),
        ("DataFrame", 3),
        ("sparse", ("csr_matrix", (10**12, 1), np.zeros(0), np.zeros(0, int), np.zeros(0, int))),
        ("sparse", ("eval", (1, 1), np.zeros(0), np.zeros(0, int), np.zeros(0, int))),
        ("Layer", ()),
        (3, ()),
    ],
    ids=str,
)
def test_parts_that_no_value_has_are_refused(name: object, parts: object) -> None:
    """They come from a process that lies; nothing else than this refusal comes of them."""
    with pytest.raises(MalformedPartsError):
        made(name, parts)


@pytest.mark.parametrize(
    "value",
    [Decimal("1e99999"), dt.datetime(2020, 1, 1, tzinfo=type("Zone", (dt.tzinfo,), {})()), np.zeros(2, "V3")],
    ids=["a large exponent", "a time zone of its own", "bytes"],
)
def test_what_is_too_large_or_of_a_class_of_its_own_stays_where_it_is(value: object) -> None:
    """It is an object of the student's then."""
    assert parts_of(value) is None


class Colour(enum.Enum):
    """A student's enumeration."""

    RED = 1


@dataclass
class Point:
    """A student's record."""

    x: float
    y: Any = None


def test_an_object_is_described_by_what_can_be_compared() -> None:
    """Its class and its name or its fields; of others, the class."""
    assert read_description(describe(Colour.RED)) == Member("Colour", "RED")
    assert read_description(describe(Point(1.0))) == Record("Point", {"x": 1.0, "y": None})
    assert read_description(describe(object())) == Other("object")


@pytest.mark.parametrize(
    "answer", [None, (), ("member",), ("member", 1, "a"), ("record", "A", {1: 2}), ("x", "A"), 7]
)
def test_a_description_that_is_none_is_not_read(answer: object) -> None:
    """It comes from a process that lies."""
    assert read_description(answer) is None


DIFFERENT: tuple[tuple[object, object, str], ...] = (
    ({"loss": [1, 2, 3, 4]}, {"loss": [1, 2, 3, 5]}, '["loss"][3] differs from what is expected'),
    ({"a": 1}, {"a": 1, "b": 2}, ' lacks the key "b"'),
    ({"a": 1, "b": 2}, {"a": 1}, ' has a key "b" too many'),
    ([1, 2], (1, 2), " is a list of 2, where a tuple of 2 is expected"),
    ([1, 2], [1], " has 2 entries, where 1 is expected"),
    (True, 1, " is True, where an int is expected"),
    (1, True, " is an int, where True is expected"),
    (None, [1], " is None, where a list of 1 is expected"),
    ([[1], [2, "a"]], [[1], [2, "b"]], "[1][1] differs from what is expected"),
    ({1, 2}, {1, 3}, " lacks the element 3"),
    ({1, 2, 3}, {1, 2}, " has an element 3 too many"),
    ("a", 1, " is a text, where an int is expected"),
    (1.0, 1.1, " differs from what is expected"),
    (math.nan, 1.0, " differs from what is expected"),
    (np.ones(3), np.ones((3, 1)), " has shape (3,), where (3, 1) is expected"),
    (np.ones(3), [1.0, 1.0, 1.0], " is an array of shape (3,) of float64, where a list of 3 is expected"),
    (np.array([1, 2]), np.array([1, 3]), " differs from what is expected in 1 of 2 entries, first at [1]"),
    (Decimal("1.5"), 1.5, " is a Decimal, where a float is expected"),
    (dt.date(2020, 1, 1), dt.date(2020, 1, 2), " differs from what is expected"),
    (Member("A", "RED"), Member("A", "BLUE"), " differs from what is expected"),
    (Record("P", {"x": [1]}), Record("P", {"x": [2]}), ".x[0] differs from what is expected"),
    (Record("P", {"x": 1}), Record("Q", {"x": 1}), " is a P, where a Q is expected"),
    (Record("P", {}), Record("P", {"x": 1}), " has no field x"),
    ((1, 2), Member("A", "B"), " is a tuple of 2, where an A is expected"),
)


@pytest.mark.parametrize(("got", "expected", "words"), DIFFERENT, ids=str)
def test_the_first_difference_is_told_with_its_place(got: object, expected: object, words: str) -> None:
    """As one would write it in Python."""
    found = find_difference(got, expected, Tolerance())

    assert found is not None
    assert f"{found.path}{'' if found.sentence.startswith('[') else ' '}{found.sentence}" == words
    assert find_difference(expected, expected, EXACT) is None
    assert shown(found.got)
    assert kind_words(found.expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, 1.0),
        (np.float64(1.0), 1),
        (np.bool_(True), True),  # noqa: FBT003 - a value like the others
        (np.int8(3), 3),
        (math.nan, math.nan),
        ([math.inf], [math.inf]),
        (1.0 + 1e-9, 1.0),
        (1 + 0j, 1),
        (np.array([1, np.nan]), np.array([1.0, np.nan])),
        ({"b": 2, "a": 1}, {"a": 1, "b": 2}),
        (frozenset({1}), {1}),
        (None, None),
    ],
    ids=str,
)
def test_what_means_the_same_is_the_same(got: object, expected: object) -> None:
    """A number is compared by its value, whichever type it has."""
    assert find_difference(got, expected, Tolerance()) is None


def test_lists_stand_for_tuples_only_where_the_check_says_so() -> None:
    """And True for 1, and an array for a list."""
    pairs: tuple[tuple[object, object], ...] = (
        ([1, 2], (1, 2)),
        (True, 1),
        (np.ones(2), [1.0, 1.0]),
        (range(2), [0, 1]),
        (Decimal("1.5"), 1.5),
    )
    for got, expected in pairs:
        assert find_difference(got, expected, Tolerance()) is not None
        assert find_difference(got, expected, Tolerance(), loose=True) is None


def test_a_record_is_no_word_and_not_without_end() -> None:
    """A word of the reference's is not taken for one."""
    assert is_written(written({1}))
    assert not is_written("word")
    assert written({3, 1, 2}) == written({2, 3, 1})
    with pytest.raises(ValueError, match="characters to write"):
        written("a" * LONGEST)
    with pytest.raises(TypeError, match="an object of type Layer"):
        written([Other("Layer")])


def pandas() -> Any:  # noqa: ANN401 - a module that need not be installed
    """The package, or a skip."""
    return pytest.importorskip("pandas")


FRAMES: dict[str, Callable[[Any], Any]] = {
    "numbers": lambda pd: pd.DataFrame({"a": [1, 2], "b": [0.5, math.nan]}),
    "words and an index": lambda pd: pd.DataFrame({"a": ["x", None]}, index=["r", "s"]),
    "dates": lambda pd: pd.DataFrame({"a": pd.to_datetime(["2020-01-01", "2020-01-02"])}),
    "twice the same name": lambda pd: pd.DataFrame([[1, 2.5]], columns=["a", "a"]),
    "two levels": lambda pd: pd.DataFrame({"a": [1, 1, 2], "b": [3, 4, 5], "c": 1.0}).set_index(["a", "b"]),
    "empty": lambda pd: pd.DataFrame(),
    "a column": lambda pd: pd.Series([1, 2, 3], name="n"),
    "an index": lambda pd: pd.Index(["a", "b"], name="i"),
    "categories": lambda pd: pd.Series(["a", "b", "a"], dtype="category"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_arrives_as_it_was(name: str) -> None:
    """With its names, its index and the types of its columns."""
    value = FRAMES[name](pandas())

    assert same(over_the_wire(value), value)
    assert same(plain.copied(value, _refuse), value)
    assert same(read_written(written(value)), value)


@pytest.mark.parametrize("form", ["csr_matrix", "coo_array", "dok_matrix"])
def test_a_sparse_matrix_arrives_as_it_was(form: str) -> None:
    """In its own format."""
    sparse = pytest.importorskip("scipy.sparse")
    value = getattr(sparse, form)(np.array([[0, 1.5], [0, 0], [2, 0]]))

    assert same(over_the_wire(value), value)
    assert np.array_equal(over_the_wire(value).toarray(), value.toarray())
