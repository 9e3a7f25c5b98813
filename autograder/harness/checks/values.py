"""Examine a student's answer, and find what is wrong with it: kind, shape, finiteness, values.

Answers that `numpy.allclose` would accept wrongly (masked, empty, broadcastable, complex) fail with a sentence that
says what they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import if_resolved, resolved
from ..student.plain import SCALARS, is_plain_array
from ..student.proxy import Proxy
from ..values.tolerance import EXACT, Tolerance
from .answer_words import HOLDS_NONE, answer_words, none_sentence, type_says_enough, type_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST_LIST = 64 * 2**20  # bytes, once it is an array
LONGEST_LIST = 200_000  # entries; the grader spends time on each
LONGEST_WORD = 100_000  # letters
EDGE = 3  # entries at each end of a long axis that are printed
PRINTED_ENTRIES = 400
PRINTED_LETTERS = 200  # of each word
LETTER = 4  # bytes
SEVERAL = "several"  # the kind of a finding: a tuple or the like where one array or value is asked for
_NUMBERS = ({int}, {float}, {bool}, {int, float})  # types of the entries of a list that NumPy takes at once


@dataclass(frozen=True)
class Finding:
    """Why a check failed.

    Attributes:
        kind: The class of the fault, in one word; a hidden test may show no more than this.
        sentence: What is wrong, with names and numbers.
        got: What the student's code answered, shortened, or "".
        expected: What was expected, shortened, or "".
    """

    kind: str
    sentence: str
    got: str = ""
    expected: str = ""


@dataclass(frozen=True)
class CheckedValue:
    """The last value that a check compared.

    Attributes:
        name: The name of the check.
        got: The value that the check got, or None if it is not an array.
        expected: The value that it compared with, or None if it ended before.
        tolerance: How far it may be off.
    """

    name: str
    got: np.ndarray | None = None
    expected: np.ndarray | None = None
    tolerance: Tolerance = EXACT


class CheckFailed(AssertionError):  # noqa: N818 - it is a verdict, not an error of the program
    """A check did not hold; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


def require_numbers(name: str, array: np.ndarray) -> None:
    """Refuse words, truth values and complex numbers.

    Raises:
        CheckFailed: saying which they are.
    """
    if array.dtype.kind not in "iuf":
        raise CheckFailed(
            Finding("dtype", f"{name} holds {kind_word(array)}, where real numbers are expected")
        )


def finite(name: str, array: np.ndarray) -> np.ndarray:
    """The numbers as floats.

    Raises:
        CheckFailed: if one of them is NaN or infinite.
    """
    real = array.astype(float)
    bad = ~np.isfinite(real)
    if bad.any():
        word = "NaN" if np.isnan(real).any() else "infinity"
        sentence = (
            f"{name} holds {word} at {int(bad.sum())} of {bad.size} entries"
            if bad.ndim
            else f"{name} is {word}"
        )
        raise CheckFailed(Finding("not-finite", sentence, short(real)))
    return real


def name_of_nan(names: Mapping[str, object]) -> str:
    """The first of these names whose value is NaN, or an array or a list of numbers that holds it; "" without one.

    A comparison with NaN is never true, and does not show why.
    """
    for name, value in names.items():
        plain = if_resolved(value)
        if type(plain) is list and len(plain) <= LONGEST_LIST and set(map(type, plain)) <= {int, float}:
            plain = np.array(plain, dtype=float)
        of_decimals = isinstance(plain, (float, np.floating)) or (
            is_plain_array(plain) and plain.dtype.kind == "f"
        )
        if of_decimals and np.isnan(plain).any():
            return name
    return ""


def exact_array(name: str, value: Any, expected: np.ndarray | None = None) -> np.ndarray:  # noqa: ANN401 - a student may answer anything
    """Value as a plain array; fails with a finding if it is not one.

    Args:
        name: What it is called.
        value: The answer.
        expected: What is expected, if it is known: the finding then says what is asked for.
    """
    if isinstance(value, Proxy):
        for plain in value._autograder_plain():  # noqa: SLF001 - our own kind
            value = plain
    try:
        return _exact_array(name, value)
    except CheckFailed:
        if expected is None or not type_says_enough(value, expected):
            raise
        raise CheckFailed(Finding(SEVERAL, type_sentence(name, value, expected))) from None


