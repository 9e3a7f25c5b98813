"""Find which statements of a file set a name that a function of it uses: what leaving them out would break.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .statements import Statement

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Names:
    """The names that the functions of a file use.

    Args:
        nodes: The statements of the file.
    """

    def __init__(self, nodes: Iterable[ast.stmt]) -> None:
        self._globals: dict[str, frozenset[str]] = {}  # function -> the names that it sets in the file
        self._used: set[str] = set()
        self._imported: set[str] = set()
        for node in nodes:
            for one in ast.walk(node):
                if isinstance(one, _FUNCTIONS):
                    self._add(one)
                elif isinstance(one, ast.alias):
                    self._imported.add((one.asname or one.name).partition(".")[0])

    def needs(self, statement: Statement) -> bool:
        """Whether a function uses a name that this statement sets or changes."""
        return not self._used.isdisjoint(self.set_by(statement))

    def set_by(self, statement: Statement) -> frozenset[str]:
        """The names that it sets or changes, also those which a function that it calls declares `global`."""
        own = frozenset(_assigned_by(statement.node))
        own |= (
            frozenset(_changed_by(statement.node)) - self._imported
        )  # `time.sleep(1)` does not change `time`
        called = (self._globals.get(name, frozenset()) for name in loaded_by(statement))
        return own.union(*called)

    def _add(self, function: ast.AST) -> None:
        declared = {
            name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names
        }
        names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        own = {one.id for one in names if not isinstance(one.ctx, ast.Load)} - declared
        own |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        self._used |= {one.id for one in names if isinstance(one.ctx, ast.Load)} - own
        if declared:
            self._globals[getattr(function, "name", "")] = frozenset(declared)


def loaded_by(statement: Statement) -> set[str]:
    """The names that it reads, in functions that it defines too."""
    return {
        node.id
        for node in ast.walk(statement.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _assigned_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, _DEFINITIONS):
        yield node.name
        return
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, (ast.Store, ast.Del)):
            yield one.id
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]
        elif isinstance(one, _DEFINITIONS):
            yield one.name


def _changed_by(node: ast.stmt) -> Iterator[str]:
    for one in () if isinstance(node, _DEFINITIONS) else ast.walk(node):
        if isinstance(one, (ast.Attribute, ast.Subscript)) and isinstance(one.ctx, ast.Store):
            yield from _owner(one)
        elif isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            yield from _owner(one.value.func)  # `table.append(...)` changes the table


def _owner(node: ast.expr) -> Iterator[str]:
    """The name `a` of `a.b`, `a[1]`, `a.b.c`; nothing of `a` itself."""
    inside = node
    while isinstance(inside, (ast.Attribute, ast.Subscript)):
        inside = inside.value
    if inside is not node and isinstance(inside, ast.Name):
        yield inside.id
