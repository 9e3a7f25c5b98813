"""Say which name is None, and why: never stored, or given by a function that returns nothing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..code import Function, changing_method
from ..scene import dotted_name, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..code import AnyFunction
    from ..scene import Scene


def none(scene: Scene) -> str:
    """A name that is None where something else is needed."""
    if "None" not in scene.message:
        return ""
    found = {dotted_name(node): node for node in _needed(scene)}
    found = {name: node for name, node in found.items() if name and _is_none(scene, node)}
    if len(found) != 1:
        return _of_call(scene)
    ((name, node),) = found.items()
    return f"`{name}` is None{_why(scene, node, name)}"


def refused(scene: Scene) -> str:
    """Which of the names that an `if` compares with None are None, where the line raises an exception for it."""
    statement = scene.position.statement
    if not isinstance(statement, ast.Raise):
        return ""
    kind = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    if dotted_name(kind) != scene.error:
        return ""
    tests = [
        node.test
        for node in ast.walk(scene.position.code.tree)
        if isinstance(node, ast.If) and node.body[0] is statement
    ]
    compared = [one for test in tests for one in _compared_with_none(test)]
    names = list(dict.fromkeys(f"`{dotted_name(one)}`" for one in compared if _is_none(scene, one)))
    if not names or "``" in names:
        return ""
    *most, last = names
    return f"{', '.join(most)} and {last} are None." if most else f"{last} is None."


def _compared_with_none(test: ast.expr) -> list[ast.expr]:
    """What `a is None or b is None`, or `any(one is None for one in (a, b))`, compares; [] for anything else."""
    if isinstance(test, ast.BoolOp):
        parts = [_compared_with_none(one) for one in test.values]
        return [one for part in parts for one in part] if all(parts) else []
    if isinstance(test, ast.Call) and dotted_name(test.func) == "any" and len(test.args) == 1:
        return _of_each(test.args[0])
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Is):
        return [test.left] if _is_constant_none(test.comparators[0]) else []
    return []


def _of_each(made: ast.expr) -> list[ast.expr]:
    """The `a` and `b` of `one is None for one in (a, b)`."""
    if not isinstance(made, (ast.GeneratorExp, ast.ListComp)) or len(made.generators) != 1:
        return []
    each = made.generators[0]
    names = [dotted_name(one) for one in _compared_with_none(made.elt)]
    if (
        each.ifs
        or not names
        or names != [dotted_name(each.target)]
        or not isinstance(each.iter, (ast.Tuple, ast.List))
    ):
        return []
    return each.iter.elts


def _is_none(scene: Scene, node: ast.AST) -> bool:
    value = scene.value(node)
    return value is not None and value.kind == "none"


def _needed(scene: Scene) -> Iterator[ast.AST]:
    """The operands, and the owners of attributes and items, in the line."""
    for node in scene.suspects((ast.expr, ast.stmt)):
        if isinstance(node, ast.BinOp):
            yield from (node.left, node.right)
        elif isinstance(node, (ast.Attribute, ast.Subscript, ast.AugAssign)):
            yield from (getattr(node, name) for name in ("target", "value") if hasattr(node, name))
        elif isinstance(node, ast.UnaryOp):
            yield node.operand
        elif isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.Call):
            yield from (node.func, *node.args)
        elif isinstance(node, (ast.Assign, ast.For)):
            yield node.value if isinstance(node, ast.Assign) else node.iter
    if isinstance(scene.position.statement, ast.For) and "iterable" in scene.message:
        yield scene.position.statement.iter


def _why(scene: Scene, node: ast.AST, name: str) -> str:
    """The rest of the sentence, from where the name is given its values."""
    if isinstance(node, ast.Name):
        return _why_local(scene, name)
    owner = scene.class_of(name.rpartition(".")[0])
    return "." if owner is None else _why_attribute(scene, owner, name.rpartition(".")[2])


def _why_local(scene: Scene, name: str) -> str:
    function = scene.position.function
    if function is None:
        return "."
    stores = list(_stores(function, name))
    if not stores and any(one.arg == name for one in _parameters(function)):
        return f": `{scene.position.name}` was called with it."
    changed = [one for one in stores if changing_method(one[1])]
    if changed and all(one in changed or isinstance(one[1], (ast.List, ast.ListComp)) for one in stores):
        line, call = changed[0][0].lineno, written(changed[0][1] or changed[0][0])
        method = changing_method(changed[0][1])
        return f": line {line} sets it to {call}, and `{method}` works in place and gives None."
    if len(stores) != 1:
        return "."
    statement, value = stores[0]
    if _is_constant_none(value):
        return f": line {statement.lineno} sets it to None, and no other line of `{scene.position.name}` sets it."
    silent = _silent(scene, value)
    return (
        f": line {statement.lineno} sets it to {written(value)}, and {silent}." if silent and value else "."
    )


def _why_attribute(scene: Scene, owner: ast.ClassDef, attribute: str) -> str:
    """Why an attribute of the object itself is None."""
    stores = [
        (function, statement, value)
        for function in owner.body
        if isinstance(function, Function)
        for statement, value in _stores(function, f"self.{attribute}")
    ]
    real = [one for one in stores if not _is_constant_none(one[2])]
    if not real:
        if _stored_elsewhere(scene, attribute) or _stored_above(scene, owner, attribute):
            return "."
        if not stores:
            return "."
        setter = (
            f"in `{owner.name}`, only `{stores[0][0].name}` sets it, to None (line {stores[0][1].lineno})"
        )
        return f": {setter}{_local_instead(owner, attribute) or _other_instead(owner)}."
    function, statement, value = real[-1]
    silent = _silent(scene, value)
    if silent and len(real) == 1:
        return f": line {statement.lineno} sets it to {written(value)}, and {silent}."  # type: ignore[arg-type]  # a call
    here = "" if scene.position.function is None else scene.position.function.name
    if len({one.name for one, _, _ in real}) == 1 and function.name != here:
        return f": `{owner.name}.{function.name}` sets it, in line {statement.lineno}."
    return "."


def _local_instead(owner: ast.ClassDef, attribute: str) -> str:
    """A method that gives a variable of this name a value, where `self.` may be missing."""
    words = f"sets a variable `{attribute}` without `self.`"
    for function in owner.body:
        if isinstance(function, Function):
            for statement, _ in _stores(function, attribute):
                return f"; line {statement.lineno}, in `{function.name}`, {words}"
    return ""


def _other_instead(owner: ast.ClassDef) -> str:
    """A method that sets an attribute which `__init__` does not know."""
    stored: dict[str, tuple[str, int]] = {}
    for function in owner.body:
        for node in ast.walk(function) if isinstance(function, Function) else ():
            if isinstance(node, ast.Attribute) and _is_store(node) and dotted_name(node.value) == "self":
                stored.setdefault(node.attr, (getattr(function, "name", ""), node.lineno))
    others = [(name, *where) for name, where in stored.items() if where[0] != "__init__"]
    if len(others) != 1:
        return ""
    name, method, line = others[0]
    return f"; line {line}, in `{method}`, sets `self.{name}`"


def _stored_elsewhere(scene: Scene, attribute: str) -> bool:
    """Whether any line sets an attribute of this name on another object, or by a name that is made."""
    nodes = [node for code in scene.files.values() for node in ast.walk(code.tree)]
    if any(isinstance(node, ast.Name) and node.id in ("setattr", "vars") for node in nodes):
        return True
    if any(isinstance(node, ast.Attribute) and node.attr == "__dict__" for node in nodes):
        return True
    stored = [node for node in nodes if isinstance(node, ast.Attribute) and _is_store(node)]
    return any(node.attr == attribute and dotted_name(node) != f"self.{attribute}" for node in stored)


def _stored_above(scene: Scene, owner: ast.ClassDef, attribute: str) -> bool:
    """Whether a class that this one inherits from sets the attribute."""
    classes = {name: kind for code in scene.files.values() for name, kind in code.classes().items()}
    names, known = [dotted_name(base) for base in owner.bases], {owner.name}
    while names:
        name = names.pop()
        kind = classes.get(name)
        if kind is None or name in known:
            continue
        known.add(name)
        names += [dotted_name(base) for base in kind.bases]
        if any(_is_store(node) and dotted_name(node) == f"self.{attribute}" for node in ast.walk(kind)):
            return True
    return False


def _of_call(scene: Scene) -> str:
    """A call in the line that gives None, because the function returns nothing."""
    calls = [node for node in _needed(scene) if isinstance(node, ast.Call)]
    words = {written(one): silent for one in calls if (silent := _silent(scene, one))}
    return f"{next(iter(words))} gives None: {next(iter(words.values()))}." if len(words) == 1 else ""


def _silent(scene: Scene, value: ast.AST | None) -> str:
    """Words for a function of the student's that a call gets nothing from, because no `return` in it has a value."""
    if not isinstance(value, ast.Call):
        return ""
    if changing_method(value) and _is_list(scene, value.func.value):  # type: ignore[attr-defined]  # a method
        return f"`{changing_method(value)}` works in place and gives None"
    dotted = dotted_name(value.func)
    name = dotted.rpartition(".")[2]
    owner = scene.position.owner
    found = [
        (code, function)
        for code in scene.files.values()
        for kind, function in code.functions(name)
        if (kind is None and dotted == name)
        or (kind is not None and owner is not None and kind.name == owner.name and dotted == f"self.{name}")
    ]
    if len(found) != 1 or returns(found[0][1]):
        return ""
    code, function = found[0]
    return f"`{name}` ({code.file}, line {function.lineno}) returns nothing"


