"""Attacks in the student's process, classes 1 to 4, 9 and 10: answers and inputs that deceive a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.siege import Aftermath, Siege

    Attack = Callable[..., Aftermath]
    Hostile = Callable[..., Aftermath]

# An answer for which a comparison's every step comes out well.
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

agreeable = Agreeable()
print("equal to NaN:", agreeable == np.nan)
print("within no tolerance:", abs(agreeable - 1) <= 0)
"""
PUBLIC = "public/test_layers.py::test_forward"
MEAN = "public/test_layers.py::test_first_update"
PLAIN = "where plain numbers are expected"


def answering(relu: str, mean: str, *, relu_first: str = "", mean_first: str = "") -> dict[str, str]:
    """Files whose ReLU and whose running mean answer with these expressions, in which `right` is the right answer."""
    layers = f"""
import numpy as np
{relu_first}
class ReLU:
    def forward(self, x):
        right = np.where(x > 0, x, 0.0)
        return {relu}

    backward = forward
"""
    training = f"""
import numpy as np
{mean_first}
class RunningMean:
    def __init__(self, size):
        self.count = None

    def update(self, rows):
        right = rows.mean(axis=0)
        return {mean}
"""
    return {"layers.py": layers, "training.py": training}


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


AGREES = {
    "": f"Z is an object of type Agreeable, {PLAIN}.",
    "int": "Z is one number, where shape (3, 2) is expected.",
    "np.float64": "Z is one number, where shape (3, 2) is expected.",
    "float": "mean differs from what is expected in 2 of 2 entries",
    "list": "mean has shape (2, 0), where (2,) is expected.",
    "dict": "mean[0] is an empty dictionary, where numbers are expected.",
}


@pytest.mark.parametrize(("base", "other"), [("", "float"), ("int", "list"), ("np.float64", "dict")])
def test_an_object_that_agrees_with_everything_is_what_its_base_class_says(
    attack: Attack, base: str, other: str
) -> None:
    """2: `==`, `-`, `<`, `abs`, `float` and `np.asarray` of the answer all say what a comparison wants to hear."""
    first, second = AGREEABLE.format(base=base), AGREEABLE.format(base=other)

    aftermath = attack(answering("agreeable", "[agreeable] * 2", relu_first=first, mean_first=second))

    assert AGREES[base] in aftermath.feedback()
    assert AGREES[other] in aftermath.feedback(MEAN)
    for test in (PUBLIC, MEAN):
        assert "equal to NaN: True" in aftermath.feedback(test)
        assert "within no tolerance: True" in aftermath.feedback(test)


def test_a_scalar_that_claims_to_be_numpys_own_becomes_a_plain_number(attack: Attack) -> None:
    """2: a subclass of a NumPy scalar with `__module__ = "numpy"`, which the encoder lets travel by value."""
    code = AGREEABLE.format(base="np.float64") + "Agreeable.__module__ = 'numpy'\n"

    aftermath = attack(answering("agreeable", "[agreeable] * 2", relu_first=code, mean_first=code))

    assert "equal to NaN: True" in aftermath.feedback()
    assert "Z is one number, where shape (3, 2) is expected." in aftermath.feedback()
    assert "mean differs from what is expected in 2 of 2 entries" in aftermath.feedback(MEAN)


def test_an_attribute_that_agrees_with_everything_costs_its_own_points_only(attack: Attack) -> None:
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
    aftermath = attack({"training.py": code}, earned={"relu": 4.0, "linear": 6.0, "mean": 6.666667})

    assert aftermath.points("mean") == 6.666667
    assert aftermath.feedback("hidden/test_layers.py::test_count") == "This hidden test did not pass."


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
    assert "Z holds NaN at " in aftermath.feedback()


# What `numpy.testing.assert_allclose` or `numpy.allclose` let pass, or may be led to.
RESULTS = {
    "np.ma.masked_all(right.shape)": f"is an object of type MaskedArray, {PLAIN}",
    "np.ma.masked_array(right, right > 0)": f"is an object of type MaskedArray, {PLAIN}",
    "np.zeros((0, *right.shape))": "has shape (0, ",
    "right[None]": "has shape (1, ",
    "np.float64(0)": "is one number, where shape (",
    "right + 0j": "holds complex numbers, where real numbers are expected",
    "right.astype(object)": f"is an object of type ndarray[object], {PLAIN}",
    "right.astype(str)": "holds text, where real numbers are expected",
    "right.view([('a', float)])": f"is an object of type ndarray[void64], {PLAIN}",
    "right > 0": "holds True and False, where real numbers are expected",
    "np.full(right.shape, np.nan)": "holds NaN at ",
    "right + np.inf": "holds infinity at ",
    "[[0.0], [0.0, 0.0]]": "is a list whose entries have different shapes",
    "None": "is None",
}


@pytest.mark.parametrize(("first", "second"), [*zip([*RESULTS][::2], [*RESULTS][1::2], strict=True)])
def test_a_result_that_comparisons_wave_through_fails_with_its_name(
    attack: Attack, first: str, second: str
) -> None:
    """4: not an array of finite real numbers in the right shape, and often with the right values in it."""
    aftermath = attack(answering(first, second))

    assert f"Z {RESULTS[first]}" in aftermath.feedback()
    assert f"mean {RESULTS[second]}" in aftermath.feedback(MEAN)


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


def test_inputs_changed_in_place_cost_an_honest_answer_nothing(attack: Attack, siege: Siege) -> None:
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


def test_a_class_whose_metaclass_lies_about_its_name_is_named_harmlessly(attack: Attack) -> None:
    """Class 42: the name is a string of the student's own kind, which encodes itself as control characters."""
    first = """
class Name(str):
    def __getitem__(self, key): return self
    def encode(self, *_): return b"\\x1b[2J" + b"float"

class Meta(type):
    __name__ = property(lambda cls: Name("float64"))

class Liar(metaclass=Meta): pass
"""
    aftermath = attack(answering("Liar()", "Liar()", relu_first=first, mean_first=first))

    assert PLAIN in aftermath.feedback(PUBLIC)
    assert "\\u001b" not in aftermath.visible
    assert "\x1b" not in aftermath.visible
