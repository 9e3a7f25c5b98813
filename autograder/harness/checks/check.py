"""Compare the student's answer with the expected value, and say in words what differs.

The verdict is made from plain data, in the process that holds the expected values: an answer needs the exact shape,
and finite real numbers within the tolerance.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from ..student.batch import resolved
from ..student.proxy import Proxy
from .alternatives import HarnessError, NoRequests, run_all, run_until_one_passes
from .slopes import Forward
from .tolerance import SINGLE, Tolerance
from .values import (
    CheckedValue,
    CheckFailed,
    Finding,
    compare,
    exact_array,
    finite,
    kind_word,
    name_of_nan,
    one_number,
    require_numbers,
    require_shape,
    short,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from .alternatives import Requests
    from .expected import Records

__all__ = ["Check", "CheckFailed", "CheckedValue", "Finding", "HarnessError"]


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
        self.zeros_allowed: set[str] = set()  # the checks that say that zeros are right

    def close(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = None,  # noqa: ANN401 - whatever numpy takes for an array
        also: Sequence[Any] = (),
        atol: float | None = None,
        rtol: float | None = None,
        zeros: bool = False,
    ) -> None:
        """Value has to be the recorded one, or the literal `expected`, or one of `also`, within tolerance.

        Where neither tolerance is given, each entry may be off by 3e-6 of the largest one: single precision passes.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            also: Other values that are right.
            atol: How far each entry may be off; 1e-8 where only `rtol` is given.
            rtol: By which share of itself each entry may be off; 1e-7 where only `atol` is given.
            zeros: Whether the value is 0 on purpose; otherwise the build refuses a record of zeros only, and a test
                that a file which answers zeros passes.

        Raises:
            CheckFailed: if it is not; with the first fault that is found, from coarse (no value) to fine (one entry).
        """
        self.zeros_allowed |= {name} if zeros else set()
        exact = self._got(name, value, expected)
        require_numbers(name, exact)
        expected = self._expected(name, exact, expected)
        tolerance = Tolerance.of(atol, rtol)
        self.last = CheckedValue(name, exact, np.asarray(expected), tolerance)
        if exact.shape not in {np.shape(one) for one in (expected, *also)}:
            require_shape(name, exact, np.asarray(expected), value)
        got = finite(name, exact)  # after the shape: an array of floats can be eight times as large
        self._observe(name, got)
        faults = [compare(name, got, np.asarray(one, dtype=float), tolerance) for one in (expected, *also)]
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
        self.zeros_allowed |= {name} if zeros else set()
        got = self._got(name, value, expected)
        self._observe(name, got)
        expected = np.asarray(self._expected(name, got, expected))
        self.last = CheckedValue(name, got, expected)
        require_shape(name, got, expected, value)
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

        Each entry i of the gradient is (f(at + h e_i) - f(at - h e_i)) / (2 h): the student's backward is compared
        with the student's own forward, which tells the student more than a wrong number does. Slopes that are all 0
        fail. A gradient also has to be the recorded one, because forward can be made to agree with any backward.

        Args:
            name: What the value is called.
            value: The gradient that the student's backward gives.
            function: What the student's forward gives at a point.
            at: The point.
            then: Makes one number of what `function` gives, without the student's code.
            atol: The absolute tolerance; more is allowed where forward is right in single precision.
            rtol: The relative tolerance.

        Raises:
            CheckFailed: if it is not.
        """
        exact = self._got(name, value)
        require_numbers(name, exact)
        got = finite(name, exact) if exact.shape == at.shape else exact
        self._observe(name, got)
        tolerance, nearly = Tolerance(atol, rtol), Tolerance(atol, rtol, SINGLE)
        recorded = got if self._records is None else self._records.get(self._test_id, name)
        is_right = recorded is not None and compare(name, got, recorded.astype(float), nearly) is None
        slopes, fault = Forward(name, function, at, then).judge(got, tolerance, is_right=is_right)
        self.last = CheckedValue(name, got, slopes, tolerance)
        if fault is not None:
            raise CheckFailed(fault)
        expected = np.asarray(self._expected(name, got, None), dtype=float)
        self.last = CheckedValue(name, got, expected, nearly)
        fault = compare(name, got, expected, nearly)
        if fault is not None:
            sentence = f"{name} is the slope of your own forward, but forward is not right: {fault.sentence}"
            raise CheckFailed(Finding("value", sentence, fault.got, fault.expected))

    def true(self, condition: object, sentence: str, *, zeros: bool = False) -> None:
        """Condition has to be true; if it is not, the student reads the sentence.

        Args:
            condition: What has to be true.
            sentence: What has to be so, in words.
            zeros: Whether a file that answers zeros may pass the test, as for `close`.

        Raises:
            CheckFailed: if it is not true.
        """
        self.zeros_allowed |= {sentence} if zeros else set()
        self.last = CheckedValue(sentence)
        condition = resolved(condition)
        if isinstance(condition, Proxy) or not bool(condition):
            name = name_of_nan(sys._getframe(1).f_locals)  # noqa: SLF001 - the test's own names, which nothing else knows
            if name:
                raise CheckFailed(Finding("not-finite", f"{sentence}; but {name} holds NaN (not a number)"))
            raise CheckFailed(Finding("condition", sentence))

    def not_none(self, value: object, sentence: str) -> None:
        """Value must not be None; if it is, the student reads the sentence.

        In a test that is marked `batch`, `value is not None` is always true: the answer has not come yet.

        Raises:
            CheckFailed: if it is None.
        """
        self.true(resolved(value) is not None, sentence)

    def any_of(self, *alternatives: Callable[[], object]) -> None:
        """One of the alternatives has to pass; they are tried in order, and those after it are not called.

        If none passes, the failure of the first is the test's. While the reference is recorded all of them run and
        have to pass; so no two may give a check the same name. Draw random inputs before: one that fails half-way
        would leave other numbers to the next.

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
            # In the grade only an answer can have led here, since the build refuses what the reference reports.
            raise (HarnessError if self._records is None else LookupError)(
                f"{self._test_id} reports the measure {id_!r}, which assignment.toml does not declare; write there "
                f'[[measures]] with id = "{id_}", title, order ("ascending" or "descending") and digits'
            )
        self.measures[id_] = one_number(id_, resolved(number))

    def _got(self, name: str, value: Any, expected: Any = None) -> np.ndarray:  # noqa: ANN401 - as given
        self.last = CheckedValue(name)
        if expected is None and self._records is not None:
            expected = self._records.get(self._test_id, name)
        exact = exact_array(name, resolved(value), None if expected is None else np.asarray(expected))
        self.last = CheckedValue(name, exact)
        return exact

    def _observe(self, name: str, got: np.ndarray) -> None:
        if name in self.observed:
            raise ValueError(f"{self._test_id} checks {name!r} twice; each check needs another name")
        self.observed[name] = got

    def _expected(self, name: str, got: np.ndarray, expected: Any) -> Any:  # noqa: ANN401 - as given
        if expected is not None:
            return expected
        self.recorded_names.add(name)
        return got if self._records is None else self._record_of(name, self._records)

    def _record_of(self, name: str, records: Records) -> np.ndarray:
        recorded = records.get(self._test_id, name)
        if recorded is None:
            raise LookupError(f"the reference solution never comes to the check {name!r}")
        return recorded
