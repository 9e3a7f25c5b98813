"""Say what was wrong where a tuple stands for a list, and where a name is Python's own and no value of the file's."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from ..scene import value_words, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..scene import Scene


def not_changed(scene: Scene) -> str:
    """`point[0] = 1`, where `point` is a tuple."""
    if scene.message != "'tuple' object does not support item assignment":
        return ""
    stored = [
        one
        for one in scene.position.nodes
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)
    ]
    if not stored:
        return ""
    known = {written(one.value) for one in stored if _kind(scene, one.value) == "tuple"}
    what = f"{known.pop()} is a tuple, and a tuple" if len(known) == 1 else "A tuple"
    return f"{what} cannot be changed: make a new one, or a list, in its place."


def joined(scene: Scene) -> str:
    """`(1, 2) + [3]`."""
    if not scene.message.startswith("can only concatenate tuple "):
        return ""
    found = {written(right): right for left, right in _added(scene) if _kind(scene, left) == "tuple"}
    if len(found) != 1:
        return ""
    name, right = next(iter(found.items()))
    value = scene.value(right)
    if value is None or value.kind == "tuple" or isinstance(right, ast.Constant):
        return ""
    better = f": `({name[1:-1]},)` is one" if value.kind == "number" else ""
    return f"{name} is {value_words(value)}, and `+` joins a tuple with a tuple alone{better}."


def own_type(scene: Scene) -> str:
    """`for x in list`, where no value of the student's is called `list`."""
    if scene.message != "'type' object is not iterable":
        return ""
    statement = scene.position.statement
    loops: list[ast.expr] = [statement.iter] if isinstance(statement, ast.For) else []
    loops += [node.iter for node in scene.position.nodes if isinstance(node, ast.comprehension)]
    names = {node.id for node in loops if isinstance(node, ast.Name) and is_pythons(scene, node, type)}
    if len(names) != 1:
        return ""
    return f"`{names.pop()}` is a type of Python's own here, and none of your values has this name."


def is_pythons(scene: Scene, node: ast.AST, kind: type | tuple[type, ...]) -> bool:
    """Whether a name stands for Python's own function or type of this name: no line of the file sets it."""
    if not isinstance(node, ast.Name) or not isinstance(getattr(builtins, node.id, None), kind):
        return False
    tree = ast.walk(scene.position.code.tree)
    return node.id not in scene.frame.values and not any(_sets(one, node.id) for one in tree)


def _sets(node: ast.AST, name: str) -> bool:
    stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
    named = (getattr(node, "name", None), getattr(node, "asname", None), getattr(node, "arg", None))
    return stored or name in named


def _added(scene: Scene) -> Iterator[tuple[ast.expr, ast.expr]]:
    statement = scene.position.statement
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        yield statement.target, statement.value
    for node in scene.suspects(ast.BinOp):
        if isinstance(node.op, ast.Add):
            yield node.left, node.right


def _kind(scene: Scene, node: ast.AST) -> str:
    value = scene.value(node)
    return "" if value is None else value.kind
