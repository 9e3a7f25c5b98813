"""Where two values differ first, and how."""

from __future__ import annotations

from typing import Any, NamedTuple


class Difference(NamedTuple):
    """The first difference of two values.

    Attributes:
        path: Where in the values it is, as one would write it: `["loss"][3]`; "" where the values as a whole differ.
        kind: What differs, in one word: "type", "length", "keys", "value".
        sentence: What differs, to be put behind the place: `is a list, where a tuple is expected`.
        got: The answer there.
        expected: What is expected there.
    """

    path: str
    kind: str
    sentence: str
    got: Any
    expected: Any
