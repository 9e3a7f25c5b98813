"""How a mistake fails a test: a student who fails the test in the same way has made the mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..checks.test_record import TestRecord

_RELATIVE, _ABSOLUTE = (
    1e-6,
    1e-12,
)  # of the largest entry: more than two machines differ by, less than two mistakes

_LONGEST = 300  # characters of a message


@dataclass(frozen=True)
class MistakeSignature:
    """How a test fails with certain mistakes; it fails in the same way with each of them.

    Attributes:
        mistakes: Their ids.
        check: The check that fails, or "" if the test does not reach one.
        kind: The class of the finding.
        error: The class of the exception that left the student's code, or "".
        value: The value that the check got, or None if it is not an array.
        message: What was said of the exception, without its line, or "". Two mistakes often raise the same class.
        mark: Of an exception, the line of the student's that raised it, and the shapes of what it worked on.
    """

    mistakes: tuple[str, ...]
    check: str
    kind: str
    error: str
    value: np.ndarray | None
    message: str = ""
    mark: str = ""

    def to_json(self, values: dict[str, np.ndarray]) -> dict[str, Any]:
        """A JSON-ready dictionary; the value is added to `values`, and its key stands for it."""
        payload: dict[str, Any] = {"mistakes": self.mistakes, "check": self.check, "kind": self.kind}
        if self.error:
            payload["error"], payload["mark"] = self.error, self.mark
        if self.message:
            payload["message"] = self.message
        if self.value is not None:
            payload["value"] = str(len(values))
            values[payload["value"]] = self.value
        return payload

    @classmethod
    def from_json(cls, payload: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> MistakeSignature:
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError: if it is anything else.
        """
        return cls(
            mistakes=tuple(payload["mistakes"]),
            check=payload["check"],
            kind=payload["kind"],
            error=payload.get("error", ""),
            value=values[payload["value"]] if "value" in payload else None,
            message=payload.get("message", ""),
            mark=payload.get("mark", ""),
        )


def message_of(record: TestRecord) -> str:
    """What was said of the exception that left the student's code or stopped the test, without its line, or ""."""
    if record.finding is None or not (record.error or record.finding.kind == "stopped"):
        return ""
    return re.sub(r" \([^()]+, line \d+\)$", "", record.finding.sentence)[:_LONGEST]


def mark_of(record: TestRecord) -> str:
    """The mark of the line at which the test stopped, or ""."""
    return "" if record.stop is None else record.stop.mark


def matches(record: TestRecord, signature: MistakeSignature) -> bool:
    """Whether a test ended as with these mistakes: with the same check, reason, value and exception.

    An exception of the same class, and even of the same text, may come from anywhere: it has to come from the same
    statement in the same function, and if nobody knows from where it came, it is no evidence.
    """
    if record.error and (not signature.mark or mark_of(record) != signature.mark):
        return False
    if (record.check, record.error) != (signature.check, signature.error) or record.finding is None:
        return False
    if (record.finding.kind, message_of(record)) != (signature.kind, signature.message):
        return False
    if record.wrong is None or signature.value is None:
        return record.wrong is signature.value
    return same_value(record.wrong, signature.value)


def same_value(got: np.ndarray, other: np.ndarray) -> bool:
    """Whether two wrong answers are equal up to rounding; NaN equals NaN."""
    if got.shape != other.shape or (got.dtype.kind in "US") != (other.dtype.kind in "US"):
        return False
    if got.dtype.kind in "US":
        return bool(np.array_equal(got, other))
    if not got.size:
        return True
    with np.errstate(all="ignore"):
        floor = _ABSOLUTE + _RELATIVE * _scale(other) / 100
        first, right = complex(got.flat[0]), complex(other.flat[0])
        # Most wrong answers differ from the first entry on.
        if abs(first - right) > floor + _RELATIVE * abs(right):
            return False
        close = np.isclose(got, other, rtol=_RELATIVE, atol=floor, equal_nan=True)
    return bool(close.all())


def _scale(values: np.ndarray) -> float:
    """The size of the largest entry that is a number and finite."""
    largest = float(np.abs(values).max())
    if np.isfinite(largest):
        return largest
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
