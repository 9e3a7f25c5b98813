"""Read an instructor's or a student's TOML file so that every complaint names its file and line."""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from autograder.errors import SourceError
from autograder.text import nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
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
    """One table of a TOML file, read key by key; `close` then refuses the keys that were not read.

    Attributes:
        path: The file.
        text: All of its text.
        values: The table's keys and values.
        start: The line of its header, counted from 1; 0 for the top of the file.
        homes: The keys that the file may hold, by the header of their table; "" for the top.
        header: The table's own header, such as `[[questions]]`; "" for the top.
    """

    path: Path
    text: str
    values: dict[str, Any]
    start: int = 0
    homes: Mapping[str, Collection[str]] = field(default_factory=dict)
    header: str = ""
    _read: set[str] = field(default_factory=set)

    def error(self, key: str, message: str) -> SourceError:
        """The error to raise about `key`, at the line where it stands."""
        return SourceError(self.path, self.line_of(key), message)

    def line_of(self, key: str) -> int:
        """The line of `key` in this table, or of the table's header where the key is absent."""
        name = rf"""["']?{re.escape(key)}["']?"""
        lines = list(enumerate(self.text.splitlines(), 1))
        for number, line in lines[self.start :]:
            if line.lstrip().startswith("["):
                break
            if re.match(rf"\s*{name}\s*[=.]", line):
                return number
        headers = (number for number, line in lines if re.match(rf"\s*\[+\s*{name}\s*\]", line))
        return self.start or next(headers, 1)

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, of exactly this kind; where a float is expected, an int will do.

        Raises:
            SourceError: if the key is absent and has no default, or is of another kind.
        """
        self._read.add(key)
        if key not in self.values:
            if default is None:
                raise self._missing(key, _WORDS[kind])
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
        return self._inner(f"[{key}]", values, 0)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of the array `[[key]]`, in their order."""
        if isinstance(self.values.get(key), dict):
            raise self.error(key, f"write [[{key}]] with two brackets on either side: there may be several")
        items: list[Any] = self.get(key, list, [])
        for other in self._near(key) if not items else ():
            raise self.error(other, f"`{other}` is not a key of this table; write [[{key}]]")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.error(key, f"`{key}` has to be an array of tables: write [[{key}]] above each")
            yield self._inner(f"[[{key}]]", item, index)

    def close(self) -> None:
        """Refuse the first key that was not read: a misspelt key must not be ignored.

        Raises:
            SourceError: naming the key, its line, and the keys that are known here.
        """
        for key in self.values:
            if key not in self._read:
                raise self.error(key, f"`{key}` is not a key of this table; {self._instead(key)}")

    def _inner(self, header: str, values: dict[str, Any], index: int) -> Table:
        """The table under the header of this index among those that read alike."""
        lines = [
            number
            for number, line in enumerate(self.text.splitlines(), 1)
            if line.split("#")[0].replace(" ", "").strip() == header
        ]
        start = lines[index] if index < len(lines) else 0
        return Table(
            path=self.path, text=self.text, values=values, start=start, homes=self.homes, header=header
        )

    def _instead(self, key: str) -> str:
        """What was probably meant by a key that is none of this table's."""
        if isinstance(self.values[key], (dict, list)):
            tables = {header.strip("[]"): header for header in self.homes if header != self.header}
            near = tables.get(key) or tables.get(nearest(key, tables))
            if near:
                return f"write {near}"
        near = nearest(key, self._read)
        if near:
            return f"did you mean `{near}`?"
        homes = [header for header, keys in self.homes.items() if key in keys and header != self.header]
        if homes:
            return f"it belongs {_where(homes[0], self.header)}"
        elsewhere = {
            one: header for header, keys in self.homes.items() for one in keys if header != self.header
        }
        near = nearest(key, elsewhere)
        if near:
            return f"did you mean `{near}`, which belongs {_where(elsewhere[near], self.header)}?"
        return f"known are {', '.join(sorted(self._read))}"

    def _near(self, key: str) -> list[str]:
        """The key of this table, if any, that is nothing here and was probably meant to be this one."""
        unknown = self.values.keys() - self._read - set(self.homes.get(self.header, ()))
        tables = {header.strip("[]") for header in self.homes}
        return [near for near in (nearest(key, unknown - tables),) if near]

    def _missing(self, key: str, what: str) -> SourceError:
        """The error about a key that is not here; it may stand under another table's header, or be misspelt."""
        for other, value in self.values.items():
            inner = value[0] if isinstance(value, list) and value else value
            header = f"[[{other}]]" if isinstance(value, list) else f"[{other}]"
            own = key in self.homes.get(header, ())  # of that table: the key may stand there too
            if not self.header and isinstance(inner, dict) and key in inner and not own:
                found = self._inner(header, inner, 0)
                return found.error(key, f"`{key}` stands under {header}; it belongs {_where('', header)}")
        for near in self._near(key):  # at most one
            return self.error(near, f"`{near}` is not a key of this table; did you mean `{key}`?")
        return self.error(key, f"`{key}` is missing; give {what}")


def _where(header: str, wrong: str) -> str:
    """Where a key belongs that stands under the wrong header."""
    if header:
        return f"under {header}"
    return f"above {wrong}, at the top of the file" if wrong else "at the top of the file"


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


def read_toml(path: Path, homes: Mapping[str, Collection[str]] | None = None) -> Table:
    """The top table of a TOML file; a byte order mark at its beginning is passed over.

    Args:
        path: The file.
        homes: The keys that it may hold, by the header of their table; "" for the top.

    Raises:
        SourceError: if the file is absent, is not UTF-8 or is not TOML.
    """
    try:
        content = path.read_bytes()
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        text = text.replace("\r\n", "\n")
        return Table(path=path, text=text, values=parse_toml(text), homes=homes or {})
    except FileNotFoundError:
        raise SourceError(path, 0, "the file is missing") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(path, line, f"the file is not UTF-8 ({error.reason}); save it as UTF-8") from None
    except TomlSyntaxError as error:
        raise SourceError(path, error.line, f"not valid TOML: {error.reason}") from None