def _exact_array(name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - a student may answer anything
    if value is None:
        raise CheckFailed(
            Finding("none", f"{name} is None: is the `return` (or the assignment to it) missing?")
        )
    if isinstance(value, Proxy):
        type_name = value._autograder_type()  # noqa: SLF001 - our own kind
        if type_name == "ellipsis":
            raise CheckFailed(Finding("none", f"{name} is `...`: the placeholder is still there"))
        raise CheckFailed(
            Finding("type", f"{name} is an object of type {type_name}, where plain numbers are expected")
        )
    if is_plain_array(value) or (type(value) is np.ndarray and value.dtype.kind == "U"):
        return np.array(value)
    if isinstance(value, (list, tuple, range)):
        return _array_of_list(name, value)
    if isinstance(value, (*SCALARS, np.generic)) and type(value) is not bytes:
        return _array_of_scalar(name, value)
    raise CheckFailed(Finding("type", f"{name} is {answer_words(value)}, where numbers are expected"))


def _array_of_scalar(name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - one of several scalar types
    if type(value) is str and len(value) > LONGEST_WORD:
        raise CheckFailed(Finding("type", f"{name} is a word of {len(value)} letters: too long to compare"))
    if isinstance(value, str) and value.endswith("\0"):  # which NumPy leaves out
        raise CheckFailed(Finding("value", f"{name} is a word that ends with a NUL character"))
    array = np.array(value)
    if array.dtype.kind == "O":
        raise CheckFailed(Finding("value", f"{name} is a number too large for 64 bits"))
    return array


def _array_of_list(name: str, value: Sequence[Any]) -> np.ndarray:
    if len(value) > LONGEST_LIST:
        raise CheckFailed(Finding("type", f"{name} is a list of {len(value)} entries: too long to compare"))
    if set(map(type, value)) in _NUMBERS:
        array = np.array(value)
        if array.dtype.kind != "O":  # which an integer of more than 64 bits makes of it
            return array
    if none_sentence(name, value):  # the answer itself has come
        raise CheckFailed(Finding(HOLDS_NONE, none_sentence(name, value)))
    parts = [exact_array(f"{name}[{index}]", item) for index, item in enumerate(value)]
    if not parts:
        return np.zeros(0)
    if len({part.shape for part in parts}) > 1:
        raise CheckFailed(Finding("shape", f"{name} is a list whose entries have different shapes"))
    if len({part.dtype.kind in "US" for part in parts}) > 1:
        raise CheckFailed(Finding("dtype", f"{name} is a list that mixes words and numbers"))
    if len({part.dtype.kind == "b" for part in parts}) > 1:  # NumPy would make numbers of the truth values
        raise CheckFailed(Finding("dtype", f"{name} is a list that mixes numbers with True or False"))
    if max(part.dtype.itemsize for part in parts) * sum(part.size for part in parts) > LARGEST_LIST:
        # In an array of words, each word takes as much memory as the longest.
        raise CheckFailed(Finding("type", f"{name} is a list too large to compare"))
    return np.stack(parts)


def scalar_of(name: str, value: Any) -> float:  # noqa: ANN401 - a student may answer anything
    """The single number that a student's forward gave.

    Raises:
        CheckFailed: if it is not a single number.
    """
    return one_number(f"the forward value behind {name}", value)


def one_number(name: str, value: Any) -> float:  # noqa: ANN401 - a student may answer anything
    """Value as one finite real number.

    Raises:
        CheckFailed: if it is anything else.
    """
    array = exact_array(name, value)
    require_numbers(name, array)
    if array.shape != ():
        raise CheckFailed(Finding("shape", f"{name} has shape {array.shape}, not one number"))
    return float(finite(name, array))


def require_shape(name: str, got: np.ndarray, expected: np.ndarray, answer: object = None) -> None:
    """Refuse another shape, also if broadcasting would accept it.

    Args:
        name: What it is called.
        got: The answer as an array.
        expected: What is expected.
        answer: The answer as it came.

    Raises:
        CheckFailed: naming both.
    """
    if got.shape == expected.shape:
        return
    answer = resolved(answer)
    kind = SEVERAL if type_says_enough(answer, expected) else "shape"
    if kind == SEVERAL:
        sentence = type_sentence(name, answer, expected)
    elif expected.ndim == 0:
        sentence = f"{name} has shape {got.shape}, where one number is expected"
    elif got.ndim == 0:
        sentence = f"{name} is one number, where shape {expected.shape} is expected"
    else:
        sentence = f"{name} has shape {got.shape}, where {expected.shape} is expected"
    raise CheckFailed(Finding(kind, sentence, short(got), short(expected)))


def compare(name: str, got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> Finding | None:
    """What is wrong with `got`, or None if nothing is; both arrays are finite and real."""
    try:
        require_shape(name, got, expected)
    except CheckFailed as failed:
        return failed.finding
    if tolerance.met(got, expected):
        return None
    off = np.abs(got - expected) > tolerance.allowed(expected)
    if not got.ndim:
        return Finding("value", f"{name} differs from what is expected", short(got), short(expected))
    difference = np.abs(got - expected)
    worst = np.unravel_index(int(np.argmax(difference)), difference.shape)
    position = ", ".join(str(int(index)) for index in worst)
    sentence = (
        f"{name} differs from what is expected in {int(off.sum())} of {off.size} entries, "
        f"most at [{position}]: {got[worst]:.6g}, not {expected[worst]:.6g}"
    )
    return Finding("value", sentence, short(got), short(expected))


def kind_word(array: np.ndarray) -> str:
    """What an array holds, in one word."""
    words = {
        "b": "True and False",
        "i": "integers",
        "u": "integers",
        "f": "real numbers",
        "c": "complex numbers",
    }
    return words.get(array.dtype.kind, "text")


def short(array: np.ndarray) -> str:
    """An array in at most a few lines, however many axes it has and however long its words are."""
    if array.dtype.kind == "U" and array.dtype.itemsize > LETTER * PRINTED_LETTERS:
        array = array.astype(f"U{PRINTED_LETTERS}")  # longer words are cut
    if array.ndim == 0:
        return f"{array[()]:.6g}" if array.dtype.kind == "f" else str(array[()])[:PRINTED_LETTERS]
    if math.prod(min(length, 2 * EDGE + 1) for length in array.shape) > PRINTED_ENTRIES:
        # NumPy would leave out the middle of long axes, and print all entries of many short ones.
        flat = array.reshape(-1)
        ends = ", ..., ".join(_in_line(end) for end in (flat[:EDGE], flat[-EDGE:]))
        return f"{ends} (the first and the last {EDGE} of {array.size} entries)"
    return np.array2string(
        array, precision=4, threshold=24, edgeitems=EDGE, max_line_width=62, suppress_small=True
    )


def _in_line(array: np.ndarray) -> str:
    return np.array2string(array, precision=4, separator=", ", suppress_small=True).strip("[]")
