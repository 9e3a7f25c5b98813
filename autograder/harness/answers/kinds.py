"""Read one answer to a written question, however it is written.

`read_answer` reads both the key and the students' answers, so a key that no answer could match is refused when it is
loaded.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from string import ascii_uppercase
from typing import Union

# A number; the letters of the options chosen; the sizes of a shape.
Answer = Union[float, "frozenset[str]", "tuple[int, ...]"]

_LONGEST = 200  # characters of an answer that is not prose


class AnswerKind(Enum):
    """What kind of answer a question asks for."""

    NUMBER = "number"
    CHOICE = "choice"  # exactly one of the options
    CHOICES = "choices"  # all the options that apply
    SHAPE = "shape"
    PROSE = "prose"  # graded by a person


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
    elif several and isinstance(value, str) and letter_of(options, value) is None:
        # By commas first: an option of several words is parted by spaces as well.
        by_comma = [part for part in re.split(r"[,;]", value) if part.strip()]
        parts = [
            *(
                by_comma
                if all(letter_of(options, part) for part in by_comma)
                else re.split(r"[,;\s]+", value.strip())
            )
        ]
    found = [letter_of(options, part) for part in parts]
    known = frozenset(letter for letter in found if letter is not None)
    if not known or None in found:
        example = ", ".join(letters(options)[:2]) if several else letters(options)[0]
        raise ValueError(
            f'write {"the letters of all that apply" if several else "one letter"}, such as "{example}"'
        )
    return known


def letter_of(options: tuple[str, ...], value: object) -> str | None:
    """The letter of the option that `value` names; None where it names none, or might name two."""
    if not isinstance(value, (str, bool, int, float)):
        return None
    given = plain_option(value)
    named = {
        letter
        for letter, option in zip(letters(options), options)
        if given in {plain_option(option), letter.casefold()}
    }
    return named.pop() if len(named) == 1 else None


def plain_option(value: str | float) -> str:
    """Without case, outer brackets and stops, and with single spaces: `(a)`, `A.` and `a` are one."""
    try:
        text = str(value)
    except ValueError:  # a whole number of thousands of digits
        return ""
    return " ".join(text.casefold().split()).strip("().: ")
