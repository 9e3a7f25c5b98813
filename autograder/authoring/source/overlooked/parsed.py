"""A test file as a tree of its statements, and what a person would take for a test in it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Slip: TypeAlias = tuple[int, str]  # the line, and the sentence about it

STUDENTS = frozenset({"student", "fresh_student"})  # the fixtures through which a test asks a student's code
_OF_TESTS = STUDENTS | {"check"}  # nothing but a test, or a helper of one, has such a parameter
_PASSED_THROUGH = (ast.If, ast.Try, ast.With)  # what stands in them stands in the module too


@dataclass(frozen=True)
class ParsedFile:
    """A Python file of tests, or one that tests import.

    Attributes:
        path: The file.
        tree: Its statements.
        shared: Whether it only is imported by tests.
    """

    path: Path
    tree: ast.Module
    shared: bool = False

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All parts of all statements."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def nodes_of(self) -> dict[int, tuple[ast.AST, ...]]:
        """All parts of each function, by the function's `id`."""
        return {id(function): tuple(ast.walk(function)) for function in self.functions}

    @cached_property
    def names_used(self) -> frozenset[str]:
        """Every name that the file reads: a variable, an attribute, a parameter (which may ask for a fixture)."""
        found = set()
        for node in self.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.ImportFrom):
                found.update(alias.name for alias in node.names)
        return frozenset(found)

    @cached_property
    def collected(self) -> tuple[Function, ...]:
        """The functions that pytest takes for tests: by their names, in the module or in a class that it takes."""
        return tuple(_collected(self.tree.body))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions, wherever they stand."""
        return tuple(node for node in self.nodes if isinstance(node, Function))

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """All classes, wherever they stand."""
        return tuple(node for node in self.nodes if isinstance(node, ast.ClassDef))


def parameters(function: Function) -> tuple[str, ...]:
    """The names of a function's parameters."""
    arguments = function.args
    return tuple(one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def asks_a_student(function: Function) -> bool:
    """Whether it has a parameter that only tests and their helpers have."""
    return not _OF_TESTS.isdisjoint(parameters(function))


def is_fixture(function: Function) -> bool:
    """Whether a decorator makes a fixture of it."""
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def is_collected_class(node: ast.ClassDef) -> bool:
    """Whether pytest looks for tests in this class."""
    makes = any(isinstance(one, Function) and one.name in {"__init__", "__new__"} for one in node.body)
    return node.name.startswith("Test") and not makes


def is_unittest(node: ast.ClassDef) -> bool:
    """Whether the class is one of unittest's, of which pytest takes any, whatever its name."""
    return any(ast.unparse(base).rpartition(".")[2].endswith("TestCase") for base in node.bases)


def bodies(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """This list of statements, and those that stand at the same level under `if`, `try` and `with`."""
    yield body
    for node in body:
        if isinstance(node, _PASSED_THROUGH):
            for name in ("body", "orelse", "finalbody"):
                yield from bodies(getattr(node, name, []))
            for handler in getattr(node, "handlers", []):
                yield from bodies(handler.body)


def _collected(body: list[ast.stmt]) -> Iterator[Function]:
    for level in bodies(body):
        for node in level:
            if isinstance(node, Function) and node.name.startswith("test") and not is_fixture(node):
                yield node
            elif isinstance(node, ast.ClassDef) and is_collected_class(node):
                yield from _collected(node.body)
