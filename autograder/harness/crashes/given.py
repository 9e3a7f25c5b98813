"""Know which lines of a student's file are the handout's own and unchanged: they are right as they stand."""

from __future__ import annotations

import ast
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .code import Function, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .code import Code, Position

GIVEN_FILE = "given.json"  # in a handout's tests/, and in a bundle
_DIGITS = 16


@dataclass(frozen=True)
class Given:
    """The lines of an assignment's files that students are given.

    Attributes:
        lines: By file name, the fingerprints of its statements.
    """

    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_own(self, position: Position) -> bool:
        """Whether a statement stands in the handout as it does here, in the same function.

        A notebook's cells have other names than the files, so the statements of all files count there.
        """
        found = self.lines.get(position.code.file)
        everywhere = frozenset().union(*self.lines.values())
        return fingerprint(position) in (everywhere if found is None else found)

    def to_file(self) -> bytes:
        """The file that `load` reads."""
        return (json.dumps({name: sorted(one) for name, one in sorted(self.lines.items())}) + "\n").encode()

    @classmethod
    def of(cls, stubs: Mapping[str, str]) -> Given:
        """The lines of these files, by name."""
        codes = [code for name, text in stubs.items() if (code := read(name, text)) is not None]
        return cls({code.file: frozenset(map(fingerprint, _positions(code))) for code in codes})

    @classmethod
    def load(cls, folder: Path) -> Given:
        """Read the file in this folder; nothing is known where there is none.

        Raises:
            OSError: if the file cannot be read.
            ValueError: if it is damaged.
        """
        path = folder / GIVEN_FILE
        if not path.is_file():
            return cls()
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not all(isinstance(one, list) for one in found.values()):
            raise ValueError(f"{path.name} is damaged")
        return cls({str(name): frozenset(map(str, one)) for name, one in found.items()})


def fingerprint(position: Position) -> str:
    """The same for the same statement in the same function, wherever the function stands."""
    return hashlib.sha256(f"{position.name}\n{position.form}".encode()).hexdigest()[:_DIGITS]


def _positions(code: Code) -> Iterator[Position]:
    for node in ast.walk(code.tree):
        if isinstance(node, ast.stmt) and not isinstance(node, (*Function, ast.ClassDef)):
            position = code.position(node.lineno)
            if position is not None:
                yield position
