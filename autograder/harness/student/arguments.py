"""Refuse, in the student's own process, the arguments that could not travel to a worker of the sandbox.

A test that works at home and in the build then works in the grade too: `autograder.sandbox.wire.encode` refuses the
same arguments, and a test compares the two.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from . import plain
from .batch import Deferred, answer_of
from .plain import Fault, Form
from .proxy import NotPlainError, StudentError, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

_AROUND_AN_ANSWER = 5  # parts that a response has besides one answer
_ANSWER_DEPTH = 2  # how deep the answer lies in it


def not_plain(value: object) -> NotPlainError:
    """The refusal of an argument that is neither plain data nor an object of the student's."""
    if not callable(value):
        return NotPlainError(
            f"a test handed a {type(value).__name__} to student code; only plain data may travel"
        )
    name = str(getattr(value, "__name__", type(value).__name__))
    short, shown = (name, plain_name(name)) if name.isidentifier() else ("function", "a lambda")
    return NotPlainError(
        f"a test handed a {type(value).__name__} to student code ({shown}); only plain data may travel: "
        f"write it into a module in beside/, and hand over `student.beside.<module>.{short}`"
    )


def of_another() -> NotPlainError:
    """The refusal of an argument that is an object of another process of the student's."""
    return NotPlainError("a test handed an object of one worker to another; only plain data may travel")


def too_large_to_pass_on(why: str) -> StudentError:
    """The refusal of arguments that are too deep or too large for one request."""
    return StudentError(Fault.REFUSED, message=f"an answer cannot be handed on: {why}")


def unfit_answer(why: str) -> StudentError:
    """The refusal of an answer that cannot travel."""
    return StudentError(Fault.REFUSED, message=why)


def refuse_unfit(operands: tuple[object, ...], is_own: Callable[[object], bool]) -> None:
    """Refuse what cannot travel in one request.

    Args:
        operands: What a request names after its verb.
        is_own: Whether an object is a proxy of this student's, which travels as a number.

    Raises:
        NotPlainError: if something in it is neither plain data nor such a proxy.
        StudentError: if it is too deep or too large: an author's own values fit, an answer that is passed on may not.
    """
    _Request(is_own).add(operands, 0)


def refuse_unfit_answer(value: object) -> None:
    """Refuse an answer of the student's code that could not travel from a worker.

    Raises:
        StudentError: if it is too deep or too large, or has text in it that is not Unicode.
    """
    _Answer().add(value, _ANSWER_DEPTH)


class _Request:
    """Counts the parts of one request as the encoder does."""

    def __init__(self, is_own: Callable[[object], bool]) -> None:
        self._is_own = is_own
        self._items = 1  # the verb
        self._keys = 0

    def add(self, value: Any, depth: int) -> None:  # noqa: ANN401 - whatever a test passes
        self._items += 1
        if depth > plain.MAX_DEPTH:
            raise self._too_large(f"the value is nested more than {plain.MAX_DEPTH} deep")
        if self._items > plain.MAX_ITEMS:
            raise self._too_large(f"the value has more than {plain.MAX_ITEMS:,} items")
        if type(value) in plain.SCALARS:
            self._add_scalar(value)
            return
        form, content, linked, whole = plain.opened(value)
        if linked:
            self._add_linked(whole)
        if form is Form.SCALAR:
            self._add_scalar(content)
        elif form is Form.OBJECT:
            self._add_object(content, depth)
        elif form in (Form.ARRAY, Form.NUMBER):
            self._add_array(content)
        elif form is Form.PARTS:
            self.add(content[1], depth + 1)
        else:
            self._add_parts(form, content, depth)

    def _add_parts(self, form: Form, content: Any, depth: int) -> None:  # noqa: ANN401 - as opened
        if form in plain.KEYED:
            self._keys += plain.keys_of(form, content)
            if self._keys > plain.MAX_KEYS:
                raise self._too_large(f"the value has more than {plain.MAX_KEYS:,} dictionary keys")
        for part in itertools.chain.from_iterable(content) if form is Form.DICT else content:
            self.add(part, depth + 1)

    def _add_array(self, array: np.ndarray) -> None:
        self._items += plain.ARRAY_ITEMS
        if array.ndim > plain.MAX_DIMENSIONS:
            raise self._too_large(f"the array has more than {plain.MAX_DIMENSIONS} dimensions")

    def _add_object(self, value: object, depth: int) -> None:
        if type(value) is Deferred:
            self.add(answer_of(value), depth)
        elif self._is_own(value):
            self._items += plain.HANDLE_ITEMS
        else:
            raise not_plain(value)

    def _add_linked(self, _whole: object) -> None:
        """An object that goes along; to a worker its number goes alone."""

    def _add_scalar(self, value: object) -> None:
        """Refuse integers that are too long, and text that is not Unicode."""
        if type(value) is int and value.bit_length() // 8 + 1 > plain.MAX_INT_BYTES:
            raise self._too_large(f"the integer has more than {plain.MAX_INT_BYTES} bytes")
        if type(value) is str:
            try:
                value.encode("utf-8")
            except UnicodeEncodeError as error:
                raise self._no_text(f"the text is not Unicode ({error.reason})") from None

    _too_large: Callable[[str], Exception] = staticmethod(too_large_to_pass_on)
    _no_text: Callable[[str], Exception] = NotPlainError


class _Answer(_Request):
    """Counts the parts of one answer as the encoder does."""

    def __init__(self) -> None:
        super().__init__(lambda _: True)
        self._items = _AROUND_AN_ANSWER
        self._objects: set[int] = set()

    def _add_object(self, value: object, _depth: int) -> None:
        self._items += plain.HANDLE_ITEMS
        self._objects.add(id(value))
        if len(self._objects) > plain.MAX_OBJECTS:
            raise self._too_large(f"the results hold more than {plain.MAX_OBJECTS:,} objects")

    def _add_linked(self, whole: object) -> None:
        self._items += 1
        self._add_object(whole, 0)

    _too_large = _no_text = staticmethod(unfit_answer)
