"""Say in words that Python cannot read a file because of the encoding in which an editor has saved it."""

from __future__ import annotations

import codecs
import io
import tokenize

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def unreadable(name: str, data: bytes) -> str:
    """The sentence about a file that is not in the encoding in which Python reads it; "" if it is.

    Args:
        name: The file's.
        data: What it holds.
    """
    if data.startswith(_UTF_16) or _has_wide_letters(data):
        return f"{name} is saved as UTF-16, which Python does not read: save the file as UTF-8."
    if b"\0" in data:
        return f"{name} holds NUL bytes: Python does not read it."
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = f"{name}, line {line} is not {encoding.upper()}"
        return f"{shown}, in which Python reads the file: save the file as UTF-8."
    except (SyntaxError, LookupError):
        return _first_lines(name, data)
    return ""


def _has_wide_letters(data: bytes) -> bool:
    """Whether every other byte is a NUL, as in UTF-16 without the mark at its beginning."""
    half = len(data) / 4
    return bool(data) and (data[1::2].count(0) > half or data[0::2].count(0) > half)


def _first_lines(name: str, data: bytes) -> str:
    """Of the first two lines, which may say the encoding: they are not UTF-8, or they name one that there is not."""
    for number, line in enumerate(data.split(b"\n")[:2], 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return (
                f"{name}, line {number} is not UTF-8, in which Python reads the file: save the file as UTF-8."
            )
    return f"{name} names an encoding in its first lines that Python does not know: save the file as UTF-8."
