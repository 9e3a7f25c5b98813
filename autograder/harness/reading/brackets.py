"""Find a bracket that is never closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAIRS = {")": "(", "]": "[", "}": "{"}
# A text in quotes, a comment, or a bracket; a text that is not closed matches nothing.
_TOKENS = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|#[^\n]*|[()\[\]{}]',
    re.DOTALL,
)


@dataclass(frozen=True)
class Opened:
    """A bracket that is never closed."""

    line: int
    bracket: str


def unclosed(lines: Sequence[str]) -> Opened | None:
    """The first bracket that is still open at the end of a text; None if there is none, or brackets do not match."""
    text = "\n".join(lines)
    opened: list[tuple[int, str]] = []
    for token in _TOKENS.finditer(text):
        letter = token.group()
        if letter in _PAIRS.values():
            opened.append((token.start(), letter))
        elif letter in _PAIRS:
            if not opened or opened[-1][1] != _PAIRS[letter]:
                break
            opened.pop()
    if not opened:
        return None
    position, letter = opened[-1]
    return Opened(text.count("\n", 0, position) + 1, letter)
