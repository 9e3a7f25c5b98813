"""Find the last definition of a function in a file or in the cells of a notebook, as Python would find it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from ..rules.program import LONGEST, without_magic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef]

_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Source:
    """A text that Python runs.

    Attributes:
        text: The text: a file, or a cell of a notebook.
        position: What stands before the number of a line: `hw3_lib.py, `, `cell 4 `; "" if lines mean nothing there.
        is_cell: Whether it is a notebook's cell, which may have lines that are no Python.
    """

    text: str
    position: str
    is_cell: bool = False


def file_source(name: str, data: bytes) -> Source:
    """The text of a file."""
    return Source(data.decode("utf-8-sig", "replace"), f"{name}, ")


@dataclass(frozen=True)
class Found:
    """The last definition of a function.

    Attributes:
        node: Its syntax tree.
        source: The text that it stands in.
        heir: The line of the class that has it from its base, or 0.
    """

    node: Definition
    source: Source
    heir: int = 0

    def where(self, line: int) -> str:
        """A line of it: `hw3_lib.py, line 195`; "" if there is nothing to name."""
        return f"{self.source.position}line {line}" if self.source.position else ""

    def is_comment(self, line: int) -> bool:
        """Whether a line holds a comment alone."""
        lines = self.source.text.splitlines()
        return 0 < line <= len(lines) and lines[line - 1].lstrip().startswith("#")


class Definitions:
    """What the names of some sources stand for when all of them have run.

    Args:
        sources: In the order in which they run.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._last: dict[str, Found | None] = {}  # None: something else than a function that could be read
        self._heirs: dict[
            str, tuple[str, int, Source]
        ] = {}  # a class with one base: the base, and its own line
        self.mentioned: set[str] = set()  # all names that are read or called
        self._unread: list[str] = []
        if sum(len(one.text) for one in sources) > LONGEST:
            self._unread = [one.text for one in sources]
            return
        for one in sources:
            self._read(one)

    @property
    def is_whole(self) -> bool:
        """Whether all of the sources could be read, so that `mentioned` has all that they name."""
        return not self._unread

    def of(self, name: str) -> Found | None:
        """The function of this name (`Linear.backward`), or None where nothing is certain."""
        word = re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b")
        if any(word.search(text) for text in self._unread):
            return None
        return self._last[name] if name in self._last else self._inherited(name)

    def _inherited(self, name: str) -> Found | None:
        """The function of the base, for a class that has none of its own by this name."""
        owner, _, short = name.rpartition(".")
        base, line, source = self._heirs.get(owner, ("", 0, None))
        found = self._last.get(f"{base}.{short}")
        return Found(found.node, source, heir=line) if found is not None and source is not None else None

    def _read(self, source: Source) -> None:
        try:
            tree = ast.parse(without_magic(source.text) if source.is_cell else source.text)
        except _ERRORS:
            self._unread.append(source.text)
            return
        self._heirs.update(
            {
                node.name: (node.bases[0].id, node.lineno, source)
                for node in tree.body
                if isinstance(node, ast.ClassDef)
                and len(node.bases) == 1
                and isinstance(node.bases[0], ast.Name)
                and not (node.keywords or node.decorator_list)
            }
        )
        for name, node in _bound(tree.body, ""):
            if name == "*":  # `from ... import *` may bring any name
                self._last = dict.fromkeys(self._last)
                continue
            for known in [known for known in self._last if known.startswith(f"{name}.")]:
                self._last[known] = None
            self._last[name] = None if node is None else Found(node, source)
        self.mentioned |= {
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(tree)
            if isinstance(node, (ast.Name, ast.Attribute))
        }


def _bound(body: Iterable[ast.stmt], within: str) -> Iterator[tuple[str, Definition | None]]:
    """The names that statements bind, in order, each with the function that it then stands for."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{within}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield f"{within}{node.name}", None
            yield from _bound(node.body, f"{within}{node.name}.")
        else:
            yield from ((f"{within}{name}", None) for name in _assigned(node))
            for part in ("body", "orelse", "finalbody"):
                yield from _bound(getattr(node, part, []), within)
            for handler in getattr(node, "handlers", []):
                yield from _bound(handler.body, within)


def _assigned(node: ast.stmt) -> Iterator[str]:
    """The names that a statement sets itself; `Linear.backward = ...` sets one too."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ("*" if one.name == "*" else (one.asname or one.name).split(".")[0] for one in node.names)
        return
    inside = [node] if not hasattr(node, "body") else _headers(node)
    for one in (part for top in inside for part in ast.walk(top)):
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
            yield one.id
        elif isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load):
            yield ast.unparse(one)
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "setattr":
            yield "*"


def _headers(node: ast.stmt) -> list[ast.AST]:
    """The parts of a compound statement that are no statements: a loop's target, what `with` gives."""
    return [
        part for part in ast.iter_child_nodes(node) if not isinstance(part, (ast.stmt, ast.ExceptHandler))
    ]
