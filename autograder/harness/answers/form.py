"""Read `answers.toml` as students fill it in: entry by entry, so that a slip in one answer costs no other.

TOML's own reader reads each entry alone. Where an entry begins is seen by its name at the beginning of a line. A line
that begins with the name of a question begins an entry even where the one above it has not ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from .entry import Opening, UnreadableEntryError, as_it_stands, opening_of, read_entry
from .text import LARGEST, UnreadableFormError, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

ANSWERS = "answers.toml"  # the file's name, in a source folder, a bundle and a submission
# The parser's time grows with the square of these; a form that a person filled in has far fewer.
_MOST_DOTS = 1_000  # in one line
_MOST_BRACKETS = 1_000
_MOST_ENDS = 5  # lines that are tried as the last one of an answer of several lines
_QUOTES = ('"""', "'''")
_BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Entry:
    """One answer as it was filled in.

    Attributes:
        name: The question's name as it is written here.
        line: The line in which the entry begins.
        value: What TOML's reader makes of it; None if it cannot be read.
        fault: Why it cannot be read, or "".
        as_it_stands: The text between its quotation marks, where TOML reads something else or nothing because of
            single backslashes or further quotation marks; None where there is no such doubt.
    """

    name: str
    line: int
    value: object = None
    fault: str = ""
    as_it_stands: str | None = None


@dataclass(frozen=True)
class Form:
    """A form as it was filled in.

    Attributes:
        entries: In their order; a name may stand twice.
        stray: The lines that are neither an answer nor a comment.
        notes: Sentences about the file as a whole.
    """

    entries: tuple[Entry, ...]
    stray: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def read_form(data: bytes, names: Collection[str]) -> Form:
    """The entries of a form.

    Args:
        data: The content of the file.
        names: The questions'.

    Raises:
        UnreadableFormError: if it is too large, or was made to keep the reader busy.
    """
    text, notes = text_of(data)
    lines = text.split("\n")
    brackets = text.count("[") + text.count("{")
    if any(line.count(".") > _MOST_DOTS for line in lines) or brackets > _MOST_BRACKETS:
        raise UnreadableFormError(f"{ANSWERS} was not read: it is not the form with its blanks filled in.")
    reader = _Reader(lines, frozenset(names))
    reader.read()
    return Form(tuple(reader.entries), tuple(reader.stray), notes)


class _Reader:
    """Goes through the lines once."""

    def __init__(self, lines: Sequence[str], names: frozenset[str]) -> None:
        self._lines, self._names = lines, names
        self._openings = [opening_of(line) for line in lines]
        self._bounds = self._next_known()
        self.entries: list[Entry] = []
        self.stray: list[int] = []

    def read(self) -> None:
        """Read all entries."""
        number, after_fault = 0, False
        while number < len(self._lines):
            line, opening = self._lines[number].strip(), self._openings[number]
            if opening is not None and (opening.sign == "=" or self._is_known(opening)):
                number = self._read_entry(number, opening)
                after_fault = bool(self.entries[-1].fault)
                continue
            if not line or line.startswith("#"):
                after_fault = False
            elif not after_fault:  # else it belongs to the entry above
                self.stray.append(number + 1)
            number += 1

    def _is_known(self, opening: Opening) -> bool:
        return opening.name in self._names and (opening.quoted or bool(opening.sign))

    def _read_entry(self, first: int, opening: Opening) -> int:
        """Read the entry that begins in this line; the number of the first line behind it."""
        ends = self._ends(first, opening)
        fault, text = "", ""
        for end in ends:
            text = "\n".join(self._lines[first : end + 1])
            try:
                value: Any = read_entry(text, opening)
            except UnreadableEntryError as error:
                fault = fault or str(error)
                continue
            self.entries.append(Entry(opening.name, first + 1, value, "", as_it_stands(text, opening, value)))
            return end + 1
        text = "\n".join(self._lines[first : (ends[0] if ends else first) + 1])
        fault = fault or f"the closing {opening.value[:3]} is missing"
        whole = as_it_stands(text, opening, None) if ends else None
        self.entries.append(Entry(opening.name, first + 1, None, fault, whole))
        return ends[0] + 1 if ends else self._bounds[first]

    def _ends(self, first: int, opening: Opening) -> list[int]:
        """The lines in which the entry may end, the likeliest first; none if it has no end."""
        opened = next((one for one in _QUOTES if opening.value.startswith(one)), "")
        closing = opened or _BRACKETS.get(opening.value[:1], "")
        if not closing:
            return [first]
        inside = opening.value[len(opened) :] if opened else opening.value
        rest = [inside, *self._lines[first + 1 : self._bounds[first]]]
        ends = (first + number for number, line in enumerate(rest) if closing in line)
        likeliest = list(islice(ends, _MOST_ENDS))
        return likeliest if likeliest or opened else [first]

    def _next_known(self) -> list[int]:
        """For each line, the next one that begins with the name of a question."""
        bounds = [len(self._lines)] * len(self._lines)
        for number in range(len(self._lines) - 2, -1, -1):
            below = self._openings[number + 1]
            known = below is not None and self._is_known(below)
            bounds[number] = number + 1 if known else bounds[number + 1]
        return bounds


__all__ = ["ANSWERS", "LARGEST", "Entry", "Form", "UnreadableFormError", "read_form"]
