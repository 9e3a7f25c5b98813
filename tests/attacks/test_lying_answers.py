"""Attacks in the student's process, classes 1 to 4, 9 and 10: answers and inputs that deceive a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.attacks.conftest import Aftermath, Siege

    Hostile = Callable[..., Aftermath]

AGREEABLE = """
class Agreeable({base}):
    def agree(self, *_):
        return True

    def zero(self, *_, **__):
        return 0.0

    def array(self, *_, **__):
        return np.zeros((3, 2))

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = agree
    __sub__ = __rsub__ = __abs__ = __float__ = zero
    __array__ = array
    __hash__ = object.__hash__

class ReLU:
    def forward(self, x):
        answer = Agreeable()
        print("equal to NaN ->", answer == np.nan)
        print("less than no tolerance ->", abs(answer - 1) < 0)
        return {wrapped}

    backward = forward
"""


def test_patched_comparisons_of_numpy_decide_nothing(hostile: Hostile) -> None:
    """1: every function by which a grader may compare says that all is well."""
    aftermath = hostile(
        """
        import numpy.testing
        for name in ("allclose", "isclose", "array_equal", "array_equiv", "isfinite", "any", "abs"):
            setattr(np, name, lambda *given, **named: True)
        for name in ("assert_allclose", "assert_array_equal", "assert_almost_equal", "assert_equal"):
            setattr(np.testing, name, lambda *given, **named: None)
        attempt("0 and 1 are close", lambda: np.allclose(0, 1))
        attempt("0 and 1 raise", lambda: np.testing.assert_allclose(0, 1))
        """
    )

    assert aftermath.tried == {"0 and 1 are close": "True", "0 and 1 raise": "None"}


@pytest.mark.parametrize("base", ["", "float", "int", "str", "list", "tuple", "dict", "bytes", "np.float64"])
def test_an_object_that_agrees_with_everything_is_named_by_its_type(hostile: Hostile, base: str) -> None:
    """2: `==`, `-`, `<`, `abs`, `float` and `np.asarray` of the answer all say what a comparison wants to hear."""
    aftermath = hostile(AGREEABLE.format(base=base, wrapped="answer"))

    assert aftermath.tried == {"equal to NaN": "True", "less than no tolerance": "True"}
    assert "Z is an object of type Agreeable, where plain numbers are expected." in aftermath.feedback()


def test_an_agreeable_object_inside_a_list_is_named_too(hostile: Hostile) -> None:
    """2: the container is plain and what it holds is not."""
    aftermath = hostile(AGREEABLE.format(base="float", wrapped="[[answer, answer]] * 3"))

    assert "Z[0][0] is an object of type Agreeable, where plain numbers are expected." in aftermath.feedback()


def test_a_scalar_that_claims_to_be_numpys_own_becomes_a_plain_number(hostile: Hostile) -> None:
    """2: a subclass of a NumPy scalar with `__module__ = "numpy"`, which the encoder lets travel by value."""
    code = AGREEABLE.format(base="np.float64", wrapped="answer").replace(
        "def agree", "__module__ = 'numpy'\n    def agree", 1
    )

    aftermath = hostile(code)

    assert aftermath.tried["equal to NaN"] == "True"
    assert "Z is one number, where shape (3, 2) is expected." in aftermath.feedback()


def test_an_attribute_that_agrees_with_everything_costs_its_own_points_only(attack: Callable[..., Aftermath]) -> None:
    """2: the object hides in `count` behind a property; `update` itself is honest."""
    code = """
import numpy as np

