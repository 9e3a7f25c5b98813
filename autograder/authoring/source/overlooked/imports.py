"""Import statements that work on the instructor's machine, and not where students and graders run the files."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from autograder.harness.importing.module_names import top_names
from autograder.harness.importing.stand_ins import DEFAULT
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from autograder.authoring.source.overlooked.parsed import ParsedFile, Slip
    from autograder.model.assignment import Assignment

_EVERYWHERE = (*sys.stdlib_module_names, "numpy")
_CAUGHT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def imports_of_code(tree: ast.Module, assignment: Assignment, there: Collection[str]) -> Iterator[Slip]:
    """The imports of a student's module, or of one that runs beside it.

    Args:
        tree: Its statements.
        assignment: The assignment.
        there: The names of the modules that lie in the assignment's own folder.
    """
    own = top_names((*assignment.modules, *assignment.given))
    known = {*_EVERYWHERE, *assignment.packages, *own, *_tops(assignment)}
    for line, name, _ in _imported(tuple(ast.walk(tree))):
        if name in known:
            continue
        if name in there:
            named = "name it under `given` or `modules` in assignment.toml"
            yield line, f"`import {name}`: students do not get {name}.py; {named}"
        else:
            yield (
                line,
                (
                    f"`{name}` is not among `packages` in assignment.toml, so it may not be imported in the grade"
                    f"{did_you_mean(name, {*assignment.packages, *own})}"
                ),
            )


def imports_of_tests(file: ParsedFile, assignment: Assignment, shared: Collection[str]) -> Iterator[Slip]:
    """The imports of a file of tests.

    Args:
        file: The file.
        assignment: The assignment.
        shared: The names of the modules that tests share.
    """
    inside = {id(node) for function in file.functions for node in file.nodes_of[id(function)]}
    for line, name, node in _imported(file.nodes):
        fault = _of_test(name, assignment, shared, inside=id(node) in inside)
        if fault:
            yield line, fault


def imported(file: ParsedFile) -> Iterator[tuple[int, str]]:
    """The modules that a file imports, each with its line."""
    for node in file.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def _of_test(name: str, assignment: Assignment, shared: Collection[str], *, inside: bool) -> str:
    given = top_names(assignment.given)
    if name in top_names(assignment.modules):
        return f"a test does not import `{name}`, which runs in the student's process; use `student.{name}`"
    if name == "conftest":
        return "a conftest.py cannot be imported; write what is no fixture into another module in tests/"
    if name in given:
        return (
            f"`{name}` lies in the student's process, where no test can import it; put what the test needs of it "
            "into a module beside tests/public"
        )
    if name in shared:
        return f"import `{name}` at the top of the file; inside a function it is not found" if inside else ""
    if name in {*_EVERYWHERE, "pytest", *assignment.packages}:
        return ""
    return (
        f"`{name}` is neither among `packages` in assignment.toml nor a module beside the tests, so it is not there "
        f"where the tests run{did_you_mean(name, {*assignment.packages, *shared})}"
    )


def _imported(nodes: Collection[ast.AST]) -> Iterator[tuple[int, str, ast.AST]]:
    """Line, top-level module and statement of each import that has to work."""
    excused = {id(inner) for node in nodes if _may_fail(node) for inner in ast.walk(node)}
    for node in nodes:
        if id(node) in excused:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0], node
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, (node.module or "").partition(".")[0], node


def _tops(assignment: Assignment) -> set[str]:
    """The packages that have stand-ins."""
    return {name.partition(".")[0] for name in (*DEFAULT, *assignment.stand_ins)}


def _may_fail(node: ast.AST) -> bool:
    """Whether imports in it may fail: they are only for the types, or the failure is caught."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    if not isinstance(node, ast.Try):
        return False
    caught = {name for handler in node.handlers for name in _caught(handler)}
    return not _CAUGHT.isdisjoint(caught)


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    if handler.type is None:
        yield "BaseException"
    else:
        yield from (one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name))
