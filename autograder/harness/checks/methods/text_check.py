"""The check of texts: `check.text`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...student.batch import resolved
from ...student.proxy import Proxy
from ...values.texts import LONGEST_TEXT, Mode, text_difference
from ...values.written import read_written, written
from ..answer_words import answer_words
from ..values import CheckedValue, CheckFailed, Finding
from .check_state import CheckState

if TYPE_CHECKING:
    from collections.abc import Sequence


class TextCheck(CheckState):
    """Texts, such as what a program has printed."""

    def text(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a student may answer anything
        *,
        mode: str | Sequence[str] = "exact",
        expected: str | None = None,
        atol: float | None = None,
        rtol: float | None = None,
        zeros: bool = False,
    ) -> None:
        """Value has to be the recorded text, or the literal `expected`; the first line that differs is named.

        With `exact` every letter counts. In the other modes a run of white space in a line is one blank, white space
        at the ends of a line does not count, and empty lines do not count. That is `spaces`. With `numbers`, words
        have to be equal and numbers near, whole numbers equal. With `unordered`, the lines may stand in any order.
        Two modes together are a tuple: `("unordered", "numbers")`.

        Args:
            name: What the text is called.
            value: The text.
            mode: How it is compared: `exact`, `spaces`, `numbers`, `unordered`.
            expected: The right text, where a document states it; the reference's unless given.
            atol: With `numbers`, how far a number that is not whole may be off; 1e-9 unless given.
            rtol: With `numbers`, by which share of itself it may be off as well; 1e-3 unless given.
            zeros: Whether the text is empty on purpose, as for `close`.

        Raises:
            CheckFailed: if it is not.
            ValueError: for a mode that is not there.
        """
        how = Mode.of((mode,) if isinstance(mode, str) else tuple(mode), atol, rtol)
        self.zeros_allowed |= {name} if zeros else set()
        self.last = CheckedValue(name)
        got = _text(name, value)
        self._observe(name, np.array(written(got)))
        if expected is None:
            self.recorded_names.add(name)
            record = None if self._records is None else str(self._record_of(name, self._records))
            expected = got if record is None else str(read_written(record))
        found = text_difference(got, expected, how)
        if found is not None:
            raise CheckFailed(Finding("value", f"{name} {found.sentence}", found.got, found.expected))


def _text(name: str, value: Any) -> str:  # noqa: ANN401 - a student may answer anything
    """The text itself, also of an object of a student's own kind of text.

    Raises:
        CheckFailed: if it is no text, or too long.
    """
    value = resolved(value)
    for plain in value._autograder_plain() if isinstance(value, Proxy) else ():  # noqa: SLF001 - our own kind
        value = plain
    if value is None:
        raise CheckFailed(Finding("none", f"{name} is None, where a text is expected"))
    if type(value) is not str:
        raise CheckFailed(Finding("type", f"{name} is {answer_words(value)}, where a text is expected"))
    if len(value) > LONGEST_TEXT:
        sentence = f"{name} has {len(value):,} letters, more than the {LONGEST_TEXT:,} that are compared"
        raise CheckFailed(Finding("shape", sentence))
    return value
