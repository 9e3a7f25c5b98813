"""Functions and classes that look like tests and would not run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.parsed import (
    Function,
    asks_a_student,
    is_collected_class,
    is_fixture,
    is_unittest,
)
from autograder.text import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from autograder.authoring.source.overlooked.parsed import ParsedFile, Slip

_PREFIX = "test_"


def twins(file: ParsedFile) -> Iterator[Slip]:
    """Tests of one name in one class or module: Python keeps the last of them."""
    for body in (file.tree.body, *(node.body for node in file.classes)):
        first: dict[str, int] = {}
        for node in body:
            named = isinstance(node, (*_functions(), ast.ClassDef)) and node.name.lower().startswith("test")
            if not named:
                continue
            name = node.name  # type: ignore[attr-defined]  # a function or a class: the line above
            if name in first:
                yield (
                    node.lineno,
                    f"`{name}` stands in line {first[name]} too, and only the last one would run; rename one",
                )
            first.setdefault(name, node.lineno)


def classes_not_run(file: ParsedFile, used: Collection[str]) -> Iterator[Slip]:
    """Classes whose methods look like tests, and in which pytest does not look.

    Args:
        file: The file.
        used: The names that all files of tests use.
    """
    for node in file.classes:
        methods = [one for one in node.body if isinstance(one, Function)]
        like_tests = [one for one in methods if one.name.lower().startswith("test") or asks_a_student(one)]
        if is_unittest(node):
            yield (
                node.lineno,
                (
                    f"`{node.name}` is one of unittest's classes, which cannot ask for `student` and `check`; "
                    "write functions `def test_...(student, check)`"
                ),
            )
        elif like_tests and not is_collected_class(node) and node.name not in used:
            why = (
                "it has `__init__` or `__new__`; take that out"
                if node.name.startswith("Test")
                else "its name does not begin with `Test`; rename it"
            )
            yield node.lineno, f"the tests of `{node.name}` would not run, because {why}"
    for statement in file.nodes:
        if isinstance(statement, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "__test__" for one in statement.targets
        ):
            yield statement.lineno, "`__test__` keeps tests from being run; take this line out, or the tests"


def functions_not_run(file: ParsedFile, used: Collection[str]) -> Iterator[Slip]:
    """Functions that look like tests, and that pytest does not take for one or cannot run.

    Args:
        file: The file.
        used: The names that all files of tests use.
    """
    collected = set() if file.shared else {id(function) for function in file.collected}
    methods = {id(one) for node in file.classes if not is_collected_class(node) for one in node.body}
    for function in file.functions:
        if is_fixture(function) or id(function) in methods:
            continue
        if id(function) in collected:
            yield from _cannot_run(function)
        elif _looks_like_a_test(function, used):
            yield function.lineno, _of_shared(function) if file.shared else _rename(function)


def _cannot_run(function: Function) -> Iterator[Slip]:
    if isinstance(function, ast.AsyncFunctionDef):
        yield (
            function.lineno,
            f"pytest does not run `{function.name}`, because it is `async def`; write `def`",
        )
    elif any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _own_nodes(function)):
        yield (
            function.lineno,
            f"pytest does not run `{function.name}`, because it has a `yield`; write a plain function",
        )


def _looks_like_a_test(function: Function, used: Collection[str]) -> bool:
    """Whether it was meant as a test: it has a mark; or nothing uses it, and it is asked for or named like one."""
    if any("mark." in ast.unparse(decorator) for decorator in function.decorator_list):
        return True
    if function.name in used:
        return False
    return asks_a_student(function) or bool(nearest(function.name[: len(_PREFIX)], [_PREFIX]))


def _of_shared(function: Function) -> str:
    return (
        f"nothing uses `{function.name}`, and no test of this file would run: put tests into tests/public or "
        "tests/hidden"
    )


def _rename(function: Function) -> str:
    name = function.name
    if name.startswith("test"):
        return f"pytest does not find `{name}`, because it stands in another function; move it to the left margin"
    head, _, rest = name.lstrip("_").partition("_")
    better = (
        f"{_PREFIX}{rest}"
        if rest and (nearest(head, ["test"]) or head == "check")
        else f"{_PREFIX}{name.strip('_')}"
    )
    why = "would not run, because its name does not begin with `test_`"
    return f"`{name}` looks like a test and {why}; did you mean `{better}`?"


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """What stands in a function, without the functions inside it."""
    pending: list[ast.AST] = [*function.body]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*_functions(), ast.Lambda)):
            pending += ast.iter_child_nodes(node)


def _functions() -> tuple[type[ast.FunctionDef], type[ast.AsyncFunctionDef]]:
    return ast.FunctionDef, ast.AsyncFunctionDef
