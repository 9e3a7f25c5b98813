"""The catalogue of known mistakes as the tests saw them: what each of them makes of each test."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .mistake_signature import MistakeSignature, matches
from .relations.relation import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..checks.test_record import TestRecord

MISTAKES, VALUES = "mistakes.json", "mistakes.npz"  # the files' names, in a handout and in a bundle
DISTINCTIVE = 3  # different entries of a value that nobody meets by accident
# How the values of whoever has not begun relate to the right ones.
NOTHING = (RelationKind.INPUT, RelationKind.ZEROS, RelationKind.CONSTANT)


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


class KnownMistakes:
    """What is known of an assignment's mistakes.

    Args:
        mistakes: The catalogue.
        signatures: By test id, what the mistakes that it catches make of it.
    """

    def __init__(
        self, mistakes: Iterable[KnownMistake], signatures: Mapping[str, tuple[MistakeSignature, ...]]
    ) -> None:
        self.mistakes = {mistake.id: mistake for mistake in mistakes}
        self.signatures = dict(signatures)

    def suspects(self, record: TestRecord) -> frozenset[str]:
        """The mistakes that make of this test what the student made of it; those that pass it are not among them."""
        return frozenset(
            mistake
            for signature in self.signatures.get(record.id, ())
            if matches(record, signature)
            for mistake in signature.mistakes
        )

    def with_suspects(self, record: TestRecord) -> TestRecord:
        """The record of a test that failed, with what the catalogue says of it."""
        wrong = record.wrong
        distinctive = (
            wrong is not None and wrong.dtype.kind == "f" and np.unique(wrong[np.isfinite(wrong)]).size >= DISTINCTIVE
        )
        # Whoever wrote nothing yet gives back what came in, as some mistakes do.
        distinctive = distinctive and not any(one.kind in NOTHING for one in record.relations)
        return replace(record, suspects=self.suspects(record), distinctive=bool(distinctive))

    def caught_by(self, mistake: str) -> dict[str, MistakeSignature]:
        """By test id, what the mistake makes of the tests that it fails."""
        return {
            test: signature
            for test, signatures in self.signatures.items()
            for signature in signatures
            if mistake in signature.mistakes
        }

    def to_files(self, folders: tuple[str, ...] | None = None) -> dict[str, bytes]:
        """File name to content, of the tests in these folders only where folders are given; {} without a mistake."""
        if not self.signatures:
            return {}
        kept = {
            test: signatures
            for test, signatures in sorted(self.signatures.items())
            if folders is None or test.split("/", 1)[0] in folders
        }
        ids = {mistake for signatures in kept.values() for signature in signatures for mistake in signature.mistakes}
        values: dict[str, np.ndarray] = {}
        tests = {test: [signature.to_json(values) for signature in signatures] for test, signatures in kept.items()}
        mistakes = [vars(mistake) for mistake in self.mistakes.values() if mistake.id in ids]
        payload = {"mistakes": mistakes, "tests": tests}
        stream = io.BytesIO()
        np.savez(stream, **values)  # type: ignore[arg-type]  # numpy's stub takes the keys for options
        text = json.dumps(payload, indent=1, ensure_ascii=False) + "\n"
        return {MISTAKES: text.encode(), VALUES: stream.getvalue()}

    @classmethod
    def load(cls, folder: Path) -> KnownMistakes | None:
        """Read the files of `to_files`; None where the assignment has no catalogue.

        Raises:
            OSError: if a file cannot be read.
            ValueError: if one is damaged.
        """
        if not (folder / MISTAKES).is_file():
            return None
        try:
            payload = json.loads((folder / MISTAKES).read_text(encoding="utf-8"))
            with (folder / VALUES).open("rb") as stream, np.load(stream, allow_pickle=False) as values:
                arrays = {key: values[key] for key in values.files}
            signatures = {
                test: tuple(MistakeSignature.from_json(signature, arrays) for signature in found)
                for test, found in payload["tests"].items()
            }
            return cls([KnownMistake(**mistake) for mistake in payload["mistakes"]], signatures)
        except (KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{MISTAKES} or {VALUES} is damaged ({error})") from error
