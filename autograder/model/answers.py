"""Read the answer key of the written questions from `answers.toml`, and read an answer to compare with it.

`read_answer` reads both the key and the students' answers, so a key that no answer could match is refused when it is
loaded.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, TypeAlias

from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from pathlib import Path

# A number; the letters of the options chosen; the sizes of a shape.
Answer: TypeAlias = "float | frozenset[str] | tuple[int, ...]"

ANSWERS = "answers.toml"  # the file's name, in a source folder, a bundle and a submission
MOST_DECIMALS = 12
_LONGEST = 200  # characters of an answer that is not prose


class AnswerKind(Enum):
    """What kind of answer a question asks for."""

    NUMBER = "number"
    CHOICE = "choice"  # exactly one of the options
    CHOICES = "choices"  # all the options that apply
    SHAPE = "shape"
    PROSE = "prose"  # graded by a person


@dataclass(frozen=True, kw_only=True)
class AnswerKey:
    """One written question and its answer."""

    id: str
    question: str
    kind: AnswerKind
    points: float
    answer: Answer | None  # None for prose
    decimals: int  # of a number: an answer is right if it rounds to the key at this many decimals
    options: tuple[str, ...]


def load_answers(path: Path) -> tuple[AnswerKey, ...]:
    """Read and validate an instructor's `answers.toml`.

    Raises:
        SourceError: with file and line, for whatever is missing, misspelt, of the wrong kind or not answerable.
    """
    top = read_toml(path)
    keys: dict[str, AnswerKey] = {}
    for table in top.tables("answers"):
        key = _key(table)
        if key.id in keys:
            raise table.error("id", f"the answer `{key.id}` stands twice")
        keys[key.id] = key
    top.close()
    if not keys:
        raise top.error(
            "answers", "there is no answer; write [[answers]] with id, question, kind, points and answer"
        )
    return tuple(keys.values())


def read_answer(kind: AnswerKind, options: tuple[str, ...], value: object) -> Answer:
    """What an answer says, however it is written.

    Raises:
        ValueError: with the sentence that says how to write it.
    """
    if isinstance(value, str) and len(value) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} characters")
    if kind is AnswerKind.NUMBER:
        return _number(value)
    if kind is AnswerKind.SHAPE:
        return _shape(value)
    return _letters(options, value, several=kind is AnswerKind.CHOICES)


def letters(options: tuple[str, ...]) -> tuple[str, ...]:
    """The letters that stand for the options, in their order."""
    return tuple(ascii_uppercase[: len(options)])


def _key(table: Table) -> AnswerKey:
    kinds = [kind.value for kind in AnswerKind]
    word = table.get("kind", str)
    if word not in kinds:
        raise table.error("kind", f"`kind` has to be one of {', '.join(kinds)}, and is {word!r}")
    kind = AnswerKind(word)
    options = _options(table, kind)
    key = AnswerKey(
        id=table.get("id", str),
        question=table.get("question", str).strip(),
        kind=kind,
        points=table.get("points", float),
        answer=_answer(table, kind, options),
        decimals=table.get("decimals", int, 4),
        options=options,
    )
    table.close()
    _check(table, key)
    return key


def _check(table: Table, key: AnswerKey) -> None:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", key.id) is None:
        raise table.error("id", "`id` has to be made of letters, digits, `.`, `-` and `_`")
    if not key.question:
        raise table.error("question", "`question` is empty; give the words that students read")
    if not (math.isfinite(key.points) and key.points > 0):
        raise table.error("points", f"`points` has to be above 0, and is {key.points:g}")
    if not 0 <= key.decimals <= MOST_DECIMALS:
        raise table.error(
            "decimals", f"`decimals` has to be from 0 to {MOST_DECIMALS}, and is {key.decimals}"
        )


def _options(table: Table, kind: AnswerKind) -> tuple[str, ...]:
    options = table.strings("options", ())
    if kind not in {AnswerKind.CHOICE, AnswerKind.CHOICES}:
        if options:
            raise table.error(
                "options", f"`options` are for choices, and this answer is of kind {kind.value}"
            )
        return ()
    if not 1 < len(options) <= len(ascii_uppercase):
        raise table.error("options", f"`options` has to hold 2 to {len(ascii_uppercase)} strings")
    for letter, option in zip(letters(options), options, strict=True):
        # Read as a student's answer, each option has to be itself and nothing else.
        if _letter(options, option) != letter or not _plain(option):
            raise table.error("options", f"the option {option!r} reads like another option or its letter")
    return options


def _answer(table: Table, kind: AnswerKind, options: tuple[str, ...]) -> Answer | None:
    value: Any = table.values.get("answer")
    if kind is AnswerKind.PROSE:
        if value is not None:
            raise table.error("answer", "prose has no `answer`: a person grades it")
        return None
    if value is None:
        raise table.error("answer", f"`answer` is missing; give the {kind.value}")
    try:
        return read_answer(kind, options, table.get("answer", type(value)))
    except ValueError as error:
        raise table.error("answer", f"`answer` is no {kind.value}: {error}") from None


def _number(value: object) -> float:
    """A number, or a string of one; a single comma, without a point, is a decimal comma.

    A comma that was meant to separate thousands gives another number, which is wrong: it can cost a point and never
    earn one.
    """
    if isinstance(value, str):
        text = value.strip().replace("\N{MINUS SIGN}", "-")
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
            value = float(text)
    if type(value) not in {int, float}:
        raise ValueError("write one number, such as 0.1235")
    try:
        number = float(value)  # type: ignore[arg-type]  # an int or a float: the line above
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("write a finite number, such as 0.1235")
    return number


def _shape(value: object) -> tuple[int, ...]:
    """As a string 3x5 (with any multiplication sign), 3 by 5, (3, 5), [3, 5]; a list; one whole number."""
    sizes = value if isinstance(value, list) else [value] if type(value) is int else None
    if isinstance(value, str):
        inner = re.sub(r"^\s*[(\[](.*)[)\]]\s*$", r"\1", value).rstrip(" ,")
        parts = re.split(r"\s*(?:[xX\u00d7*,]|\bby\b)\s*", inner.strip())
        if all(re.fullmatch(r"\d{1,9}", part, re.ASCII) for part in parts):
            sizes = [int(part) for part in parts]
    if not sizes or not all(type(size) is int and 0 <= size < 10**9 for size in sizes):
        raise ValueError('write the sizes, such as "3x5"')
    return tuple(sizes)


def _letters(options: tuple[str, ...], value: object, *, several: bool) -> frozenset[str]:
    """The options named, each by its letter or its words; several as a list or parted by commas."""
    parts: list[object] = [value]
    if several and isinstance(value, list):
        parts = value
    elif several and isinstance(value, str) and _letter(options, value) is None:
        # By commas first: an option of several words is parted by spaces as well.
        by_comma = [part for part in re.split(r"[,;]", value) if part.strip()]
        parts = [
            *(
                by_comma
                if all(_letter(options, part) for part in by_comma)
                else re.split(r"[,;\s]+", value.strip())
            )
        ]
    found = [_letter(options, part) for part in parts]
    known = frozenset(letter for letter in found if letter is not None)
    if not known or None in found:
        example = ", ".join(letters(options)[:2]) if several else letters(options)[0]
        raise ValueError(
            f'write {"the letters of all that apply" if several else "one letter"}, such as "{example}"'
        )
    return known


def _letter(options: tuple[str, ...], value: object) -> str | None:
    """The letter of the option that `value` names; None where it names none, or might name two."""
    if not isinstance(value, (str, bool, int, float)):
        return None
    given = _plain(value)
    named = {
        letter
        for letter, option in zip(letters(options), options, strict=True)
        if given in {_plain(option), letter.casefold()}
    }
    return named.pop() if len(named) == 1 else None


def _plain(value: str | float) -> str:
    """Without case, outer brackets and stops, and with single spaces: `(a)`, `A.` and `a` are one."""
    try:
        text = str(value)
    except ValueError:  # a whole number of thousands of digits
        return ""
    return " ".join(text.casefold().split()).strip("().: ")
