"""Say why a function gives None, where its text shows it: no `return` has a value, or only that of `append`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .code import Function, changing_method
from .scene import dotted_name, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .code import AnyFunction, Code


def why_none(name: str, files: Mapping[str, Code]) -> str:
    """The end of a sentence on a call that has given None; "" where the text of the function does not show why.

    Args:
        name: The function that was called.
        files: The student's files, by name.
    """
    found = [function for code in files.values() for owner, function in code.functions(name) if owner is None]
    if len(found) != 1 or found[0].decorator_list:
        return ""
    nodes = list(_own(found[0]))
    if any(isinstance(node, (ast.Yield, ast.YieldFrom, ast.Raise)) for node in nodes):
        return ""
    returned = [node for node in nodes if isinstance(node, ast.Return)]
    if all(node.value is None for node in returned):
        return f"no `return` of `{name}` has a value"
    printing = [node for node in returned if _prints(node.value)]
    if len(printing) == len(returned):
        return _of_prints(name, printing, at_end=printing == found[0].body[-1:])
    # One that stands in a loop or behind a condition may never have been reached.
    return _of_only(returned[0], nodes) if len(returned) == 1 and returned[0] in found[0].body else ""


def gives_values(name: str, files: Mapping[str, Code]) -> bool:
    """Whether some `return` of the function has a value, so that its prints do not stand for one."""
    found = [function for code in files.values() for owner, function in code.functions(name) if owner is None]
    returned = [node for one in found for node in _own(one) if isinstance(node, ast.Return)]
    return any(not (node.value is None or _prints(node.value)) for node in returned)


def _of_prints(name: str, printing: list[ast.Return], *, at_end: bool) -> str:
    """Every `return` gives what `print` gives; which of several has run, or whether one did, is not known."""
    lines = [str(line) for line in sorted(node.lineno for node in printing)]
    if at_end:
        where = f"line {lines[0]} returns {_call(printing[0].value)}"
        return f"{where}, and `print` shows a value and gives None"
    if len(lines) == 1:
        return f"the only `return` of `{name}`, in line {lines[0]}, has what `print` gives, and that is None"
    *most, last = lines
    where = f"lines {', '.join(most)} and {last}"
    return f"each `return` of `{name}`, in {where}, has what `print` gives, and that is None"


def _prints(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and dotted_name(node.func) == "print"


def _of_only(returned: ast.Return, nodes: list[ast.AST]) -> str:
    """Whether the only `return` gives what a method of lists gives that changes the list itself."""
    method = changing_method(returned.value)
    if method:
        where = f"line {returned.lineno} returns {_call(returned.value)}"
        return f"{where}, and `{method}` works in place and gives None"
    stores = [
        node
        for node in nodes
        if isinstance(node, ast.Assign)
        and any(dotted_name(one) == dotted_name(returned.value) for one in node.targets)
    ]
    changed = [store for store in stores if changing_method(store.value)]
    others = [store for store in stores if store not in changed]
    if not dotted_name(returned.value) or not changed or not all(_is_list(store.value) for store in others):
        return ""
    where = f"line {changed[0].lineno} sets {written(changed[0].targets[0])} to {_call(changed[0].value)}"
    return f"{where}, and `{changing_method(changed[0].value)}` works in place and gives None"


def _is_list(node: ast.expr) -> bool:
    """Whether it is a list as it is written."""
    return isinstance(node, (ast.List, ast.ListComp))


def _own(function: AnyFunction) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions and classes in it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop(0)
        yield node
        if not isinstance(node, (*Function, ast.ClassDef, ast.Lambda)):
            pending += ast.iter_child_nodes(node)


def _call(node: ast.AST | None) -> str:
    """The call as a sentence names it, without what stands between its brackets if that is long."""
    if not isinstance(node, ast.Call):
        return "it"
    text = written(node)
    return text if text.startswith("`") else f"`{ast.unparse(node.func)}(...)`"
