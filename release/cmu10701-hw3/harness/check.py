"""Compare what a student's code answered with what is expected, and say in words what differs.

The verdict is made here, from plain data, in the process that holds the expected values: exact shape, real numbers,
finite, within tolerance. A class of answer that `numpy.allclose` would wave through (masked, empty, broadcastable,
complex) fails with a sentence that names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .student import Opaque, Proxy, is_plain_array

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .records import Records

LARGEST_LIST = 64 * 2**20  # bytes, once it is an array
LONGEST_LIST = 200_000  # entries; each is looked at by itself, in the grader's time


@dataclass(frozen=True)
class Finding:
    """Why a check failed.

    Attributes:
        kind: The class of the fault, one word; all that a hidden test may tell.
        sentence: What is wrong, with names and numbers.
        got: What the student's code answered, shortened, or "".
        expected: What was expected, shortened, or "".
    """

    kind: str
    sentence: str
    got: str = ""
    expected: str = ""


class CheckFailed(AssertionError):  # noqa: N818 - it is a verdict, not an error of the program
    """A check did not hold; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


class Check:
    """The fixture `check` of one test: each method judges one named value.

    Args:
        test_id: The test that is running.
        records: The expected values; None while the reference is being recorded, when nothing is judged against a
            record.
    """

    def __init__(self, test_id: str, records: Records | None) -> None:
        self._test_id = test_id
        self._records = records
        self.seen: dict[str, np.ndarray] = {}
        self.awaited: set[str] = set()  # the names that are compared with a record
        self.measures: dict[str, float] = {}

    def close(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = None,  # noqa: ANN401 - whatever numpy takes for an array
        also: Sequence[Any] = (),
        atol: float = 1e-8,
        rtol: float = 1e-7,
    ) -> None:
        """Value has to be the recorded one, or the literal `expected`, or one of `also`, within tolerance.

        Raises:
            CheckFailed: where it is not; the first fault found, from coarse (no value at all) to fine (one entry).
        """
        exact = _exact_array(name, value)
        _require_numbers(name, exact)
        wanted = self._wanted(name, exact, expected)
        if exact.shape not in {np.shape(one) for one in (wanted, *also)}:
            # Before it becomes an array of floats, eight times as large as one of bytes.
            _require_shape(name, exact, np.asarray(wanted))
        got = _finite(name, exact)
        self._see(name, got)
        faults = [_compare(name, got, np.asarray(one, dtype=float), atol, rtol) for one in (wanted, *also)]
        if all(fault is not None for fault in faults) and faults[0] is not None:
            raise CheckFailed(faults[0])

    def equal(self, name: str, value: Any, *, expected: Any = None) -> None:  # noqa: ANN401 - any plain answer
        """Value has to equal the recorded one, or the literal `expected`, exactly: integers, labels, words."""
        got = _exact_array(name, value)
        self._see(name, got)
        wanted = np.asarray(self._wanted(name, got, expected))
        _require_shape(name, got, wanted)
        if got.dtype.kind != wanted.dtype.kind and not {got.dtype.kind, wanted.dtype.kind} <= set("iuf"):
            raise CheckFailed(
                Finding("dtype", f"{name} holds {_kind_word(got)}, where {_kind_word(wanted)} is expected")
            )
        if not np.array_equal(got, wanted):
            differing = int(np.sum(got != wanted))
            sentence = f"{name} differs from what is expected"
            if got.size > 1:
                sentence += f" in {differing} of {got.size} entries"
            raise CheckFailed(Finding("value", sentence, _short(got), _short(wanted)))

    def gradient(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        function: Callable[[np.ndarray], float],
        at: np.ndarray,
        *,
        step: float = 1e-6,
        atol: float = 1e-6,
        rtol: float = 1e-5,
    ) -> None:
        """Value has to be the gradient of the scalar `function` at `at`, by central finite differences.

        Each entry i of the gradient is (f(at + step e_i) - f(at - step e_i)) / (2 step). It needs no record: a
        student's backward is held against the student's own forward.
        """
        got = _real_array(name, value)
        self._see(name, got)
        wanted = np.empty(at.shape)
        for index in np.ndindex(*at.shape):
            moved = np.array(at, dtype=float)
            moved[index] += step
            above = _scalar(name, function(moved))
            moved[index] -= 2 * step
            wanted[index] = (above - _scalar(name, function(moved))) / (2 * step)
        fault = _compare(name, got, wanted, atol, rtol)
        if fault is not None and fault.kind == "value":
            sentence = fault.sentence.replace("what is expected", "the slope of your own forward")
            fault = Finding("gradient", sentence, fault.got, fault.expected)
        if fault is not None:
            raise CheckFailed(fault)

    def true(self, condition: object, sentence: str) -> None:
        """Condition has to hold; the sentence is what the student reads where it does not."""
        if isinstance(condition, (Proxy, Opaque)) or not bool(condition):
            raise CheckFailed(Finding("condition", sentence))

    def measure(self, name: str, number: float) -> None:
        """Report a number for the leaderboard; it earns nothing."""
        self.measures[name] = float(_real_array(name, number))

    def _see(self, name: str, got: np.ndarray) -> None:
        if name in self.seen:
            raise ValueError(f"{self._test_id} checks {name!r} twice; each check of a test needs a name of its own")
        self.seen[name] = got

    def _wanted(self, name: str, got: np.ndarray, expected: Any) -> Any:  # noqa: ANN401 - as given
        if expected is not None:
            return expected
        self.awaited.add(name)
        if self._records is None:
            return got
        recorded = self._records.get(self._test_id, name)
        if recorded is None:
            raise LookupError(f"no value was recorded for {name!r} in {self._test_id}; build the assignment again")
        return recorded


