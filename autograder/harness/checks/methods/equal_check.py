"""The check of values that have to be equal: `check.equal`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...student.batch import resolved
from ...student.plain import is_plain_array
from ...student.proxy import Proxy
from ...values.written import is_written
from ..values import CheckedValue, CheckFailed, Finding, exact_array, kind_word, require_shape, short
from .structure_checks import UNSET, StructureChecks


class EqualCheck(StructureChecks):
    """Values that have to be equal: integers, labels, words, sets, dates, None."""

    def equal(self, name: str, value: Any, *, expected: Any = UNSET, zeros: bool = False) -> None:  # noqa: ANN401 - any plain answer
        """Value has to equal the recorded one, or the literal `expected`, exactly: integers, labels, words, sets.

        A value that no array holds, such as None, a set, a dictionary or a date, is compared as by `same`, without a
        tolerance.

        Args:
            name: What the value is called.
            value: What the student's code answered.
            expected: The right value, where a document states it; the reference's value unless given.
            zeros: Whether the value is 0, empty or None on purpose, as for `close`.

        Raises:
            CheckFailed: if it does not.
        """
        value = resolved(value)
        if self._is_nested(name, value, expected):
            self.same(name, value, expected=expected, atol=0.0, rtol=0.0, zeros=zeros)
            return
        self.zeros_allowed |= {name} if zeros else set()
        expected = None if expected is UNSET else expected
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
