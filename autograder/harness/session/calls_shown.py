"""Show the call that a test failed with, and what it was answered where the test could not go on.

Only what Python prints in a line or two is shown: numbers, words, and lists, tuples and dictionaries of these. A test
that hands over arrays or objects shows no call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks.answer_words import FUNCTIONS, function_sentence
from ..checks.values import Finding
from ..student.batch import if_resolved
from ..student.plain import Fault
from ..student.proxy import Proxy, StudentError
from ..values.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..student.call_log import Call, CallLog

_LONGEST = 240  # characters of a call
_SIMPLE = frozenset({int, float, bool, str, type(None)})
_LARGEST = 10**15  # a longer number tells nobody anything
_MOST = 200  # entries that are looked at
_DEEPEST = 4


def call_text(call: Call) -> str:
    """The call as Python would write it, `search(42, [1, 5])`; "" if it has arguments that are not plain, or long."""
    if not call.name or not all(map(_is_plain, (*call.arguments, *call.keywords.values()))):
        return ""
    arguments = [
        *map(_text, call.arguments),
        *(f"{name}={_text(one)}" for name, one in call.keywords.items()),
    ]
    text = f"{call.shown}({', '.join(arguments)})"
    return text if len(text) <= _LONGEST else ""


def _text(value: object) -> str:
    return shown(if_resolved(value))


def _is_plain(value: object, depth: int = 0) -> bool:
    value = if_resolved(value)
    if type(value) is int:
        return abs(value) < _LARGEST
    if type(value) in _SIMPLE:
        return True
    if depth == _DEEPEST:
        return False
    if type(value) is dict:
        return len(value) <= _MOST and _are_plain([*value, *value.values()], depth)
    return type(value) in (list, tuple, set) and len(value) <= _MOST and _are_plain(value, depth)  # type: ignore[arg-type]  # it is one of these


def _are_plain(values: Iterable[Any], depth: int) -> bool:
    return all(_is_plain(one, depth + 1) for one in values)


def is_of_test(error: BaseException | None, call_log: CallLog) -> bool:
    """Whether the test itself could not use an object that the student's code gave: no line of theirs raised it."""
    if not isinstance(error, StudentError) or error.fault is not Fault.RAISED or error.frames or error.file:
        return False
    return error.type_name == "TypeError" and any(isinstance(one, Proxy) for one in call_log.only_answer())


def of_object(call_log: CallLog, error: StudentError) -> Finding:
    """The finding of a test that could not use an object that its one call gave, with Python's own words."""
    name = next((call.shown for call in call_log.calls()), "")
    objects = [one for one in call_log.only_answer() if isinstance(one, Proxy)]
    kinds = [one._autograder_type() for one in objects]  # noqa: SLF001 - our own kind
    if set(kinds) <= FUNCTIONS:
        sentence = function_sentence(name)
    else:
        what = f"an object of type {', '.join(kinds)}"
        sentence = f"{name} gives {what}, and the test could not use it: {error.message}"
    return Finding("type", sentence)


def of_answer(finding: Finding, call_log: CallLog) -> Finding:
    """The finding of a test that could not go on, with what its one call was answered, where that is plain.

    Args:
        finding: Of an exception in the test itself.
        call_log: What the test called.
    """
    name = next((call.shown for call in call_log.calls()), "")
    for answer in call_log.only_answer() if name else ():
        if answer is None:
            return Finding("none", f"{name} gives None: is its `return` missing?")
        if isinstance(answer, Proxy):
            what = f"an object of type {answer._autograder_type()}"  # noqa: SLF001 - our own kind
            return Finding(finding.kind, f"{name} gives {what}, and the test could not go on with it")
        if isinstance(answer, np.ndarray) or not _is_plain(answer):
            return finding
        why = finding.sentence.partition("your answer ")[2]
        return Finding(finding.kind, f"the test could not go on with what {name} gives {why}", shown(answer))
    return finding
