"""The text of a form, whatever editor has saved it."""

from __future__ import annotations

import codecs

LARGEST = 64 * 2**10  # bytes of a filled-in form
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MOST_LINES = 3  # that are named


class UnreadableFormError(Exception):
    """The form as a whole cannot be read; the sentence goes to the student."""


def text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with lines that end in a line feed alone, and what the student should know of its encoding.

    Raises:
        UnreadableFormError: if it is too large.
    """
    if len(data) > LARGEST:
        raise UnreadableFormError(f"answers.toml is larger than {LARGEST // 2**10} KiB, so it was not read.")
    wide = _wide_encoding(data)
    if wide:
        text = data.decode(wide, "replace").lstrip("\ufeff")
        notes: tuple[str, ...] = (
            "answers.toml is saved as UTF-16: save the file as UTF-8. It was read all the same.",
        )
    else:
        text, notes = _narrow(data.removeprefix(codecs.BOM_UTF8))
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _wide_encoding(data: bytes) -> str:
    """UTF-16 in one of its two orders, which has a NUL in every other byte of a text like this; "" if it is none."""
    for mark, encoding in _UTF_16.items():
        if data.startswith(mark):
            return encoding
    if data[1::2].count(0) > len(data) / 4:
        return "utf-16-le"
    return "utf-16-be" if data[0::2].count(0) > len(data) / 4 else ""


def _narrow(data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-8; a line that is none is read as Windows of Western Europe and America writes it."""
    lines, others = [], []
    for number, line in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            others.append(str(number))
    if not others:
        return "\n".join(lines), ()
    more = "" if len(others) <= _MOST_LINES else f" and {len(others) - _MOST_LINES} more"
    named = f"{', '.join(others[:_MOST_LINES])}{more}"
    return "\n".join(lines), (
        f"answers.toml, line {named} is not UTF-8; save the file as UTF-8. It was read as Windows-1252.",
    )
