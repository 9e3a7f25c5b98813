"""What `check` lets pass and what it says of the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograder.grading.feedback import CLASSES
from autograder.harness.checks.check import Check, CheckFailed, HarnessError
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.student.batch import Deferred
from autograder.harness.student.proxy import Proxy

finite = st.floats(-1e6, 1e6)


class Stranger(Proxy):
    """Stands for a student's object of the class of this name."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def _autograder_type(self) -> str:
        return self._name


def checker(expected: object) -> Check:
    """A check whose record of `Z` is the expected value."""
    return Check(
        "public/test_a.py::test_a",
        Records({record_key("public/test_a.py::test_a", "Z"): np.asarray(expected)}),
    )


def finding_of(expected: object, value: object) -> tuple[str, str]:
    """The kind and the sentence of the failure that the value meets."""
    with pytest.raises(CheckFailed) as failed:
        checker(expected).close("Z", value)
    return failed.value.finding.kind, failed.value.finding.sentence


ROWS = np.ones((4, 3))


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (ROWS, (ROWS, ROWS > 0)),
        (ROWS, (ROWS, ROWS)),
        (ROWS, (None, ROWS)),
        (ROWS, (ROWS, 0.5)),
        (0.5, (0.5, ROWS)),
        (0.5, [0.5]),
        (0.5, {"loss": 0.5}),
        (ROWS, {1, 2}),
    ],
    ids=str,
)
def test_several_values_in_place_of_one_are_called_that(expected: object, answer: object) -> None:
    """Not by the kinds, the shape or the lack of what they hold: a hidden test shows no more than this."""
    kind, sentence = finding_of(expected, answer)

    assert kind == "several"
    assert CLASSES[kind].startswith("An answer is a tuple, a dictionary or the like")
    assert "is asked for" in sentence


@given(arrays(float, array_shapes(min_dims=0, max_dims=3), elements=finite))
def test_the_recorded_value_itself_always_passes(value: np.ndarray) -> None:
    """Whatever the shape, an array equals itself."""
    checker(value).close("Z", value)


@given(arrays(float, array_shapes(min_dims=1, max_dims=3), elements=finite), st.data())
def test_one_entry_moved_beyond_tolerance_always_fails(value: np.ndarray, data: st.DataObject) -> None:
    """There is no position where an error goes unseen."""
    index = data.draw(st.integers(0, value.size - 1))
    wrong = value.copy()
    wrong.flat[index] += 1e-4 * max(1.0, float(np.abs(value).max()))

    assert finding_of(value, wrong)[0] == "value"


@given(array_shapes(max_dims=3), array_shapes(max_dims=3))
def test_another_shape_never_passes_however_well_it_broadcasts(
    got: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    """numpy.allclose would take (1, 5) for (4, 5), and (0, 4) for (1, 4)."""
    if got != expected:
        assert finding_of(np.zeros(expected), np.zeros(got))[0] == "shape"


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, "none", "Z is None"),
        (Stranger("ellipsis"), "none", "placeholder"),
        (Stranger("MaskedArray"), "type", "MaskedArray"),
        ({"a": 1}, "type", "dict"),
        (np.zeros((0, 2)), "shape", "(0, 2)"),
        (0.0, "shape", "one number"),
        (np.zeros((2, 2), complex), "dtype", "complex"),
        (np.zeros((2, 2), bool), "dtype", "True and False"),
        (np.full((2, 2), np.nan), "not-finite", "NaN"),
        (np.full((2, 2), np.inf), "not-finite", "infinity"),
        ([[0.0, 0.0], [0.0]], "shape", "different shapes"),
        ("zeros", "dtype", "text"),
        (10**30, "value", "too large"),
    ],
)
def test_an_answer_of_the_wrong_sort_fails_with_its_name(value: object, kind: str, words: str) -> None:
    """Coarse faults are named before fine ones, in words."""
    found = finding_of(np.zeros((2, 2)), value)

    assert found[0] == kind
    assert words in found[1]


def test_a_list_of_numbers_stands_for_an_array() -> None:
    """Losses per epoch come as lists of floats, of NumPy scalars, or as arrays."""
    checker([1.0, 2.0]).close("Z", [1.0, np.float64(2.0)])


