"""Name the classes that an exception belongs to, so that a test can ask for one of them.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

MOST = 32  # classes of one exception
_LONGEST = 120  # letters of a name
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def ancestors_of(error: BaseException) -> list[str]:
    """The names of an exception's class and of those it inherits from: `bank.Overdrawn`, `ValueError`, `Exception`.

    A class of Python's own has its bare name, and any other the name of its module before it. So a class that is only
    called ValueError is not mistaken for Python's.
    """
    return [_name(kind) for kind in type(error).__mro__[:MOST]]


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
