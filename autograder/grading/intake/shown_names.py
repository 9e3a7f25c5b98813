"""Show the name of a file so that a student sees in what it differs from the one that is asked for."""

from __future__ import annotations

import unicodedata

from autograder.text import safe_line

_LONGEST = 40  # characters


def shown_name(name: str) -> str:
    """The name in one line, made safe to print; in quotation marks, if it begins or ends with a space."""
    shown = safe_line(name, limit=_LONGEST)
    if name == name.strip():
        return shown
    before, after = len(name) - len(name.lstrip()), len(name) - len(name.rstrip())
    return f"'{' ' * min(before, _LONGEST)}{shown}{' ' * min(after, _LONGEST)}'"


def look_alike(name: str, asked_for: tuple[str, ...]) -> str:
    """What is wrong with a name that looks like one that is right and has other letters; "" where it does not.

    Args:
        name: A file's that was handed in.
        asked_for: The names that are right.
    """
    for right in asked_for:
        others = [one for one, own in zip(name, right, strict=False) if one != own]
        if len(name) == len(right) and others and not any(one.isascii() for one in others):
            letter = unicodedata.name(others[0], "unknown")
            return f"a letter of {shown_name(name)} is {letter}: type the name anew, {right}"
    return ""
