"""Make text fit to be shown: without control characters, which a student may have put there, and not too long."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REPLACED = "\N{REPLACEMENT CHARACTER}"
_CUT = "\n... (cut)"
_NEAR = 0.65  # difflib's measure: `wieght` and `weight` have 0.83, `rgn` and `rng` 0.67

# Escape sequences are removed whole: otherwise their letters would be left, as in "[31m".
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC and similar ones: titles, links, clipboards
    r"|\x1b[ -/]*[0-~]?"  # all shorter sequences
)
_SPACES = re.compile(r"[^\S\n\t]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control, format (bidi overrides, zero-width), surrogate, private and unassigned characters.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def safe_text(text: str, *, limit: int) -> str:
    """Lines without control, escape or direction characters, at most `limit` characters in all."""
    shown = _showable(text[: 4 * limit])
    if len(shown) <= limit and len(text) <= 4 * limit:
        return shown
    return (shown[: max(limit - len(_CUT), 0)] + _CUT)[:limit]


def safe_line(text: str, *, limit: int = 80) -> str:
    """The same as one line, for names and titles; a long one is cut in its middle."""
    shown = _showable(text[: 4 * limit]).replace("\n", " ").replace("\t", " ").strip()
    if len(text) > 4 * limit:
        shown += "..."
    if len(shown) <= limit:
        return shown
    # The end is kept because it is where a file's name has its suffix.
    tail = min(12, limit // 3)
    return f"{shown[: limit - tail - 3]}...{shown[len(shown) - tail :]}"


def listed(items: Sequence[str], *, shown: int = 6, between: str = ", ", last: str | None = None) -> str:
    """The items in one line, the first few of many: `a, b and 3 more`.

    Args:
        items: What is listed, at least one.
        shown: At most so many are named; the others are counted.
        between: What stands between two of them.
        last: What stands before the last where all are named; the same as between the others unless said.
    """
    if len(items) > shown:
        return f"{between.join(items[:shown])} and {len(items) - shown} more"
    *most, end = items
    return f"{between.join(most)}{between if last is None else last}{end}" if most else end


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question to put behind a word that is not known: `; did you mean `weight`?`, or "" if none is near."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of these that was probably meant, or ""; capital letters do not count."""
    by_form = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), by_form, n=1, cutoff=_NEAR)
    return by_form[found[0]] if found else ""


def _showable(text: str) -> str:
    spaced = _SPACES.sub(" ", _LINE_ENDS.sub("\n", _ESCAPES.sub("", text)))
    return "".join(
        letter if letter in "\n\t" or unicodedata.category(letter) not in _UNSHOWABLE else REPLACED
        for letter in spaced
    )
