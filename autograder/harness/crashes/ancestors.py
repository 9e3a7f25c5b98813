"""Name the classes that an exception belongs to, so that a test can ask for one of them, and give its text.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

MOST = 32  # classes of one exception
_LONGEST = 120  # letters of a name
LONGEST_MESSAGE = 4_000  # letters
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def ancestors_of(error: BaseException) -> list[str]:
    """The names of an exception's class and of those it inherits from: `bank.Overdrawn`, `ValueError`, `Exception`.

    A class of Python's own has its bare name, and any other the name of its module before it. So a class that is only
    called ValueError is not mistaken for Python's.
    """
    return [_name(kind) for kind in type(error).__mro__[:MOST]]


def message_of(error: BaseException) -> str:
    """The exception's text; its `__str__` may be the student's code and may raise an exception itself.

    Of a SyntaxError it is without file and line, which a test has by themselves.
    """
    if isinstance(error, SyntaxError) and type(error.msg) is str:
        return sendable(error.msg)
    try:
        return sendable(str(error))
    except BaseException as second:  # noqa: BLE001 - it is student code
        return sendable(f"(its text could not be had: {type(second).__name__})")


def sendable(text: str, most: int = LONGEST_MESSAGE) -> str:
    """The beginning of a text, without what is not Unicode."""
    return text[:most].encode("utf-8", "replace").decode("utf-8")


def read_ancestors(names: list[Any]) -> tuple[str, ...]:
    """What `ancestors_of` gave in a process that may be hostile; whatever is no name is left out."""
    fitting = (one for one in names[:MOST] if type(one) is str and len(one) <= _LONGEST)
    return tuple(one for one in fitting if _NAME.fullmatch(one))


def built_in(name: str) -> tuple[str, ...]:
    """The same for the class of Python's own that has this name; an empty tuple where there is none."""
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        return ()
    return tuple(map(_name, kind.__mro__))


def _name(kind: type) -> str:
    name, module = str(kind.__name__), str(kind.__module__)
    own = getattr(builtins, name, None) is kind
    return (name if own else f"{module}.{name}")[:_LONGEST]
