"""Read one entry of a form, `"1.2" = "..."`, and say what to write where it cannot be read."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_OPENING = re.compile(
    r"""\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|[“”„«](?P<curly>[^“”„«»]*)[“”»]"""
    r"""|(?P<bare>[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*))\s*(?P<sign>=(?!=)|:|)\s*"""
)
_BLANKS = re.compile(
    "[\u00a0\u2007\u202f\u200b\ufeff]"
)  # that look like a space or nothing, and are none for TOML
_CURLY = re.compile("[“”„«]([^“”„«»]*)[“”»]")
# Words of TeX that begin like a sign which TOML knows: \t, \b, \f, \n, \r, \u.
_TEX = re.compile(
    r"\\(?:t(?:heta|au|imes|ext|anh?|o|op|ilde|rue)|b(?:eta|egin|ar|f|m|oldsymbol|inom|ig)"
    r"|f(?:rac|orall)|n(?:abla|u|eq?|ot|orm|i)|r(?:ho|ight|ightarrow|m|angle)|u(?:psilon|nderline|parrow))\b"
)


class UnreadableEntryError(Exception):
    """An entry cannot be read; the text completes "the answer cannot be read: ..."."""


@dataclass(frozen=True)
class Opening:
    """The beginning of an entry.

    Attributes:
        name: The question's name.
        quoted: Whether it stands between quotation marks.
        sign: What stands between name and value: `=`, `:` or nothing.
        value: What follows in the line.
    """

    name: str
    quoted: bool
    sign: str
    value: str


def opening_of(line: str) -> Opening | None:
    """The beginning of an entry, if the line may be one."""
    found = _OPENING.match(line)
    if found is None:
        return None
    bare = found["bare"]
    quoted = found["double"] or found["single"] or found["curly"] or ""
    name = quoted.strip() if bare is None else re.sub(r"\s", "", bare)
    return Opening(name, bare is None, found["sign"], line[found.end() :].strip())


def read_entry(text: str, opening: Opening) -> Any:  # noqa: ANN401 - whatever TOML knows
    """The value of one entry; "" where nothing stands behind the `=`.

    Raises:
        UnreadableEntryError: with what to write.
    """
    if opening.sign != "=":
        raise UnreadableEntryError(f'write `"{opening.name}" = "..."`, with an equals sign')
    if not opening.value or opening.value.startswith("#"):
        return ""
    value = _BLANKS.sub(" ", opening.value)
    curly = _CURLY.fullmatch(value)
    if curly is not None:
        return curly[1]
    first, *more = text.split("\n")
    begins = len(first) - len(first[_OPENING.match(first).end() :].lstrip())  # type: ignore[union-attr]  # it is one
    written = "\n".join([_BLANKS.sub(" ", first[begins:]) if not more else first[begins:], *more])
    try:
        parsed = tomllib.loads(f"value = {written}")
    except RecursionError:
        raise UnreadableEntryError("a value in it is not an answer") from None
    except ValueError as error:  # TOML's own error is one, and so is that of a number of thousands of digits
        raise UnreadableEntryError(_advice(opening, str(error))) from None
    if set(parsed) != {"value"}:
        raise UnreadableEntryError(_advice(opening, ""))
    return parsed["value"]


def as_it_stands(text: str, opening: Opening, value: object) -> str | None:
    """The text between the quotation marks, where TOML does not read it as it was meant.

    Args:
        text: The entry.
        opening: Its beginning.
        value: What TOML reads, or None if it cannot.
    """
    mark = '"""' if opening.value.startswith('"""') else '"' if opening.value.startswith('"') else ""
    if opening.sign != "=" or not mark or (value is not None and not isinstance(value, str)):
        return None
    begin = text.index(mark, text.index("=") + 1) + len(mark)
    inner, found, behind = text[begin:].rpartition(mark)
    if not found or behind.strip() or (value is not None and not _TEX.search(inner)):
        return None
    return inner.removeprefix("\n") if mark == '"""' else inner


def _advice(opening: Opening, reason: str) -> str:
    """What to write instead."""
    value = opening.value
    if "digits" in reason:
        return "a value in it is not an answer"
    if value.startswith(('"""', "'''")):
        if "\\" in value or "escape" in reason.lower() or "hex" in reason.lower():
            return _backslash("'''")
        return f"write nothing behind the closing {value[:3]}"
    if value.startswith('"'):
        return _advice_on_text(value, reason)
    if value.startswith("'"):
        closed = value.count("'") > 1
        return 'write """ on either side' if closed else "its closing ' is missing in this line"
    if value[:1] in "“”„«":
        return 'write straight quotation marks, "..."'
    return f'write the answer between quotation marks, `"{opening.name}" = "..."`'


def _advice_on_text(value: str, reason: str) -> str:
    inner = re.match(r'"((?:[^"\\]|\\.)*)(")?', value)
    closed = inner is not None and inner[2] is not None
    if "\\" in value and (not closed or re.search("escape|backslash|hex|\\\\", reason, re.IGNORECASE)):
        return _backslash("'")
    if not closed:
        return (
            'its closing quotation mark is missing in this line; for several lines write """ on either side'
        )
    return "write '...' around an answer with quotation marks in it, and nothing behind it"


def _backslash(mark: str) -> str:
    return (
        f"TOML takes a single backslash for the beginning of a special sign; write {mark}...{mark} around the "
        r"answer, or two backslashes (\\)"
    )
