"""Compare the student's answer with the expected value, and say in words what differs.

The verdict is made from plain data, in the process that holds the expected values: an answer needs the exact shape,
and finite real numbers within the tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import Deferred, is_resolved, resolved
from ..student.proxy import Proxy
from .values import (
    CheckFailed,
    Finding,
    compare,
    exact_array,
    finite,
    kind_word,
    one_number,
    require_numbers,
    require_shape,
    scalar_of,
    short,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from .expected import Records

STEP = 1e-6  # of finite differences

__all__ = ["Check", "CheckFailed", "CheckedValue", "Finding", "HarnessError"]


@dataclass(frozen=True)
class CheckedValue:
    """The last value that a check compared.

    Attributes:
        name: The name of the check.
        got: The value that the check got, or None if it is not an array.
        expected: The value that it compared with, or None if it ended before.
        atol: The absolute tolerance.
        rtol: The relative tolerance.
    """

    name: str
    got: np.ndarray | None = None
    expected: np.ndarray | None = None
    atol: float = 0.0
    rtol: float = 0.0


class HarnessError(Exception):
    """The tests themselves are at fault: they do not load, or a mark or a name is wrong."""


class Check:
    """The fixture `check` of one test: each method judges one named value.

    Args:
        test_id: The test that is running.
        records: The expected values; None while the reference is recorded, when no value is compared with a record.
        measures: The ids of the measures that the assignment declares.
    """

    def __init__(self, test_id: str, records: Records | None, measures: Collection[str] = ()) -> None:
        self._test_id = test_id
        self._records = records
        self._declared = measures
        self.observed: dict[str, np.ndarray] = {}
        self.recorded_names: set[str] = set()  # the names of values that are compared with a record
        self.measures: dict[str, float] = {}
        self.last: CheckedValue | None = None
        self.zeros_allowed: set[str] = set()  # the checks that say that zeros are right

    def close(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = None,  # noqa: ANN401 - whatever numpy takes for an array
        also: Sequence[Any] = (),
        atol: float = 1e-8,
        rtol: float = 1e-7,
        zeros: bool = False,
    ) -> None:
        """Value has to be the recorded one, or the literal `expected`, or one of `also`, within tolerance.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            also: Other values that are right.
            atol: The absolute tolerance.
            rtol: The relative tolerance.
            zeros: Whether the value is 0 on purpose; otherwise the build refuses a record of zeros only, and a test
                that a file which answers zeros passes.

        Raises:
            CheckFailed: if it is not; with the first fault that is found, from coarse (no value) to fine (one entry).
        """
        self._allow(name, zeros=zeros)
        exact = self._got(name, value)
        require_numbers(name, exact)
        expected = self._expected(name, exact, expected)
        self.last = CheckedValue(name, exact, np.asarray(expected), atol, rtol)
        if exact.shape not in {np.shape(one) for one in (expected, *also)}:
            # This comes before the array becomes one of floats, which can be eight times as large.
            require_shape(name, exact, np.asarray(expected))
        got = finite(name, exact)
        self._observe(name, got)
        faults = [compare(name, got, np.asarray(one, dtype=float), atol, rtol) for one in (expected, *also)]
        if all(fault is not None for fault in faults) and faults[0] is not None:
            raise CheckFailed(faults[0])

    def equal(self, name: str, value: Any, *, expected: Any = None, zeros: bool = False) -> None:  # noqa: ANN401 - any plain answer
        """Value has to equal the recorded one, or the literal `expected`, exactly: integers, labels, words.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            zeros: Whether the value is 0 or "" on purpose, as for `close`.

        Raises:
            CheckFailed: if it does not.
        """
        self._allow(name, zeros=zeros)
        got = self._got(name, value)
        self._observe(name, got)
        expected = np.asarray(self._expected(name, got, expected))
        self.last = CheckedValue(name, got, expected)
        require_shape(name, got, expected)
        if got.dtype.kind != expected.dtype.kind and not {got.dtype.kind, expected.dtype.kind} <= set("iuf"):
            raise CheckFailed(
                Finding("dtype", f"{name} holds {kind_word(got)}, where {kind_word(expected)} is expected")
            )
        if not np.array_equal(got, expected):
            differing = int(np.sum(got != expected))
            sentence = f"{name} differs from what is expected"
            if got.size > 1:
                sentence += f" in {differing} of {got.size} entries"
            raise CheckFailed(Finding("value", sentence, short(got), short(expected)))

    def gradient(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        function: Callable[[np.ndarray], Any],
        at: np.ndarray,
        *,
        then: Callable[[Any], Any] = lambda answer: answer,
        atol: float = 1e-6,
        rtol: float = 1e-5,
    ) -> None:
        """Value has to be the gradient of the scalar `then(function(x))` at `at`, by central finite differences.

        Each entry i of the gradient is (f(at + h e_i) - f(at - h e_i)) / (2 h). It needs no record: the student's
        backward is compared with the student's own forward. Slopes that are all 0 show nothing, and fail.

        Args:
            name: What the value is called.
            value: The gradient that the student's backward gives.
            function: What the student's forward gives at a point.
            at: The point.
            then: Makes one number of what `function` gives, without the student's code.
            atol: The absolute tolerance.
            rtol: The relative tolerance.

        Raises:
            CheckFailed: if it is not.
        """

        def number(answer: object) -> float:
            return scalar_of(name, then(resolved(answer)))

        exact = self._got(name, value)
        require_numbers(name, exact)
        got = finite(name, exact) if exact.shape == at.shape else exact
        self._observe(name, got)
        # In a batch, all values are requested before the first is used, so that they travel together. A value that
        # has come becomes a number at once: many of them could take much memory.
        asked = [
            [_unless_it_waits(function(_moved(at, index, step)), number) for step in (STEP, -STEP)]
            for index in _indices(at)
        ]
        sides = [[one if type(one) is float else number(one) for one in pair] for pair in asked]
        expected = np.array([(above - below) / (2 * STEP) for above, below in sides]).reshape(at.shape)
        self.last = CheckedValue(name, got, expected, atol, rtol)
        fault = compare(name, got, expected, atol, rtol)
        if fault is None and np.all(
            np.abs(expected) <= atol
        ):  # a backward that does nothing agrees with that
            sentence = (
                f"{name} cannot be judged: your own forward gives the same number wherever it was asked"
            )
            raise CheckFailed(Finding("gradient", sentence))
        if fault is not None and fault.kind == "value":
            sentence = fault.sentence.replace("what is expected", "the slope of your own forward")
            fault = Finding("gradient", sentence, fault.got, fault.expected)
        if fault is not None:
            raise CheckFailed(fault)

    def true(self, condition: object, sentence: str, *, zeros: bool = False) -> None:
        """Condition has to be true; if it is not, the student reads the sentence.

        Args:
            condition: What has to be true.
            sentence: What has to be so, in words.
            zeros: Whether a file that answers zeros may pass the test, as for `close`.

        Raises:
            CheckFailed: if it is not true.
        """
        self._allow(sentence, zeros=zeros)
        self.last = CheckedValue(sentence)
        condition = resolved(condition)
        if isinstance(condition, Proxy) or not bool(condition):
            raise CheckFailed(Finding("condition", sentence))

    def not_none(self, value: object, sentence: str) -> None:
        """Value must not be None; if it is, the student reads the sentence.

        In a test that is marked `batch`, `value is not None` is always true, because the answer has not come yet.

        Raises:
            CheckFailed: if it is None.
        """
        self.true(resolved(value) is not None, sentence)

    def measure(self, id_: str, number: float) -> None:
        """Report a number for the leaderboard; it earns nothing.

        Args:
            id_: The id of a measure that `[[measures]]` in assignment.toml declares.
            number: The number.

        Raises:
            HarnessError: if no measure of that id is declared.
            CheckFailed: if it is not one finite real number.
        """
        if id_ not in self._declared:
            # In the grade only an answer can have led here, since the build refuses what the reference reports.
            raise (HarnessError if self._records is None else LookupError)(
                f"{self._test_id} reports the measure {id_!r}, which assignment.toml does not declare; write there "
                f'[[measures]] with id = "{id_}", title, order ("ascending" or "descending") and digits'
            )
        self.measures[id_] = one_number(id_, resolved(number))

    def _allow(self, name: str, *, zeros: bool) -> None:
        if zeros:
            self.zeros_allowed.add(name)

    def _got(self, name: str, value: Any) -> np.ndarray:  # noqa: ANN401 - a student may answer anything
        self.last = CheckedValue(name)
        exact = exact_array(name, resolved(value))
        self.last = CheckedValue(name, exact)
        return exact

    def _observe(self, name: str, got: np.ndarray) -> None:
        if name in self.observed:
            raise ValueError(
                f"{self._test_id} checks {name!r} twice; each check of a test needs another name"
            )
        self.observed[name] = got

    def _expected(self, name: str, got: np.ndarray, expected: Any) -> Any:  # noqa: ANN401 - as given
        if expected is not None:
            return expected
        self.recorded_names.add(name)
        if self._records is None:
            return got
        recorded = self._records.get(self._test_id, name)
        if recorded is None:
            raise LookupError(f"the reference solution never comes to the check {name!r}")
        return recorded


def _unless_it_waits(answer: object, number: Callable[[object], float]) -> object:
    """The number that belongs to an answer; the answer itself if it has not come yet."""
    return answer if type(answer) is Deferred and not is_resolved(answer) else number(answer)


def _indices(at: np.ndarray) -> Iterator[tuple[int, ...]]:
    return np.ndindex(*at.shape)


def _moved(at: np.ndarray, index: tuple[int, ...], step: float) -> np.ndarray:
    moved = np.array(at, dtype=float)
    moved[index] += step
    return moved
