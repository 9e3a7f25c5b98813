"""Read a student's file without running it: which statement stands at a line, and in which function and class."""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
AnyFunction = Union[ast.FunctionDef, ast.AsyncFunctionDef]
MOST_TEXT = 150_000  # characters of all files together; of more nothing is read
LONGEST_LINE = 160  # characters of a source line that is shown
_CHANGING = frozenset(
    {"append", "clear", "extend", "insert", "remove", "reverse", "sort"}
)  # methods of lists
_SHELL = re.compile(r"^\s*[%!?].*$|^.*\?\s*$", re.MULTILINE)  # lines of a notebook that are not Python


@dataclass(frozen=True)
class Code:
    """A file of the student's.

    Attributes:
        file: Its name.
        lines: Its lines.
        tree: Its statements.
    """

    file: str
    lines: tuple[str, ...]
    tree: ast.Module

    def position(self, line: int) -> Position | None:
        """What stands at this line; None if no statement does."""
        parents: list[ast.AST] = []
        body: list[ast.stmt] = self.tree.body
        found: ast.stmt | None = None
        while True:
            here = next((one for one in body if _first(one) <= line <= (one.end_lineno or one.lineno)), None)
            if here is None:
                break
            found = here
            body = [one for one in _below(here) if isinstance(one, ast.stmt)]
            if isinstance(here, (*Function, ast.ClassDef)):
                parents.append(here)
        if found is None or not _is_head(found, line):
            return None
        return Position(
            self, line, found, tuple(parents[:-1] if parents and parents[-1] is found else parents)
        )

    def functions(self, name: str) -> Iterator[tuple[ast.ClassDef | None, AnyFunction]]:
        """The functions of this name at the top and in classes at the top, with their class."""
        for one in self.tree.body:
            if isinstance(one, Function) and one.name == name:
                yield None, one
            if isinstance(one, ast.ClassDef):
                yield from (
                    (one, inner) for inner in one.body if isinstance(inner, Function) and inner.name == name
                )

    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes at the top; of two with one name the last counts."""
        return {one.name: one for one in self.tree.body if isinstance(one, ast.ClassDef)}


@dataclass(frozen=True)
class Position:
    """A statement.

    Attributes:
        code: The file.
        line: The line in it.
        statement: The statement; of `if` or `for`, only what stands before its body is meant.
        parents: The classes and functions around it, from the outside in.
    """

    code: Code
    line: int
    statement: ast.stmt
    parents: tuple[ast.AST, ...]

    @property
    def name(self) -> str:
        """The function's qualified name, `Linear.forward`; "" outside of any."""
        return ".".join(getattr(one, "name", "") for one in self.parents)

    @property
    def function(self) -> AnyFunction | None:
        """The innermost function around it."""
        return next((one for one in reversed(self.parents) if isinstance(one, Function)), None)

    @property
    def owner(self) -> ast.ClassDef | None:
        """The class whose method it is in."""
        return next((one for one in reversed(self.parents) if isinstance(one, ast.ClassDef)), None)

    @property
    def heads(self) -> list[ast.AST]:
        """The parts of the statement that are computed at its own line."""
        return _heads(self.statement)

    @property
    def nodes(self) -> list[ast.AST]:
        """All nodes of these parts."""
        return [node for head in self.heads for node in ast.walk(head)]

    @property
    def text(self) -> str:
        """Its source, in one line of a bounded length."""
        last = max((getattr(node, "end_lineno", 0) or 0 for node in self.heads), default=0)
        first = self.statement.lineno
        lines = self.code.lines[first - 1 : max(last, first)]
        if len(lines) > 1 and self.heads == [self.statement]:
            lines = (ast.unparse(self.statement),)
        elif len(lines) > 1:
            lines = self.code.lines[self.line - 1 : self.line]
        text = " ".join(line.strip() for line in lines)
        return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 4]} ..."

    @property
    def form(self) -> str:
        """The statement, the same however it is indented and numbered, and whatever comments stand beside it."""
        try:
            return " ".join([type(self.statement).__name__, *map(ast.unparse, self.heads)])
        except RecursionError:
            return self.text


def read_all(sources: Mapping[str, str]) -> dict[str, Code]:
    """The files that can be read; none if together they are longer than anybody's."""
    if sum(map(len, sources.values())) > MOST_TEXT:
        return {}
    return {name: code for name, text in sources.items() if (code := read(name, text)) is not None}


@lru_cache(maxsize=64)
def read(file: str, text: str) -> Code | None:
    """The file with this text; None if it cannot be read."""
    for shown in (text, _SHELL.sub("", text)):
        try:
            tree = ast.parse(textwrap.dedent(shown))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return Code(file, tuple(text.splitlines()), tree)
    return None


def changing_method(node: ast.AST | None) -> str:
    """The method that is called here and that, of a list, changes the list itself and gives None; "" for no such."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    name = node.func.attr if is_call else ""  # type: ignore[union-attr]  # an attribute
    return name if name in _CHANGING else ""


def _below(node: ast.stmt) -> list[ast.AST]:
    found: list[ast.AST] = []
    for name in ("body", "orelse", "finalbody"):
        found += getattr(node, name, [])
    for handler in getattr(node, "handlers", []):
        found += handler.body
    for case in getattr(node, "cases", []):
        found += case.body
    return found


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _is_head(node: ast.stmt, line: int) -> bool:
    """Whether the line is not only somewhere between the statements of a body."""
    below = _below(node)
    return (
        not below
        or any(
            one.lineno <= line <= (getattr(one, "end_lineno", None) or one.lineno)
            for one in _heads(node)
            if hasattr(one, "lineno")
        )
        or line == node.lineno
    )


def _heads(node: ast.stmt) -> list[ast.AST]:
    inner = {id(one) for one in _below(node)}
    if not inner:
        return [node]
    return [
        one
        for one in ast.iter_child_nodes(node)
        if id(one) not in inner
        and not isinstance(one, (ast.ExceptHandler, ast.expr_context))
        and not isinstance(one, getattr(ast, "match_case", ()))
    ]
