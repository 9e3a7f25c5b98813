"""The check of values that have to be equal: `check.equal`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...student.batch import resolved
from ...student.plain import is_plain_array
from ...student.proxy import Proxy
from ...values.written import is_written
from ..printed import as_number, both_printed, require_extent, require_kind
from ..values import CheckedValue, CheckFailed, Finding, exact_array
from .structure_checks import UNSET, StructureChecks


class EqualCheck(StructureChecks):
    """Values that have to be equal: integers, labels, words, sets, dates, None."""

    def equal(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        expected: Any = UNSET,  # noqa: ANN401 - any plain value
        loose: bool = False,
        zeros: bool = False,
    ) -> None:
        """Value has to equal the recorded one, or the literal `expected`, exactly: integers, labels, words, sets.

        True is not 1. Lists, tuples and arrays of numbers, of words or of truth values may stand for each other. A
        value that no array holds, such as None, a set, a dictionary, a date or a mixed list, is compared as by
        `same`, without a tolerance: a list is not a tuple then.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            loose: Whether 1 may stand for True and 0 for False, and a list for a tuple.
            zeros: Whether the value is 0, empty or None on purpose, as for `close`.

        Raises:
            CheckFailed: if it does not.
        """
        value = resolved(value)
        if self._is_nested(name, value, expected):
            self.same(name, value, expected=expected, atol=0.0, rtol=0.0, loose=loose, zeros=zeros)
            return
        self.zeros_allowed |= {name} if zeros else set()
        expected = None if expected is UNSET else expected
        got = self._got(name, as_number(value) if loose else value, expected)
        self._observe(name, got)
        expected = np.asarray(self._expected(name, got, expected))
        expected = np.asarray(as_number(expected)) if loose else expected
        self.last = CheckedValue(name, got, expected)
        require_extent(name, value, got, expected)
        require_kind(name, value, got, expected)
        if not np.array_equal(got, expected):
            differing = int(np.sum(got != expected))
            sentence = f"{name} differs from what is expected"
            if got.size > 1:
                sentence += f" in {differing} of {got.size} entries"
            raise CheckFailed(Finding("value", sentence, *both_printed(value, got, expected)))

    def _is_nested(self, name: str, value: Any, expected: Any) -> bool:  # noqa: ANN401 - as given
        """Whether the right value is none that an array can hold: None, a set, a dictionary, a date, a mixed list."""
        if expected is not UNSET:
            return not _fits_an_array(name, expected)
        if self._records is None:
            return not isinstance(value, Proxy) and not _fits_an_array(name, value)
        record = self._records.get(self._test_id, name)
        return record is not None and record.dtype.kind == "U" and not record.ndim and is_written(str(record))


def _fits_an_array(name: str, value: object) -> bool:
    if isinstance(value, np.ndarray):
        return is_plain_array(value) or value.dtype.kind == "U"
    try:
        exact_array(name, value)
    except CheckFailed:
        return False
    return True
