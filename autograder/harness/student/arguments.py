"""Refuse, in the student's own process, the arguments that could not travel to a worker of the sandbox.

A test that works at home and in the build then works in the grade too: `autograder.sandbox.wire.encode` refuses the
same arguments, and a test compares the two.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from . import plain
from .batch import Deferred, answer_of
from .plain import Form
from .proxy import NotPlainError, not_plain, too_large_to_pass_on

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


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


class _Request:
    """Counts the parts of one request as the encoder does."""

    def __init__(self, is_own: Callable[[object], bool]) -> None:
        self._is_own = is_own
        self._items = 1  # the verb
        self._keys = 0

    def add(self, value: Any, depth: int) -> None:  # noqa: ANN401 - whatever a test passes
        self._items += 1
        if depth > plain.MAX_DEPTH:
            raise too_large_to_pass_on(f"the value is nested more than {plain.MAX_DEPTH} deep")
        if self._items > plain.MAX_ITEMS:
            raise too_large_to_pass_on(f"the value has more than {plain.MAX_ITEMS:,} items")
        if type(value) in plain.SCALARS:
            _refuse_scalar(value)
            return
        form, content, *_ = plain.opened(value)
        if form is Form.SCALAR:
            _refuse_scalar(content)
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
                raise too_large_to_pass_on(f"the value has more than {plain.MAX_KEYS:,} dictionary keys")
        for part in itertools.chain.from_iterable(content) if form is Form.DICT else content:
            self.add(part, depth + 1)

    def _add_array(self, array: np.ndarray) -> None:
        self._items += plain.ARRAY_ITEMS
        if array.ndim > plain.MAX_DIMENSIONS:
            raise too_large_to_pass_on(f"the array has more than {plain.MAX_DIMENSIONS} dimensions")

    def _add_object(self, value: object, depth: int) -> None:
        if type(value) is Deferred:
            self.add(answer_of(value), depth)
        elif self._is_own(value):
            self._items += plain.HANDLE_ITEMS
        else:
            raise not_plain(value)


def _refuse_scalar(value: object) -> None:
    """Refuse integers that are too long, and text that is not Unicode."""
    if type(value) is int and value.bit_length() // 8 + 1 > plain.MAX_INT_BYTES:
        raise too_large_to_pass_on(f"the integer has more than {plain.MAX_INT_BYTES} bytes")
    if type(value) is str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotPlainError(f"the text is not Unicode ({error.reason})") from None
