"""The catalogue of known mistakes as the tests saw them: what each of them makes of each test."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .relations.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..checks.test_record import TestRecord

MISTAKES_FILE = "mistakes.npz"  # in a handout's tests/, and in a bundle
_CATALOGUE = "catalogue"  # in that file: ids, hints and outcomes, as JSON

TELLING = 3  # different entries of a value that nobody meets by accident
NOTHING = (Kind.INPUT, Kind.ZEROS, Kind.CONSTANT)
_RELATIVE, _ABSOLUTE = 1e-6, 1e-12  # of the largest entry: looser than two machines differ, tighter than two mistakes


@dataclass(frozen=True)
class KnownMistake:
    """One entry of the catalogue.

    Attributes:
        id: Its name.
        question: The question whose code it is in.
        hint: What a student reads: what is wrong and why.
    """

    id: str
    question: str
    hint: str


@dataclass(frozen=True)
class Outcome:
    """What some mistakes make of a test, all of them the same.

    Attributes:
        mistakes: Their ids.
        check: The check that does not hold, or "" where the test did not come to one.
        kind: The class of the finding.
        error: The class of the exception that left the student's code, or "".
        value: What the check was given, as far as it was an array, or None.
    """

    mistakes: tuple[str, ...]
    check: str
    kind: str
    error: str
    value: np.ndarray | None


class KnownMistakes:
    """What is known of an assignment's mistakes.

    Args:
        mistakes: The catalogue.
        outcomes: By test id, what the mistakes that it catches make of it.
    """

    def __init__(self, mistakes: Iterable[KnownMistake], outcomes: Mapping[str, tuple[Outcome, ...]]) -> None:
        self.mistakes = {mistake.id: mistake for mistake in mistakes}
        self.outcomes = dict(outcomes)

    def suspects(self, record: TestRecord) -> frozenset[str]:
        """The mistakes that make of this test what the student made of it; those that pass it are not among them."""
        return frozenset(
            mistake
            for outcome in self.outcomes.get(record.id, ())
            if is_outcome(record, outcome)
            for mistake in outcome.mistakes
        )

    def suspected(self, record: TestRecord) -> TestRecord:
        """The record of a test that failed, with what the catalogue says of it."""
        wrong = record.wrong
        telling = (
            wrong is not None and wrong.dtype.kind == "f" and np.unique(wrong[np.isfinite(wrong)]).size >= TELLING
        )
        # Whoever wrote nothing yet gives back what came in, as some mistakes do.
        telling = telling and not any(one.kind in NOTHING for one in record.structures)
        return replace(record, suspects=self.suspects(record), telling=bool(telling))

    def caught_by(self, mistake: str) -> dict[str, Outcome]:
        """By test id, what the mistake makes of the tests that it fails."""
        return {
            test: outcome
            for test, outcomes in self.outcomes.items()
            for outcome in outcomes
            if mistake in outcome.mistakes
        }

    def to_files(self, folders: tuple[str, ...] | None = None) -> dict[str, bytes]:
        """File name to content, of the tests in these folders only where folders are given; {} without a mistake.

        The catalogue's text lies compressed beside the values: nobody reads by accident what to look for.
        """
        if not self.outcomes:
            return {}
        outcomes = {
            test: found
            for test, found in sorted(self.outcomes.items())
            if folders is None or test.split("/", 1)[0] in folders
        }
        ids = {mistake for found in outcomes.values() for outcome in found for mistake in outcome.mistakes}
        values: dict[str, np.ndarray] = {}
        tests = {test: [_to_json(outcome, values) for outcome in found] for test, found in outcomes.items()}
        mistakes = [vars(mistake) for mistake in self.mistakes.values() if mistake.id in ids]
        text = json.dumps({"mistakes": mistakes, "tests": tests}, ensure_ascii=False)
        values[_CATALOGUE] = np.frombuffer(text.encode(), np.uint8)
        stream = io.BytesIO()
        np.savez_compressed(stream, **values)  # type: ignore[arg-type]  # numpy's stub takes the keys for options
        return {MISTAKES_FILE: stream.getvalue()}

    @classmethod
    def load(cls, folder: Path) -> KnownMistakes | None:
        """Read the file of `to_files`; None where the assignment has no catalogue.

        Raises:
            OSError: if the file cannot be read.
            ValueError: if it is damaged.
        """
        path = folder / MISTAKES_FILE
        if not path.is_file():
            return None
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
                values = {key: archive[key] for key in archive.files}
            catalogue = json.loads(values[_CATALOGUE].tobytes())
            outcomes = {
                test: tuple(_from_json(outcome, values) for outcome in found)
                for test, found in catalogue["tests"].items()
            }
            return cls([KnownMistake(**mistake) for mistake in catalogue["mistakes"]], outcomes)
        except (ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"{path.name} is damaged ({error})") from error


def is_outcome(record: TestRecord, outcome: Outcome) -> bool:
    """Whether the student's test ended as with these mistakes: at one check, for one reason, with one value."""
    if (record.check, record.error) != (outcome.check, outcome.error) or record.finding is None:
        return False
    if record.finding.kind != outcome.kind:
        return False
    if record.wrong is None or outcome.value is None:
        return record.wrong is outcome.value
    return same_value(record.wrong, outcome.value)


def same_value(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two wrong answers are the same up to rounding; NaN is the same as NaN."""
    if one.shape != other.shape or (one.dtype.kind in "US") != (other.dtype.kind in "US"):
        return False
    if one.dtype.kind in "US":
        return bool(np.array_equal(one, other))
    with np.errstate(all="ignore"):
        finite = np.abs(other[np.isfinite(other)])
        scale = float(finite.max()) if finite.size else 0.0
        close = np.isclose(one, other, rtol=_RELATIVE, atol=_ABSOLUTE + _RELATIVE * scale / 100, equal_nan=True)
    return bool(close.all())


def _to_json(outcome: Outcome, values: dict[str, np.ndarray]) -> dict[str, Any]:
    told: dict[str, Any] = {"mistakes": outcome.mistakes, "check": outcome.check, "kind": outcome.kind}
    if outcome.error:
        told["error"] = outcome.error
    if outcome.value is not None:
        told["value"] = str(len(values))
        values[told["value"]] = outcome.value
    return told


def _from_json(told: dict[str, Any], values: Mapping[str, np.ndarray]) -> Outcome:
    return Outcome(
        mistakes=tuple(told["mistakes"]),
        check=told["check"],
        kind=told["kind"],
        error=told.get("error", ""),
        value=values[told["value"]] if "value" in told else None,
    )
