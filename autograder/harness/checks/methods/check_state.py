"""What the checks of one test share: the records, what was observed, and the value that was compared last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...student.batch import resolved
from ..alternatives import NoRequests
from ..values import CheckedValue, exact_array

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ..alternatives import Requests
    from ..expected import Records
    from .reached import Reached


class CheckState:
    """The records and what a test's checks have left so far; each kind of check adds its methods.

    Args:
        test_id: The test that is running.
        records: The expected values; None while the reference is recorded, when no value is compared with a record.
        measures: The ids of the measures that the assignment declares.
        requests: The test's requests to its student.
        sources: Gives the text of the student's files, by name.
    """

    def __init__(
        self,
        test_id: str,
        records: Records | None,
        measures: Collection[str] = (),
        requests: Requests | None = None,
        sources: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._test_id = test_id
        self._records = records
        self._declared = measures
        self._requests = requests or NoRequests()
        self._sources = sources
        self.observed: dict[str, np.ndarray] = {}
        self.recorded_names: set[str] = set()  # the names of values that are compared with a record
        self.measures: dict[str, float] = {}
        self.last: CheckedValue | None = None
        self.graded: list[Reached] = []  # what numbers have reached of the test's points
        self.readings: dict[
            str, frozenset[str]
        ] = {}  # which readings of what may be read in several ways pass
        self.remarks: list[str] = []  # what is said beside the verdict, and costs nothing
        self.zeros_allowed: set[str] = set()  # the checks that say that zeros are right

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
        return (
            dict(self.observed),
            set(self.recorded_names),
            dict(self.measures),
            self.last,
            list(self.remarks),
            list(self.graded),
            dict(self.readings),
        )

    def restore(self, kept: Any) -> None:  # noqa: ANN401 - what `kept` gave
        """Forget the checks since `kept` was called."""
        observed, names, measures, self.last, remarks, graded, readings = kept
        self.readings = dict(readings)
        self.remarks, self.graded = list(remarks), list(graded)
        self.observed, self.recorded_names, self.measures = dict(observed), set(names), dict(measures)

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
