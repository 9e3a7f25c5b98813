"""Find the functions of a module, and which of them hold a region that students are to write."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from autograder.harness.reading.not_begun import body_of
from autograder.harness.reading.stub_functions import StubFunction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.authoring.source.regions import MarkedModule

    Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Function:
    """A function that stands in no other function, with all that is defined inside it."""

    file: str
    name: str  # Linear.backward


def function_lines(file: str, text: str) -> dict[int, Function]:
    """Each line of a module that stands in a function, decorators included, to that function."""
    return {
        line: Function(file, name)
        for name, node in functions_of(ast.parse(text), "")
        for line in range(_first_line(node), (node.end_lineno or node.lineno) + 1)
    }


def functions_of(tree: ast.AST, within: str) -> Iterator[tuple[str, Definition]]:
    """The functions in a module, in classes and under conditions too, but not those inside other functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{within}{node.name}", node
        else:
            yield from functions_of(
                node, f"{within}{node.name}." if isinstance(node, ast.ClassDef) else within
            )


def stub_functions(module: MarkedModule, stub: str) -> list[StubFunction]:
    """The functions of a stub in which a region of the reference stands, without their questions.

    Args:
        module: The module of the reference.
        stub: The text of its stub.
    """
    lines = function_lines(module.name, "\n".join(module.lines))
    names = {lines[region.begin].name for region in module.regions if region.begin in lines}
    return [
        StubFunction(module.name, name, "\n".join(map(ast.unparse, body_of(node))))
        for name, node in functions_of(ast.parse(stub), "")
        if name in names
    ]


def _first_line(node: Definition) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
