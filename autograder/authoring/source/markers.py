"""Find the markers in a file's tokens, and refuse what only looks like a marker and would hide nothing."""

from __future__ import annotations

import tokenize
from typing import TYPE_CHECKING

from autograder.authoring.source.near_markers import BEGIN, END, fault_in_text, fault_of_comment
from autograder.authoring.source.source_text import python_tokens, read_source
from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def read_given(path: Path) -> str:
    """The text of a Python file that is handed out unchanged.

    Raises:
        SourceError: if it is not valid Python, or has a marker, which would hide nothing.
    """
    text = read_source(path)
    tokens = python_tokens(path, text)
    refuse_near_markers(path, tokens)
    for token in tokens:
        if marker_in(token):
            raise SourceError(
                path, token.start[0], "this file is shipped as it is, so a marker would not hide anything"
            )
    return text


def read_prose(path: Path) -> str:
    """The text of a prose file that is handed out unchanged; refused if it has a marker line.

    A Markdown heading begins with `#` too, so only a line that is exactly a marker is refused.

    Raises:
        SourceError: at that line.
    """
    text = read_source(path)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().upper() in {BEGIN, END}:
            raise SourceError(
                path, number, "this file is shipped as it is, so a marker would not hide anything"
            )
    return text


def marker_in(token: tokenize.TokenInfo) -> str:
    """The marker that this token is, or "": a comment that is alone on its line."""
    text = token.string.rstrip()
    alone = token.type == tokenize.COMMENT and token.line.strip() == text
    return text if alone and text in {BEGIN, END} else ""


def refuse_near_markers(path: Path, tokens: Iterable[tokenize.TokenInfo]) -> None:
    """Refuse comments and strings that look like a marker and are not one.

    Raises:
        SourceError: at the first of them.
    """
    for token in tokens:
        fault, line = _fault_of(token)
        if fault:
            raise SourceError(path, line, fault)


def _fault_of(token: tokenize.TokenInfo) -> tuple[str, int]:
    """What is wrong if this token only looks like a marker, and the line; "" if nothing is wrong."""
    line = token.start[0]
    if token.type != tokenize.COMMENT:
        return _fault_in_string(token) if "#" in token.string else ("", line)
    if marker_in(token):
        return "", line
    if token.string.rstrip() in {BEGIN, END}:
        return "a marker has to stand alone on its line, not behind code", line
    return fault_of_comment(token.string), line


def _fault_in_string(token: tokenize.TokenInfo) -> tuple[str, int]:
    """What in a string looks like a marker, and its line."""
    for number, line in enumerate(token.string.split("\n"), token.start[0]):
        if BEGIN in line or END in line:
            return (
                "a marker inside a string is not one; take it out of the string, or word the string differently",
                number,
            )
        fault = fault_in_text(line)
        if fault:
            return f"in a string, {fault}", number
    return "", 0
