"""Compare the student's answer with the expected value, and say in words what differs.

The verdict is made from plain data, in the process that holds the expected values: an answer needs the exact shape,
and finite real numbers within the tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import resolved
from ..student.proxy import Proxy
from .alternatives import NoRequests, run_all, run_until_one_passes
from .slopes import slopes_of
from .values import (
    CheckFailed,
    Finding,
    compare,
    exact_array,
    finite,
    kind_word,
    real_array,
    require_numbers,
    require_shape,
    short,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from .alternatives import Requests
    from .expected import Records

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

    tests_fault = True  # so that `any_of` does not take it for the student's


class Check:
    """The fixture `check` of one test: each method judges one named value.

    Args:
        test_id: The test that is running.
        records: The expected values; None while the reference is recorded, when no value is compared with a record.
        measures: The ids of the measures that the assignment declares.
        requests: The test's requests to its student.
    """

    def __init__(
        self,
        test_id: str,
        records: Records | None,
        measures: Collection[str] = (),
        requests: Requests | None = None,
    ) -> None:
        self._test_id = test_id
        self._records = records
        self._declared = measures
        self._requests = requests or NoRequests()
        self.observed: dict[str, np.ndarray] = {}
        self.recorded_names: set[str] = set()  # the names of values that are compared with a record
        self.measures: dict[str, float] = {}
        self.last: CheckedValue | None = None

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
            CheckFailed: if it is not; with the first fault that is found, from coarse (no value) to fine (one entry).
        """
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

    def equal(self, name: str, value: Any, *, expected: Any = None) -> None:  # noqa: ANN401 - any plain answer
        """Value has to equal the recorded one, or the literal `expected`, exactly: integers, labels, words."""
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
        backward is compared with the student's own forward.

        Args:
            name: What the value is called.
            value: The gradient that the student's backward gives.
            function: What the student's forward gives at a point.
            at: The point.
            then: Makes one number of what `function` gives, without the student's code.
            atol: The absolute tolerance.
            rtol: The relative tolerance.

        Raises:
            CheckFailed: if it is not, or if every slope is 0: zeros would agree with a forward that is constant.
        """
        exact = self._got(name, value)
        require_numbers(name, exact)
        got = finite(name, exact)
        self._observe(name, got)
        expected = slopes_of(name, function, at, then)
        self.last = CheckedValue(name, got, expected, atol, rtol)
        self._refuse_flat(name, expected)
        fault = compare(name, got, expected, atol, rtol)
        if fault is not None and fault.kind == "value":
            sentence = fault.sentence.replace("what is expected", "the slope of your own forward")
            fault = Finding("gradient", sentence, fault.got, fault.expected)
        if fault is not None:
            raise CheckFailed(fault)

    def true(self, condition: object, sentence: str) -> None:
        """Condition has to be true; if it is not, the student reads the sentence."""
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

    def any_of(self, *alternatives: Callable[[], object]) -> None:
        """One of the alternatives has to pass; they are tried in order, and those after it are not called.

        If none passes, the failure of the first is the test's. While the reference is recorded all of them run, and
        all have to pass; so no two may give a check the same name. Draw random inputs before: an alternative that
        fails half-way would leave other numbers to the next.

        Args:
            alternatives: Functions without arguments, each with checks in it.
        """
        if self._records is None:
            run_all(alternatives, self._requests)
        else:
            run_until_one_passes(alternatives, self._requests, self)

    def recorded(self, name: str, make: Callable[[], Any]) -> np.ndarray:
        """A value that the reference alone makes, such as a second right reading for `also`.

        Args:
            name: What it is called; no other check of the test may have this name.
            make: Called while the reference is recorded, and never afterwards. It may ask the student, who is the
                reference then. Draw random inputs before, because it draws none in the grade.
        """
        if self._records is not None:
            return self._record_of(name, self._records)
        value = exact_array(name, resolved(make()))
        self._observe(name, value)
        self.recorded_names.add(name)
        return value

    def kept(self) -> Any:  # noqa: ANN401 - what `restore` takes
        """A copy of what the checks so far have left here."""
        return dict(self.observed), set(self.recorded_names), dict(self.measures), self.last

    def restore(self, kept: Any) -> None:  # noqa: ANN401 - what `kept` gave
        """Forget the checks since `kept` was called."""
        observed, names, measures, self.last = kept
        self.observed, self.recorded_names, self.measures = dict(observed), set(names), dict(measures)

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
            raise HarnessError(
                f"{self._test_id} reports the measure {id_!r}, which assignment.toml does not declare; write there "
                f'[[measures]] with id = "{id_}", title, order ("ascending" or "descending") and digits'
            )
        self.measures[id_] = float(real_array(id_, resolved(number)))

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
        return got if self._records is None else self._record_of(name, self._records)

    def _record_of(self, name: str, records: Records) -> np.ndarray:
        recorded = records.get(self._test_id, name)
        if recorded is None:
            raise LookupError(
                f"no value was recorded for {name!r} in {self._test_id}; build the assignment again"
            )
        return recorded

    def _refuse_flat(self, name: str, slopes: np.ndarray) -> None:
        """Refuse slopes that are all 0: of the student, and of the reference while it is recorded."""
        if slopes.any():
            return
        if self._records is None:
            raise ValueError(
                f"{self._test_id}: every slope behind {name!r} is 0, so that zeros would pass; choose another point"
            )
        sentence = f"your own forward gives the same number at all points around which {name} was tried"
        raise CheckFailed(Finding("constant", sentence))
