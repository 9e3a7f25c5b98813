"""What a test sees of a student: module and object proxies, and the one exception that all student faults become.

A test meets the same interface in the student's own process (`local.py`) and in the sandbox
(`autograder.sandbox.remote`): plain data travels by copy, every other object stays where it is and is stood for by a
`Proxy`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .plain import Fault


class StudentError(Exception):
    """Student code did not give an answer.

    Args:
        fault: How it failed.
        type_name: The exception's class name, or "" where there was no exception.
        message: The exception's own text: the student's words, never shown for a hidden test.
        file: The student's file where it happened, or "".
        line: The line in it, counted from 1, or 0.
    """

    def __init__(self, fault: Fault, type_name: str = "", message: str = "", file: str = "", line: int = 0) -> None:
        super().__init__(f"{type_name}: {message}" if type_name else message)
        self.fault = fault
        self.type_name = plain_name(type_name)
        self.message = message
        self.file = file
        self.line = line


class Proxy:
    """Stands for an object of the student's that is not plain data.

    Subclasses give `__getattr__`, `__setattr__` and `__call__`. The two names below begin with an underscore and a
    double one, so they cannot be mistaken for the student's.
    """

    __slots__ = ()

    def _autograder_type(self) -> str:
        """The name of the object's class, for messages."""
        raise NotImplementedError


def plain_name(name: str) -> str:
    """A class name that came from a student, made safe to print: an identifier of at most 60 characters."""
    return re.sub(r"[^A-Za-z0-9_.\[\]]", "?", name)[:60]