def _real_array(name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - a student may answer anything
    """Value as an array of finite real numbers."""
    array = _exact_array(name, value)
    _require_numbers(name, array)
    return _finite(name, array)


def _require_numbers(name: str, array: np.ndarray) -> None:
    if array.dtype.kind not in "iuf":
        raise CheckFailed(Finding("dtype", f"{name} holds {_kind_word(array)}, where real numbers are expected"))


def _finite(name: str, array: np.ndarray) -> np.ndarray:
    real = array.astype(float)
    bad = ~np.isfinite(real)
    if bad.any():
        word = "NaN" if np.isnan(real).any() else "infinity"
        sentence = (
            f"{name} holds {word} at {int(bad.sum())} of {bad.size} entries" if bad.ndim else f"{name} is {word}"
        )
        raise CheckFailed(Finding("not-finite", sentence, _short(real)))
    return real


def _exact_array(name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - a student may answer anything
    """Value as a plain array, or a finding that says why it is none."""
    if value is None:
        raise CheckFailed(Finding("none", f"{name} is None: is the `return` (or the assignment to it) missing?"))
    if isinstance(value, (Proxy, Opaque)):
        type_name = value._autograder_type() if isinstance(value, Proxy) else value.type_name  # noqa: SLF001 - ours
        if type_name == "ellipsis":
            raise CheckFailed(Finding("none", f"{name} is `...`: the placeholder is still there"))
        raise CheckFailed(
            Finding("type", f"{name} is an object of type {type_name}, where plain numbers are expected")
        )
    if is_plain_array(value):
        return np.array(value)
    if isinstance(value, (list, tuple)):
        return _array_of_list(name, value)
    if isinstance(value, (bool, int, float, complex, str, np.generic)):
        return _array_of_scalar(name, value)
    raise CheckFailed(Finding("type", f"{name} is a {type(value).__name__}, where numbers are expected"))


def _array_of_scalar(name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - one of several scalar types
    array = np.array(value)
    if array.dtype.kind == "O":
        raise CheckFailed(Finding("value", f"{name} is a number too large for 64 bits"))
    return array


def _array_of_list(name: str, value: Sequence[Any]) -> np.ndarray:
    if len(value) > LONGEST_LIST:
        raise CheckFailed(Finding("type", f"{name} is a list of {len(value)} entries: too long to compare"))
    parts = [_exact_array(f"{name}[{index}]", item) for index, item in enumerate(value)]
    if not parts:
        return np.zeros(0)
    if len({part.shape for part in parts}) > 1:
        raise CheckFailed(Finding("shape", f"{name} is a list whose entries have different shapes"))
    if len({part.dtype.kind in "US" for part in parts}) > 1:
        raise CheckFailed(Finding("dtype", f"{name} is a list that mixes words and numbers"))
    if max(part.dtype.itemsize for part in parts) * sum(part.size for part in parts) > LARGEST_LIST:
        # In an array of words each takes as much memory as the longest.
        raise CheckFailed(Finding("type", f"{name} is a list too large to compare"))
    return np.stack(parts)


def _scalar(name: str, value: Any) -> float:  # noqa: ANN401 - a student may answer anything
    array = _real_array(f"the forward value behind {name}", value)
    if array.shape != ():
        raise CheckFailed(
            Finding("shape", f"the forward value behind {name} has shape {array.shape}, not one number")
        )
    return float(array)


def _require_shape(name: str, got: np.ndarray, wanted: np.ndarray) -> None:
    if got.shape == wanted.shape:
        return
    if wanted.ndim == 0:
        sentence = f"{name} has shape {got.shape}, where one number is expected"
    elif got.ndim == 0:
        sentence = f"{name} is one number, where shape {wanted.shape} is expected"
    else:
        sentence = f"{name} has shape {got.shape}, where {wanted.shape} is expected"
    raise CheckFailed(Finding("shape", sentence, _short(got), _short(wanted)))


def _compare(name: str, got: np.ndarray, wanted: np.ndarray, atol: float, rtol: float) -> Finding | None:
    """What is wrong with got, or None; both are finite and real."""
    try:
        _require_shape(name, got, wanted)
    except CheckFailed as failed:
        return failed.finding
    off = np.abs(got - wanted) > atol + rtol * np.abs(wanted)
    if not off.any():
        return None
    if not got.ndim:
        return Finding("value", f"{name} differs from what is expected", _short(got), _short(wanted))
    difference = np.abs(got - wanted)
    worst = np.unravel_index(int(np.argmax(difference)), difference.shape)
    place = ", ".join(str(int(index)) for index in worst)
    sentence = (
        f"{name} differs from what is expected in {int(off.sum())} of {off.size} entries, "
        f"most at [{place}]: {got[worst]:.6g}, not {wanted[worst]:.6g}"
    )
    return Finding("value", sentence, _short(got), _short(wanted))


def _kind_word(array: np.ndarray) -> str:
    words = {
        "b": "True and False",
        "i": "integers",
        "u": "integers",
        "f": "real numbers",
        "c": "complex numbers",
    }
    return words.get(array.dtype.kind, "text")


def _short(array: np.ndarray) -> str:
    """An array in at most a few lines."""
    if array.ndim == 0:
        return f"{array[()]:.6g}" if array.dtype.kind == "f" else str(array[()])[:200]
    return np.array2string(array, precision=4, threshold=24, edgeitems=3, max_line_width=88, suppress_small=True)