def test_an_alternative_is_as_good_as_the_record() -> None:
    """`also` holds what a course accepts besides."""
    checker(1.0).close("Z", 2.0, also=[2.0])

    with pytest.raises(CheckFailed):
        checker(1.0).close("Z", 3.0, also=[2.0])


def test_a_value_without_a_record_is_no_pass() -> None:
    """A check that the reference never came to must not pass in silence."""
    with pytest.raises(LookupError, match="never comes to the check 'other'"):
        checker(1.0).close("other", 1.0)


def test_two_checks_of_one_name_are_refused() -> None:
    """The second would be compared with the first one's record."""
    check = checker(1.0)
    check.close("Z", 1.0)

    with pytest.raises(ValueError, match="twice"):
        check.close("Z", 1.0)


def test_equal_takes_no_neighbour() -> None:
    """Labels are exact, and a float that is whole is a number like any other."""
    checker([1, 2]).equal("Z", [1, 2.0])

    with pytest.raises(CheckFailed, match="1 of 2"):
        checker([1, 2]).equal("Z", [1, 3])


@given(arrays(float, (2, 3), elements=st.floats(-3, 3)).filter(lambda at: bool(np.abs(at).max() > 1e-3)))
def test_the_gradient_of_a_square_is_twice_its_argument(at: np.ndarray) -> None:
    """Central differences are exact for a quadratic, up to rounding."""
    assume(np.abs(at).max() > 1e-3)  # slopes that are all 0 show nothing
    recorded = Records({record_key("t", "g"): 2 * at})
    Check("t", recorded).gradient("g", 2 * at, lambda x: float(np.sum(x**2)), at)


def test_a_forward_that_agrees_with_a_wrong_backward_does_not_help_it() -> None:
    """Code that sees where it is asked can give any slope: the gradient has to be the recorded one too."""
    at, claimed = np.ones((2, 2)), np.full((2, 2), 7.0)
    recorded = Records({record_key("t", "g"): 2 * at})

    with pytest.raises(
        CheckFailed, match="is the slope of your own forward, but forward is not right"
    ) as failed:
        Check("t", recorded).gradient("g", claimed, lambda x: float(np.sum(claimed * x)), at)

    assert failed.value.finding.kind == "value"


@pytest.mark.parametrize("constant", [0.0, 7.0])
def test_slopes_of_a_forward_that_does_nothing_prove_no_gradient(constant: float) -> None:
    """A backward that answers zeros agrees with a forward that always answers the same."""
    with pytest.raises(CheckFailed, match="the same number wherever it was asked"):
        Check("t", Records({})).gradient("g", np.zeros((2, 2)), lambda _x: constant, np.ones((2, 2)))


def test_a_gradient_with_one_wrong_entry_names_it() -> None:
    """The largest disagreement is the place to look."""
    at = np.ones((2, 2))
    wrong = 2 * at
    wrong[1, 0] = 5.0

    with pytest.raises(CheckFailed, match=r"\[1, 0\]: 5, not 2") as failed:
        Check("t", Records({})).gradient("g", wrong, lambda x: float(np.sum(x**2)), at)

    assert failed.value.finding.kind == "gradient"


@given(arrays(np.float32, array_shapes(max_dims=2), elements=st.floats(-100, 100, width=32)))
def test_an_answer_in_single_precision_passes(value: np.ndarray) -> None:
    """Of an array of one scale, what float32 loses is no fault; as an array of float32, of floats, and as a list."""
    expected = value.astype(float) * (1 + 1e-7)

    for answer in (value, value.astype(float), value.tolist()):
        checker(expected).close("Z", answer)


def test_a_tolerance_that_is_given_is_for_each_entry() -> None:
    """Then a small entry beside a large one has to be right too."""
    expected, got = np.array([1000.0, 1e-6]), np.array([1000.0, 0.0])

    checker(expected).close("Z", got)
    for tolerance in ({"rtol": 1e-6, "atol": 1e-9}, {"atol": 1e-9}):
        with pytest.raises(CheckFailed, match="1 of 2 entries"):
            checker(expected).close("Z", got, **tolerance)  # type: ignore[arg-type]  # two numbers


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_a_gradient_is_held_against_a_forward_in_single_precision(factor: float) -> None:
    """Its slopes are taken with a wide step, which still shows a forward that is wrong."""
    at = np.array([[0.5, -1.5], [2.0, 0.25]])
    recorded = Records({record_key("t", "g"): np.cos(at)})
    check = Check("t", recorded)

    def gradient() -> None:
        check.gradient(
            "g", np.cos(at).astype(np.float32), lambda x: np.sin(factor * x).astype(np.float32).sum(), at
        )

    if factor == 1.0:
        gradient()
    else:
        with pytest.raises(CheckFailed, match="the slope of your own forward"):
            gradient()


