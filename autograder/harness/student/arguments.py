"""Refuse, in the student's own process, the arguments that could not travel to a worker of the sandbox.

A test that works at home and in the build then works in the grade too: `autograder.sandbox.wire.encode` refuses the
same arguments, and a test compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import plain
from .batch import Deferred, resolved
from .proxy import NotPlainError, not_plain, too_large_to_pass_on

if TYPE_CHECKING:
    from collections.abc import Callable


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
        kind = type(value)
        if kind in plain.SCALARS:
            _refuse_scalar(value)
        elif kind is list or kind is tuple:
            for item in value:
                self.add(item, depth + 1)
        elif kind is dict and all(map(plain.is_key, value)):
            self._add_dictionary(value, depth)
        else:
            self._add_array_or_object(value, depth)

    def _add_dictionary(self, value: dict[Any, Any], depth: int) -> None:
        self._keys += len(value)
        if self._keys > plain.MAX_KEYS:
            raise too_large_to_pass_on(f"the value has more than {plain.MAX_KEYS:,} dictionary keys")
        for pair in value.items():
            for part in pair:
                self.add(part, depth + 1)

    def _add_array_or_object(self, value: object, depth: int) -> None:
        array = plain.plain_array(value)
        if array is not None:
            self._items += plain.ARRAY_ITEMS
            if array.ndim > plain.MAX_DIMENSIONS:
                raise too_large_to_pass_on(f"the array has more than {plain.MAX_DIMENSIONS} dimensions")
        elif type(value) is Deferred:
            self.add(resolved(value), depth)
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
