"""What a test has of a student: proxies for modules and objects, and one exception for all faults of student code.

The interface is the same in the student's own process (`local.py`) and in the sandbox (`autograder.sandbox.remote`):
plain data is copied, and every other object stays where it is and has a `Proxy` in the test.
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
        message: The exception's text, which the student's code chose; a hidden test never shows it.
        file: The student's file in which it happened, or "".
        line: The line in it, counted from 1, or 0.
    """

    def __init__(
        self, fault: Fault, type_name: str = "", message: str = "", file: str = "", line: int = 0
    ) -> None:
        super().__init__(f"{type_name}: {message}" if type_name else message)
        self.fault = fault
        self.type_name = plain_name(type_name)
        self.message = message
        self.file = file
        self.line = line


class Proxy:
    """Stands for an object of the student's that is not plain data.

    Subclasses define `__getattr__`, `__setattr__` and `__call__`. Other names begin with `_autograder_`, so that they
    are not mistaken for names of the student's object.
    """

    __slots__ = ()

    def _autograder_type(self) -> str:
        """The name of the object's class, for messages."""
        raise NotImplementedError

    def _autograder_known_type(self) -> str:
        """The same, where it is known without asking the student's code; else ""."""
        return self._autograder_type()


def plain_name(name: str) -> str:
    """A class name that came from a student, made safe to print: an identifier of at most 60 characters."""
    return re.sub(r"[^A-Za-z0-9_.\[\]]", "?", name)[:60]
