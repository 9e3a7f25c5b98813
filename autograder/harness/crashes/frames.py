"""Read what a student's process says of the lines at which an exception arose; whatever is wrong with it is left out.

In the grade these facts come from a process that the student's code may have taken over. So each has a bounded size,
and each name is a Python name. Nothing but names, shapes and small numbers gets from here into a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .facts import MOST_FRAMES, MOST_VALUES
from .look import LONGEST, MOST_AXES

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = frozenset(
    (
        "none",
        "number",
        "str",
        "list",
        "tuple",
        "dict",
        "set",
        "array",
        "function",
        "class",
        "module",
        "object",
    )
)
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_FILE = re.compile(r"(\w{1,99}/){0,4}\w[\w.-]{0,99}")
_TEXT = re.compile(r"[\w+\-., '()]*")
_LARGEST = 10**15
_SPAN = 4


@dataclass(frozen=True)
class Value:
    """What a name stood for.

    Attributes:
        kind: One of `KINDS`.
        type: The name of its class.
        shape: The shape of an array; the length of a text, a list, a tuple, a dictionary or a set.
        text: A number as it is written; the letter of an array's dtype; the keys of a dictionary; the name of a
            function, class or module.
    """

    kind: str
    type: str = ""
    shape: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Frame:
    """One line of the student's that an exception went through.

    Attributes:
        file: The file's name.
        line: The line, counted from 1.
        code: The name of the function that it is in.
        span: First and last line, first and last column of what failed; () where it is not known.
        values: What names, and attributes of names, stood for.
    """

    file: str
    line: int
    code: str = ""
    span: tuple[int, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)


def frames_in(facts: object) -> tuple[Frame, ...]:
    """The frames that these facts describe, as far as they are as `facts_of` gives them."""
    found = facts[:MOST_FRAMES] if type(facts) is list else []
    return tuple(frame for frame in map(_frame, found) if frame is not None)


def _frame(facts: object) -> Frame | None:
    if not isinstance(facts, (list, tuple)) or len(facts) != 5:  # noqa: PLR2004 - as `facts_of` gives them
        return None
    file, line, code, span, values = facts
    if not _is_text(file, _FILE) or not _is_size(line) or type(values) is not list:
        return None
    named = dict(one for one in map(_value, values[:MOST_VALUES]) if one is not None)
    return Frame(file, line, code if _is_text(code, _DOTTED) else "", _sizes(span, _SPAN), named)


def _value(facts: object) -> tuple[str, Value] | None:
    if not isinstance(facts, (list, tuple)) or len(facts) != 5:  # noqa: PLR2004 - as `facts_of` gives them
        return None
    name, kind, type_name, shape, text = facts
    if not _is_text(name, _DOTTED, 3 * LONGEST) or type(kind) is not str or kind not in KINDS:
        return None
    if not isinstance(shape, (list, tuple)) or len(_sizes(shape, MOST_AXES)) != len(shape):
        return None
    known = type_name if _is_text(type_name, _DOTTED) else ""
    return name, Value(kind, known, tuple(shape), text if _is_text(text, _TEXT, 3 * LONGEST) else "")


def _is_text(value: object, form: re.Pattern[str], longest: int = LONGEST) -> bool:
    return type(value) is str and len(value) <= longest and form.fullmatch(value) is not None


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value < _LARGEST


def _sizes(value: object, most: int) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > most or not all(map(_is_size, value)):
        return ()
    return tuple(value)