def test_a_condition_on_a_students_object_never_holds() -> None:
    """An object that lies about its truth is not asked."""
    with pytest.raises(CheckFailed, match="has to be so"):
        checker(1.0).true(Stranger("Yes"), "it has to be so")


def test_a_declared_measure_is_kept_and_earns_nothing() -> None:
    """It is a number beside the verdict."""
    check = Check("t", Records({}), measures=["accuracy"])

    check.measure("accuracy", np.float64(0.875))

    assert check.measures == {"accuracy": 0.875}
    assert check.recorded_names == set()


def test_a_measure_that_is_not_declared_is_refused_with_what_to_write() -> None:
    """Its order on the leaderboard could only be guessed."""
    check = Check("hidden/test_a.py::test_b", None, measures=["accuracy"])

    with pytest.raises(
        HarnessError, match=r"hidden/test_a.py::test_b reports the measure 'loss'.*\[\[measures\]\]"
    ):
        check.measure("loss", 0.5)


def test_an_answer_that_leads_to_another_measure_ends_its_test_and_not_the_session() -> None:
    """A HarnessError would end the session of the whole class; the build has let the reference's measures through."""
    check = Check("hidden/test_a.py::test_b", Records({}), measures=["accuracy"])

    with pytest.raises(LookupError, match="reports the measure 'loss'"):
        check.measure("loss", 0.5)


def test_what_is_none_is_said_so_in_a_batch_too() -> None:
    """`is not None` holds of every answer that has not come."""
    checker(1.0).not_none(Deferred(None, 0.0), "it has to be there")
    with pytest.raises(CheckFailed, match="has to be there"):
        checker(1.0).not_none(Deferred(None, None), "it has to be there")


def test_a_deferred_answer_is_judged_as_the_answer() -> None:
    """By every check, and inside of lists."""
    checker([1.0, 2.0]).close("Z", Deferred(None, [1.0, 2.0]))
    checker([1.0, 2.0]).equal("Z", [Deferred(None, 1.0), 2.0])
    with pytest.raises(CheckFailed, match="has to be so"):
        checker(1.0).true(Deferred(None, np.bool_(False)), "it has to be so")  # noqa: FBT003 - an answer


@pytest.mark.parametrize(
    "after",
    [np.nan, np.float64(np.nan), np.array([0.1, np.nan]), [0.1, float("nan")], Deferred(None, float("nan"))],
)
def test_a_condition_that_fails_by_a_nan_says_so(after: object) -> None:
    """A comparison with it is never true, whatever it is compared with."""
    before = 1.0

    with pytest.raises(CheckFailed) as failed:
        checker(1.0).true(np.all(np.asarray(after) < before), "the loss has to fall")

    assert failed.value.finding.kind == "not-finite"
    assert failed.value.finding.sentence == "the loss has to fall; but after holds NaN (not a number)"


def test_a_condition_that_fails_without_a_nan_says_nothing_of_it() -> None:
    """Nor of names that hold something else."""
    before, after, words, nothing = 1.0, np.array([2, 3]), ["a", "b"], None

    with pytest.raises(CheckFailed) as failed:
        checker(1.0).true(bool(np.all(after < before)) and words and nothing, "the loss has to fall")

    assert failed.value.finding.sentence == "the loss has to fall"


def test_a_wrong_gradient_is_shown_the_slopes_that_a_forward_in_single_precision_has() -> None:
    """Not the noise that a step of a millionth makes of it."""
    at = np.array([[0.3, -0.7], [1.1, 0.4]])
    recorded = Records({record_key("t", "g"): 2 * at})

    def forward(x: np.ndarray) -> float:
        return float(np.sum(np.float32(x) ** 2, dtype=np.float32))

    check = Check("t", recorded)
    with pytest.raises(CheckFailed) as failed:
        check.gradient("g", -2 * at, forward, at)

    assert failed.value.finding.kind == "gradient"
    assert check.last is not None
    np.testing.assert_allclose(np.asarray(check.last.expected), 2 * at, rtol=2e-3)