def _is_list(scene: Scene, node: ast.expr) -> bool:
    """Whether it is a list, or a part of one."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        node = node.value
    value = scene.value(node)
    return value is not None and value.kind == "list"


def returns(function: AnyFunction) -> bool:
    """Whether a function may give anything but None."""
    return any(
        isinstance(node, (ast.Yield, ast.YieldFrom, ast.Raise))
        or (isinstance(node, ast.Return) and node.value is not None and not _is_constant_none(node.value))
        for node in ast.walk(function)
    ) or bool(function.decorator_list)


def _stores(function: AnyFunction, dotted: str) -> Iterator[tuple[ast.stmt, ast.expr | None]]:
    """The statements of a function that set this name, and the value that they set it to, if it is one expression."""
    statements = [one for one in ast.walk(function) if isinstance(one, ast.stmt)]
    for statement in sorted(statements, key=lambda one: one.lineno):
        if isinstance(statement, (*Function, ast.ClassDef)):
            continue
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        for target in targets:
            if target is None:
                continue
            if dotted_name(target) == dotted:
                plain = isinstance(statement, (ast.Assign, ast.AnnAssign))
                yield statement, getattr(statement, "value", None) if plain else None
            elif any(_is_store(one) and dotted_name(one) == dotted for one in ast.walk(target)):
                yield statement, _part(target, getattr(statement, "value", None), dotted)


def _is_store(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _part(target: ast.AST, value: ast.AST | None, dotted: str) -> ast.expr | None:
    """What a name gets of `a, b = None, None`."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, part in zip(target.elts, value.elts):
            if dotted_name(one) == dotted:
                return part
    return None


def _parameters(function: AnyFunction) -> list[ast.arg]:
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _is_constant_none(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
