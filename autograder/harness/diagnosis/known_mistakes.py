"""The known mistakes of an assignment: how each of them fails each test."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .evidence import is_answer
from .mistake_signature import MistakeSignature, matches
from .relations.relation import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..checks.test_record import TestRecord

MISTAKES_FILE = "mistakes.npz"  # in a handout's tests/, and in a bundle
_CATALOGUE = "catalogue"  # in that file: ids, hints and signatures, as JSON

DISTINCTIVE = 3  # different entries, from which on a value does not come about by accident
LOOKED_AT = 100_000  # entries
_RIGHT = 1e-6  # of the right number: an entry that is off by less is no evidence
# How the values of unwritten code relate to the right ones.
NOTHING = (RelationKind.INPUT, RelationKind.ZEROS, RelationKind.CONSTANT)


def _first_finite(array: np.ndarray) -> np.ndarray:
    """The finite ones of its first numbers; to look at all of a very large array would take long."""
    first: np.ndarray = array.reshape(-1)[:LOOKED_AT]
    finite: np.ndarray = first[np.isfinite(first)]
    return finite


def _is_distinctive(wrong: np.ndarray, expected: np.ndarray | None) -> bool:
    """Whether a wrong value has numbers that do not come about by accident; right entries are not counted."""
    if wrong.dtype.kind != "f":
        return False
    if expected is not None and expected.shape == wrong.shape and expected.dtype.kind in "biuf":
        with np.errstate(all="ignore"):
            wrong = wrong[~np.isclose(wrong, expected, rtol=_RIGHT, atol=0.0)]
    return np.unique(_first_finite(wrong)).size >= DISTINCTIVE


@dataclass(frozen=True)
class KnownMistake:
    """One entry of the catalogue.

    Attributes:
        id: Its name.
        question: The question that it belongs to.
        hint: What a student reads: what is wrong, and why.
    """

    id: str
    question: str
    hint: str


class KnownMistakes:
    """The known mistakes of an assignment, with their signatures.

    Args:
        mistakes: The catalogue.
        signatures: By test id, how the test fails with each mistake that it catches.
    """

    def __init__(
        self, mistakes: Iterable[KnownMistake], signatures: Mapping[str, tuple[MistakeSignature, ...]]
    ) -> None:
        self.mistakes = {mistake.id: mistake for mistake in mistakes}
        self.signatures = dict(signatures)

    def suspects(self, record: TestRecord) -> frozenset[str]:
        """The mistakes with which this test fails as it did for the student."""
        return frozenset(
            mistake
            for signature in self.signatures.get(record.id, ())
            if matches(record, signature)
            for mistake in signature.mistakes
        )

    def with_suspects(self, record: TestRecord, expected: np.ndarray | None = None) -> TestRecord:
        """The record of a failed test, completed with the suspected mistakes.

        Args:
            record: The record.
            expected: What the failed check has compared with, where it is known.
        """
        distinctive = record.wrong is not None and _is_distinctive(record.wrong, expected)
        # Unwritten code may give back its input, as some mistakes do.
        distinctive = distinctive and not any(one.kind in NOTHING for one in record.relations)
        return replace(
            record,
            suspects=self.suspects(record),
            distinctive=distinctive,
            answered=is_answer(record, expected),
        )

    def caught_by(self, mistake: str) -> dict[str, MistakeSignature]:
        """By test id, how the mistake fails each test that catches it."""
        return {
            test: signature
            for test, signatures in self.signatures.items()
            for signature in signatures
            if mistake in signature.mistakes
        }

    def to_files(self, folders: tuple[str, ...] | None = None) -> dict[str, bytes]:
        """The files to write, by name; with `folders`, only for tests in these folders; {} without mistakes.

        The catalogue's text is compressed together with the values, so that nobody reads the hints by accident.
        """
        if not self.signatures:
            return {}
        shipped = {
            test: signatures
            for test, signatures in sorted(self.signatures.items())
            if folders is None or test.split("/", 1)[0] in folders
        }
        ids = {mistake for signatures in shipped.values() for one in signatures for mistake in one.mistakes}
        values: dict[str, np.ndarray] = {}
        tests = {test: [one.to_json(values) for one in signatures] for test, signatures in shipped.items()}
        mistakes = [vars(mistake) for mistake in self.mistakes.values() if mistake.id in ids]
        text = json.dumps({"mistakes": mistakes, "tests": tests}, ensure_ascii=False)
        values[_CATALOGUE] = np.frombuffer(text.encode(), np.uint8)
        stream = io.BytesIO()
        np.savez_compressed(stream, **values)  # type: ignore[arg-type]  # numpy's stub takes the keys for options
        return {MISTAKES_FILE: stream.getvalue()}

    @classmethod
    def load(cls, folder: Path) -> KnownMistakes | None:
        """Read the file that `to_files` gave; None if the assignment has no catalogue.

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
            signatures = {
                test: tuple(MistakeSignature.from_json(one, values) for one in found)
                for test, found in catalogue["tests"].items()
            }
            return cls([KnownMistake(**mistake) for mistake in catalogue["mistakes"]], signatures)
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise ValueError(f"{path.name} is damaged ({error})") from error
