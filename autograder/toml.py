"""Read an instructor's or a student's TOML file so that every complaint names its file and line."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from autograder.errors import SourceError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
_WORDS = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a TOML file, read key by key; `close` then refuses the keys that were not read."""

    path: Path
    text: str
    values: dict[str, Any]
    start: int = 0  # the line of its header, counted from 1; 0 for the top of the file
    _read: set[str] = field(default_factory=set)

    def error(self, key: str, message: str) -> SourceError:
        """The error to raise about `key`, at the line where it stands."""
        return SourceError(self.path, self.line_of(key), message)

    def line_of(self, key: str) -> int:
        """The line of `key` in this table, or of the table's header where the key is absent."""
        lines = self.text.splitlines()
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        for number, line in enumerate(lines[self.start :], self.start + 1):
            if line.lstrip().startswith("[") and pattern.match(line) is None:
                break
            if pattern.match(line):
                return number
        return self.start or 1

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, of exactly this kind; where a float is expected, an int will do.

        Raises:
            SourceError: if the key is absent and has no default, or is of another kind.
        """
        self._read.add(key)
        if key not in self.values:
            if default is None:
                raise self.error(key, f"`{key}` is missing; give {_WORDS[kind]}")
            return default
        value = self.values[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise self.error(key, f"`{key}` has to be {_WORDS[kind]}, and is {value!r}")
        return value

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """The list of strings at `key`."""
        items: list[Any] = self.get(key, list, None if default is None else list(default))
        for item in items:
            if not isinstance(item, str):
                raise self.error(key, f"`{key}` has to be a list of strings, and holds {item!r}")
        return tuple(items)

    def word(self, key: str, words: type[E], default: E | None = None) -> E:
        """The member of an enum whose value stands at `key`.

        Raises:
            SourceError: if the key is absent and has no default, or holds another word.
        """
        given = self.get(key, str, None if default is None else default.value)
        known = [word.value for word in words]
        if given not in known:
            raise self.error(key, f"`{key}` has to be one of {', '.join(known)}, and is {given!r}")
        return words(given)

    def table(self, key: str) -> Table:
        """The sub-table `[key]`; an empty one where it is absent."""
        values: dict[str, Any] = self.get(key, dict, {})
        return Table(path=self.path, text=self.text, values=values, start=self._header(f"[{key}]", 0))

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of the array `[[key]]`, in their order."""
        items: list[Any] = self.get(key, list, [])
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.error(key, f"`{key}` has to be an array of tables: write [[{key}]] above each")
            yield Table(path=self.path, text=self.text, values=item, start=self._header(f"[[{key}]]", index))

    def close(self) -> None:
        """Refuse the first key that was not read: a misspelt key must not be ignored.

        Raises:
            SourceError: naming the key, its line, and the keys that are known here.
        """
        for key in self.values:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.error(key, f"`{key}` is not a key of this table; known are {known}")

    def _header(self, header: str, index: int) -> int:
        lines = [
            number
            for number, line in enumerate(self.text.splitlines(), 1)
            if line.split("#")[0].replace(" ", "").strip() == header
        ]
        return lines[index] if index < len(lines) else 0


class TomlSyntaxError(ValueError):
    """Text that is not TOML.

    Args:
        line: Where, counted from 1; the last line where the text ends too early.
        reason: What the parser says.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def parse_toml(text: str) -> dict[str, Any]:
    """The top table of a TOML text.

    Raises:
        TomlSyntaxError: if it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\s*\(at line (\d+), column \d+\)$", str(error))
        if found is None:
            raise TomlSyntaxError(len(text.splitlines()) or 1, "it ends too early") from None
        raise TomlSyntaxError(int(found[1]), str(error)[: found.start()]) from None


def read_toml(path: Path) -> Table:
    """The top table of a TOML file.

    Raises:
        SourceError: if the file is absent, is not UTF-8 or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Table(path=path, text=text, values=parse_toml(text))
    except FileNotFoundError:
        raise SourceError(path, 0, "the file is missing") from None
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, f"the file is not UTF-8 ({error.reason} at byte {error.start})") from None
    except TomlSyntaxError as error:
        raise SourceError(path, error.line, f"not valid TOML: {error.reason}") from None
