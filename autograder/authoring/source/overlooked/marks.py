"""Marks of tests that nothing reads, or that are not written as they are read."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from autograder.harness.session.chosen_tests import LEAST_SECONDS, is_limit
from autograder.text import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from autograder.authoring.source.overlooked.parsed import ParsedFile, Slip

_MARKS = ("question", "weight", "needs", "uses", "limit", "batch", "without", "parametrize", "usefixtures")
_INSIDE = {"limit": "seconds=3", "without": '"test.csv"'}
_SKIPPING = ("skip", "skipif", "xfail")
_VARIABLE = "pytestmark"


def faults_of_marks(file: ParsedFile, questions: Collection[str]) -> Iterator[Slip]:
    """What is wrong with the marks of a file.

    Args:
        file: The file.
        questions: The ids that a mark may name.
    """
    called = {id(node.func): node for node in file.nodes if isinstance(node, ast.Call)}
    for node in file.nodes:
        name = _mark(node)
        if name:
            yield from _of_mark(node.lineno, name, called.get(id(node)), questions)  # type: ignore[attr-defined]  # an expression
    yield from _without_effect(file)


def _mark(node: ast.AST) -> str:
    """The name in `pytest.mark.<name>` or `mark.<name>`; "" for all else."""
    if not isinstance(node, ast.Attribute):
        return ""
    return node.attr if ast.unparse(node.value) in {"pytest.mark", "mark"} else ""


def _of_mark(line: int, name: str, call: ast.Call | None, questions: Collection[str]) -> Iterator[Slip]:
    if name in _SKIPPING:
        yield (
            line,
            f"a test that is marked `{name}` would earn nothing in the grade; take the mark or the test out",
        )
    elif name == "timeout":
        yield (
            line,
            "nothing reads the mark `timeout`; write `@pytest.mark.limit(seconds=3)`, or for all `test_seconds`",
        )
    elif name not in _MARKS:
        yield line, f"nothing reads the mark `{name}`{did_you_mean(name, _MARKS) or _known()}"
    elif call is None:
        if name != "batch":
            inside = _INSIDE.get(name, "...")
            yield (
                line,
                f"the mark `{name}` says nothing without its brackets; write `@pytest.mark.{name}({inside})`",
            )
    else:
        yield from _of_arguments(line, name, call, questions)


def _known() -> str:
    return f"; known are {', '.join(_MARKS)}"


def _of_arguments(line: int, name: str, call: ast.Call, questions: Collection[str]) -> Iterator[Slip]:
    if name == "parametrize":
        yield from _of_cases(line, call)
        return
    if name == "limit":
        yield from _of_limit(line, call)
        return
    if call.keywords:
        key = call.keywords[0].arg or "**"
        yield (
            line,
            f"the mark `{name}` takes no `{key}=`; write `@pytest.mark.{name}(...)` without a name before the value",
        )
    elif name in {"question", "weight"} and len(call.args) != 1:
        yield line, f"the mark `{name}` takes one value, and here it has {len(call.args)}"
    elif name == "batch" and call.args:
        yield line, "the mark `batch` takes no value; write `@pytest.mark.batch`"
    for value in call.args:
        if name in {"question", "needs", "uses"}:
            yield from _of_question(line, name, value, questions)
        elif name == "weight":
            yield from _of_weight(line, value)
        elif name == "without" and isinstance(value, ast.Constant) and not isinstance(value.value, str):
            yield line, f"the mark `without` takes names of files, and `{ast.unparse(value)}` is none"


def _of_question(line: int, name: str, value: ast.expr, questions: Collection[str]) -> Iterator[Slip]:
    if isinstance(value, ast.Constant) and value.value not in questions:
        word = str(value.value)
        known = f"; there are {', '.join(questions)}"
        yield (
            line,
            f"the mark `{name}` names `{word}`, which is no question{did_you_mean(word, questions) or known}",
        )


def _of_weight(line: int, value: ast.expr) -> Iterator[Slip]:
    given = _number(value)
    if given is not None and not 0 <= given < math.inf:
        yield line, f"the weight of a test has to be a number from 0 up, and is {ast.unparse(value)}"


def _of_limit(line: int, call: ast.Call) -> Iterator[Slip]:
    if call.args or [one.arg for one in call.keywords] != ["seconds"]:
        yield line, "the mark `limit` takes one value with its name; write `@pytest.mark.limit(seconds=3)`"
        return
    (value,) = (one.value for one in call.keywords)
    given = _number(value)
    if given is not None and not is_limit(given):
        yield (
            line,
            f"the limit of a test has to be a number from {LEAST_SECONDS:g} up, and is {ast.unparse(value)}",
        )


def _number(value: ast.expr) -> float | None:
    """The number that is written there, `nan` for what is none; None for what only running can tell."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        inner = _number(value.operand)
        return None if inner is None else -inner
    if not isinstance(value, ast.Constant):
        return None
    number = value.value
    return number if isinstance(number, (int, float)) and not isinstance(number, bool) else math.nan


def _of_cases(line: int, call: ast.Call) -> Iterator[Slip]:
    values = call.args[1:2] or [one.value for one in call.keywords if one.arg == "argvalues"]
    if any(isinstance(one, (ast.List, ast.Tuple, ast.Set)) and not one.elts for one in values):
        yield line, "`parametrize` has no case, so this test would not run; give it at least one"


def _without_effect(file: ParsedFile) -> Iterator[Slip]:
    """Marks that belong to no test: a line of their own, or a variable that pytest does not read."""
    for node in file.tree.body:
        if isinstance(node, ast.Expr) and _holds_a_mark(node.value):
            yield (
                node.lineno,
                f"this mark belongs to no test; write `{_VARIABLE} = {ast.unparse(node.value)}`",
            )
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and _holds_a_mark(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [one.id for one in targets if isinstance(one, ast.Name)]
            for name in names:
                if name != _VARIABLE and (nearest(name, [_VARIABLE]) or name not in file.names_used):
                    yield node.lineno, f"pytest does not read `{name}`; did you mean `{_VARIABLE}`?"


def _holds_a_mark(value: ast.expr) -> bool:
    parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
    return any(_mark(one.func if isinstance(one, ast.Call) else one) for one in parts)
