"""Hints that several assignments share: `hints.toml` beside their folders, with each one's names for `{a_word}`."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import TYPE_CHECKING

from autograder.errors import SourceError
from autograder.files import tree_hash
from autograder.text import nearest
from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HINTS = "hints.toml"  # in source/
SHARED, WORDS = "shared", "words"  # keys of a mistake: which hint, and what stands for its words
_WORD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class SharedHints:
    """The hints of `hints.toml`, and the words that an assignment puts into them."""

    def __init__(self, assignment: Path, words: Table) -> None:
        """Read nothing yet: most assignments share no hint.

        Args:
            assignment: Its source folder.
            words: The table `[words]` of its catalogue: a word of shared hints, and what it is called here.
        """
        self._file = assignment.parent / HINTS
        self._words = words
        self._own = {word: words.get(word, str) for word in words.values}
        self._used: set[str] = set()

    @cached_property
    def _hints(self) -> Mapping[str, str]:
        """The hints by name, read when the first one is asked for."""
        if not self._file.is_file():
            raise SourceError(
                self._file, 0, "the file is missing from which this catalogue shares hints; copy it along"
            )
        return _read(self._file)

    def text(self, mistake: Table) -> str:
        """The hint that a mistake shares, with the assignment's words.

        Raises:
            SourceError: if there is no such hint, or one of its words is not given; and for a fault of `hints.toml`.
        """
        name = mistake.get(SHARED, str)
        if "hint" in mistake.values:
            raise mistake.error(SHARED, "a mistake has a `hint` of its own or a `shared` one; take one out")
        if name not in self._hints:
            close = nearest(name, self._hints)
            instead = f"did you mean {close!r}?" if close else f"it has {', '.join(self._hints) or 'none'}"
            raise mistake.error(SHARED, f"{self._file} has no hint {name!r}; {instead}")
        given: dict[str, object] = mistake.get(WORDS, dict, {})
        words = {**self._own, **given}
        needed = set(_WORD.findall(self._hints[name]))
        self._used |= needed
        for word, meant in given.items():
            if word not in needed:
                raise mistake.error(WORDS, f"the hint {name!r} has no word {word!r}; take it out")
            if not isinstance(meant, str):
                raise mistake.error(WORDS, f"{word!r} has to be a string, and is {meant!r}")
        for word in sorted(needed):
            if word not in words:
                raise mistake.error(
                    SHARED,
                    f"the hint {name!r} has the word {word!r}; say under [{WORDS}] what it is called here",
                )
        return _WORD.sub(lambda found: str(words[found[1]]), self._hints[name])

    def close(self) -> None:
        """Refuse a word of the assignment that no hint of its catalogue has.

        Raises:
            SourceError: naming the first one.
        """
        for word in self._own:
            if word not in self._used:
                raise self._words.error(
                    word, f"no shared hint of this file has the word {word!r}; take it out"
                )


def source_hash(folder: Path) -> str:
    """The hash of an assignment's source folder, and of the shared hints where its catalogue has one."""
    own = tree_hash(folder)
    shared, catalogue = folder.parent / HINTS, folder / "mistakes.toml"
    if not (shared.is_file() and catalogue.is_file() and _shares(catalogue)):
        return own
    return hashlib.sha256(own.encode() + shared.read_bytes()).hexdigest()


def _shares(catalogue: Path) -> bool:
    """Whether a mistake has a shared hint, as far as a look at the text tells."""
    return (
        re.search(rf"^{SHARED}\s*=", catalogue.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        is not None
    )


def _read(file: Path) -> Mapping[str, str]:
    """The hints by name."""
    top = read_toml(file)
    found: dict[str, str] = {}
    for name in top.values:
        table = top.table(name)
        found[name] = table.get("hint", str).strip()
        table.close()
        if not found[name]:
            raise table.error("hint", "`hint` is empty; say in a sentence or two what is wrong and why")
    top.close()
    return found
