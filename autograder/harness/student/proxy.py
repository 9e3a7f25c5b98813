"""What a test sees of a student: module and object proxies, and the one exception that all student faults become.

A test meets the same interface in the student's own process (`local.py`) and across the sandbox's wall
(`autograder.sandbox.remote`): plain data travels by copy, every other object stays where it is and is stood for by a
`Proxy`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


class Promise:
    """What a question inside `with student.pipeline():` will have been answered.

    It can be called, asked for an attribute, given one, or handed to a later question, none of which waits. Whatever
    needs the answer (`value`, an index, a length, a loop, an array of it, a truth) has all that was asked so far
    answered first. Checks take promises as they are.

    Args:
        ask_on: Puts a question about what is promised into the pipeline: `call`, `get` or `set`, the promise, and the
            rest; or has the questions answered: `value` and the promise.
    """

    __slots__ = ("__weakref__", "_answered", "_ask_on", "_value")
    _answered: bool
    _ask_on: Callable[..., Any]
    _value: Any

    def __init__(self, ask_on: Callable[..., Any]) -> None:
        object.__setattr__(self, "_ask_on", ask_on)
        object.__setattr__(self, "_answered", False)
        object.__setattr__(self, "_value", None)

    @property
    def value(self) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer.

        Raises:
            StudentError: if there is none.
            PipelineError: if there was none before.
        """
        if not self._answered:
            self._ask_on("value", self)
        if not self._answered:
            raise PipelineError(NOT_KEPT)
        return self._value

    def __call__(self, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a promise again
        """Call what is promised."""
        return self._value(*args, **kwargs) if self._answered else self._ask_on("call", self, args, kwargs)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a promise again
        """An attribute of what is promised."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._value, name) if self._answered else self._ask_on("get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        """Give what is promised an attribute."""
        if name.startswith("__"):
            raise AttributeError(name)
        if self._answered:
            setattr(self._value, name, value)
        else:
            self._ask_on("set", self, name, value)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self.value[key]

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.value)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:  # noqa: ANN401 - as NumPy asks
        return np.array(self.value, dtype)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 - an array, of an array
        return self is other or self.value == other

    def __ne__(self, other: object) -> Any:  # noqa: ANN401 - likewise
        return self is not other and self.value != other

    __hash__ = object.__hash__

    def _keep(self, value: object) -> None:
        object.__setattr__(self, "_value", value)
        object.__setattr__(self, "_answered", True)

    def _kept(self) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._value if self._answered else self


def keep(promise: Promise, value: object) -> None:
    """Give the answer that was promised; the pipeline does this, once."""
    promise._keep(value)  # noqa: SLF001 - a promise has no public names but `value`: they are the student's


def kept(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """What a promise that was kept stands for; anything else as it is, with the promises inside it."""
    if isinstance(value, Promise):
        return value._kept()  # noqa: SLF001 - likewise
    if type(value) in (list, tuple):
        return type(value)(map(kept, value))
    if type(value) is dict:
        return {key: kept(item) for key, item in value.items()}
    return value


class PipelineError(Exception):
    """A test uses a pipeline for what it cannot do: the test's fault, not the student's."""


NOT_KEPT = "the pipeline of this promise has ended without an answer to it"


def answer_of(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The value of a promise, which is waited for, or what was answered at once."""
    return value.value if isinstance(value, Promise) else value


def plain_name(name: str) -> str:
    """A class name that came from a student, made safe to print: an identifier of at most 60 characters."""
    return re.sub(r"[^A-Za-z0-9_.\[\]]", "?", name)[:60]
