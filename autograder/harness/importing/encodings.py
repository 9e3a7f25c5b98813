"""Say in words why Python cannot read a file: it is saved in another encoding, or is no module at all."""

from __future__ import annotations

import codecs
import io
import tokenize

_OTHERS = {  # how files begin that are something else
    b"PK\x03\x04": "a zip file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a document of a word processor",
    b"Rar!": "a RAR file",
    b"7z\xbc\xaf": "a 7z file",
}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def unreadable(name: str, data: bytes, *, text_too: bool = True) -> str:
    """The sentence about a file that Python cannot read as a module; "" if it is text as Python reads it.

    Args:
        name: The file's.
        data: What it holds.
        text_too: Whether to say what is wrong with text, which Python says itself in other words.
    """
    if not data.strip():
        return f"{name} is empty." if text_too else ""
    other = _other_kind(data)
    if other:
        return f"{name} is {other}, whatever its name says: Python needs the module itself."
    if data.startswith(_UTF_16) or _has_wide_letters(data):
        return f"{name} is saved as UTF-16, which Python does not read: save the file as UTF-8."
    if b"\0" in data:
        return f"{name} holds NUL bytes: Python does not read it."
    return _wrong_text(name, data) if text_too else ""


def _wrong_text(name: str, data: bytes) -> str:
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


def _other_kind(data: bytes) -> str:
    """What the file is, where it is no module."""
    for beginning, kind in _OTHERS.items():
        if data.startswith(beginning):
            return kind
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "a notebook" if text.startswith(b"{") and b'"nbformat"' in data and b'"cells"' in data else ""


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