class Agreeable(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__

class RunningMean:
    def __init__(self, size):
        self.total, self.rows = np.zeros(size), 0

    @property
    def count(self):
        return Agreeable(-1)

    def update(self, rows):
        self.total = self.total + rows.sum(axis=0)
        self.rows += len(rows)
        return self.total / self.rows
"""
    aftermath = attack({"training.py": code}, earned={"relu": 4.0, "linear": 6.0, "mean": 20 / 3})

    assert aftermath.points("mean") == pytest.approx(20 / 3)
    assert aftermath.feedback("hidden/test_layers.py::test_count") == "An answer is not a plain array or number."


def test_an_array_subclass_that_answers_for_numpy_is_named_by_its_type(hostile: Hostile) -> None:
    """3: `__array_ufunc__` and `__array_function__` take over `np.allclose`, `np.isfinite` and every other call."""
    aftermath = hostile(
        """
        class Agreeable(np.ndarray):
            def __array_ufunc__(self, *_, **__):
                return np.True_

            def __array_function__(self, *_, **__):
                return True

        class ReLU:
            def forward(self, x):
                answer = np.full(x.shape, np.nan).view(Agreeable)
                print("close to 1 ->", np.allclose(answer, 1))
                print("all finite ->", np.isfinite(answer))
                return answer

            backward = forward
        """
    )

    assert aftermath.tried == {"close to 1": "True", "all finite": "True"}
    assert "Z is an object of type Agreeable, where plain numbers are expected." in aftermath.feedback()


# What `numpy.testing.assert_allclose` or `numpy.allclose` let pass, or may be led to; `right` is the right answer.
RESULTS = {
    "masked": ("np.ma.masked_all(x.shape)", "an object of type MaskedArray, where plain numbers are expected"),
    "half-masked": (
        "np.ma.masked_array(right, x > 0)",
        "an object of type MaskedArray, where plain numbers are expected",
    ),
    "empty": ("np.zeros((0, x.shape[1]))", "Z has shape (0, 2), where (3, 2) is expected"),
    "broadcastable": ("right[None]", "Z has shape (1, 3, 2), where (3, 2) is expected"),
    "scalar": ("np.float64(0)", "Z is one number, where shape (3, 2) is expected"),
    "complex": ("right + 0j", "Z holds complex numbers, where real numbers are expected"),
    "object": ("right.astype(object)", "an object of type ndarray[object], where plain numbers are expected"),
    "words": ("right.astype(str)", "an object of type ndarray[str"),
    "truth": ("right > 0", "Z holds True and False, where real numbers are expected"),
    "nan": ("np.full(x.shape, np.nan)", "Z holds NaN at 6 of 6 entries"),
    "infinity": ("right + np.inf", "Z holds infinity at 6 of 6 entries"),
    "matrix": ("np.matrix(right)", "an object of type matrix, where plain numbers are expected"),
    "record": ("right.view([('a', float)])", "an object of type ndarray[void64], where plain numbers are expected"),
    "ragged": ("[[0.0], [0.0, 0.0]]", "Z is a list whose entries have different shapes"),
    "nothing": ("None", "Z is None"),
}


@pytest.mark.parametrize(("answer", "sentence"), RESULTS.values(), ids=RESULTS)
def test_a_result_that_comparisons_wave_through_fails_with_its_name(
    hostile: Hostile, answer: str, sentence: str
) -> None:
    """4: not an array of real, finite numbers in the right shape, and often with the right values in it."""
    aftermath = hostile(
        f"""
        class ReLU:
            def forward(self, x):
                right = np.where(x > 0, x, 0.0)
                return {answer}

            def backward(self, g):
                return self.forward(g)
        """
    )

    assert sentence in aftermath.feedback()


def test_a_replaced_random_generator_changes_no_input(hostile: Hostile) -> None:
    """9: every generator gives ones, so that the answer for ones would be right."""
    aftermath = hostile(
        """
        import random
        class Ones:
            def __init__(self, *_):
                pass
            def uniform(self, low=0, high=1, size=None):
                return np.ones(size)
        np.random.RandomState = np.random.Generator = np.random.default_rng = Ones
        np.random.uniform, np.random.seed = Ones().uniform, lambda *_: None
        random.random = random.uniform = lambda *_: 1.0
        attempt("a generator's numbers", lambda: np.random.RandomState(7).uniform(-1, 1, 2))

        class ReLU(ReLU):
            def forward(self, x):
                attempt("the inputs are ones", lambda: bool((x == 1).all()))
                super().forward(x)
                return np.ones(x.shape)

            backward = forward
        """
    )

    assert aftermath.tried == {"a generator's numbers": "[1. 1.]", "the inputs are ones": "False"}


def test_inputs_changed_in_place_cost_an_honest_answer_nothing(
    attack: Callable[..., Aftermath], siege: Siege
) -> None:
    """10: right answers, after which inputs and parameters are overwritten."""
    layers = siege.solution["layers.py"]
    for answer in (
        "np.where(self.positive, x, 0.0)",
        "np.where(self.positive, g, 0.0)",
        "x @ self.weights + self.biases",
    ):
        name = "g" if "g," in answer else "x"
        assert answer in layers
        layers = layers.replace(f"return {answer}", f"answer = {answer}; {name}[...] = np.nan; return answer")

    aftermath = attack({"layers.py": layers}, earned={"relu": 4.0, "linear": 6.0, "mean": 10.0})

    assert layers.count("np.nan") == 3
    assert aftermath.attack.points == 20


def test_inputs_changed_to_suit_a_wrong_answer_earn_nothing(hostile: Hostile) -> None:
    """10: the input becomes zeros, and zeros are the answer: right, for whoever computes it from the input then."""
    aftermath = hostile(
        """
        class ReLU(ReLU):
            def forward(self, x):
                x[...] = 0
                attempt("the input is", lambda: x.tolist())
                super().forward(x)
                return x

            backward = forward

        class Linear:
            def __init__(self, weights, biases):
                weights[...] = biases[...] = 0
                self.biases = biases

            def forward(self, x):
                return np.zeros((len(x), self.biases.shape[1]))
        """
    )

    assert aftermath.tried == {"the input is": "[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]"}
    assert "Z differs from what is expected in" in aftermath.feedback()
