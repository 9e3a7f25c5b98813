"""Say what was probably meant by a name that is not there: the attribute, the variable, NumPy's function."""

from __future__ import annotations

import ast
import builtins
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from ..code import Function
from ..scene import dotted_name, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..scene import Scene

_NEAR = 0.75
_MOST = 400  # names that a name is compared with
SHOWN = 6
_OTHER_LANGUAGES = {"true": "True", "false": "False", "none": "None", "null": "None", "nil": "None"}
_CONSTANTS = ("True", "False", "None")
_CELL = re.compile(r"cell-\d+|\d+\.py")
# Modules that homework uses by their names.
_LIBRARY = frozenset(
    ("collections", "copy", "functools", "itertools", "json", "math", "os", "random", "re", "sys", "time")
)


def no_name(scene: Scene) -> str:
    """A NameError: no variable of this name is known at the line."""
    found = re.match(r"(?:name|free variable) '(\w{1,60})' ", scene.message)
    if found is None or found[1] not in {
        node.id for node in scene.position.nodes if isinstance(node, ast.Name)
    }:
        return ""
    name = found[1]
    if f"self.{name}" in scene.frame.values:
        return f"`{name}` is no variable here: the object has it as `self.{name}`."
    aliases = {alias.name: alias.asname for alias in _imports(scene) if alias.asname}
    if name in aliases:
        return f"`{name}` is known as `{aliases[name]}` in this file."
    line = _imported_in(scene, name)
    if line:
        return f"Line {line} is to import `{name}`, and that import did not work, or took too long."
    return _elsewhere(scene, name) or _of_library(scene, name) or _similar(scene, name)


def _of_library(scene: Scene, name: str) -> str:
    """A module that the file does not import, or a function of NumPy's that stands without it."""
    if name in _LIBRARY and any(dotted_name(node).startswith(f"{name}.") for node in scene.position.nodes):
        return f"`{name}` is a module of Python's and not imported in this file: `import {name}`, at its top."
    return ""


def _similar(scene: Scene, name: str) -> str:
    if name in _OTHER_LANGUAGES:
        return f"`{name}` is written `{_OTHER_LANGUAGES[name]}` in Python."
    builtin = _near_builtin(scene, name) or _near_constant(name)
    near = nearest(name, _known(scene)) or builtin
    if builtin and get_close_matches(name, [near, builtin], n=1)[0] == builtin:
        return f"There is no `{name}`; there is `{builtin}`."
    if near and not _is_another(name, near) and not _are_compared(scene, name, near):
        return f"There is no `{name}`; there is `{near}`."
    aliases = {alias.name: alias.asname for alias in _imports(scene) if alias.asname}
    if hasattr(np, name) and "numpy" in aliases:
        return f"`{name}` is NumPy's: `{aliases['numpy']}.{name}`."
    return _never_set(scene, name)


def _near_builtin(scene: Scene, name: str) -> str:
    """A function of Python's with a slip in it, `pritn(x)`: as many letters, or one more or less, and no other word.

    A name that is not called in the line is more often a variable that was forgotten.
    """
    calls = [node for node in scene.position.nodes if isinstance(node, ast.Call)]
    if name not in {dotted_name(one.func) for one in calls}:
        return ""
    near = nearest(name, dir(builtins))
    return near if near and abs(len(near) - len(name)) <= 1 and near[0] == name[0] else ""


def _near_constant(name: str) -> str:
    """True, False or None with its letters in another order: `Flase`."""
    return next((one for one in _CONSTANTS if sorted(one) == sorted(name) and one[0] == name[0]), "")


def _is_another(name: str, near: str) -> bool:
    """Whether the two are names that people use side by side: `day` and `days`, `list1` and `list2`."""
    short, long = sorted((name, near), key=len)
    return long == f"{short}s" or (name[:-1] == near[:-1] and f"{name}{near}"[-1].isdigit())


def _are_compared(scene: Scene, name: str, near: str) -> bool:
    """Whether the line compares the two, `day == bday[1]`: then one is no slip of the other."""
    return any(
        {name, near} <= {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
        for one in scene.position.nodes
        if isinstance(one, ast.Compare)
    )


def _never_set(scene: Scene, name: str) -> str:
    """That no line of the file sets a name; with the parameters of the function, which may be meant."""
    if _CELL.fullmatch(scene.position.code.file):  # another cell may set it
        return ""
    nodes = list(ast.walk(scene.position.code.tree))
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes):
        return ""
    named = ((getattr(node, "name", None), getattr(node, "asname", None)) for node in nodes)
    if any(_is_set(node, name) for node in nodes) or any(name in names for names in named):
        return ""
    function = scene.position.function
    own = [] if function is None else [f"`{one.arg}`" for one in function.args.args if one.arg != "self"]
    if not own or len(own) > SHOWN:
        return f"No line of the file sets `{name}`."
    *most, last = own
    are = f"parameters of `{scene.position.name}` are {', '.join(most)} and {last}" if most else ""
    return (
        f"No line of the file sets `{name}`; the {are or f'parameter of `{scene.position.name}` is {last}'}."
    )


def _imported_in(scene: Scene, name: str) -> int:
    """The line at the top of the file that imports this name; 0 if none does."""
    for node in scene.position.code.tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
            if name in names:
                return node.lineno
    return 0


def _elsewhere(scene: Scene, name: str) -> str:
    """A variable of another function of the same class, or of the file."""
    function, owner = scene.position.function, scene.position.owner
    body = scene.position.code.tree.body if owner is None else owner.body
    for other in body:
        if not isinstance(other, Function) or other is function:
            continue
        arguments = [one.arg for one in (*other.args.args, *other.args.kwonlyargs)]
        stored = [
            one.id for one in ast.walk(other) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        ]
        if name in (*arguments, *stored):
            kept = f": keep it as `self.{name}` there" if owner is not None else ""
            return f"`{name}` is a variable of `{other.name}` and not known in `{scene.position.name}`{kept}."
    return ""


def unbound(scene: Scene) -> str:
    """A variable that has no value yet."""
    found = re.search(r"local variable '(\w{1,60})'", scene.message)
    function = scene.position.function
    if found is None or function is None:
        return ""
    name = found[1]
    lines = sorted(
        node.lineno
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    )
    if not lines:
        return ""
    around = _around(scene, name)
    if around:
        own = function.name
        return (
            f"`{name}` is a variable of `{own}` because line {lines[0]} sets it; so the `{name}` of `{around}` is "
            f"not meant, and it has no value yet. `nonlocal {name}` at the top of `{own}` would mean that one."
        )
    if any(_defines(one, name) for one in scene.position.code.tree.body):
        return (
            f"`{name}` is a variable of `{scene.position.name}` because line {lines[0]} sets it; so the `{name}` of "
            "the file is not meant, and it has no value yet."
        )
    if lines[0] >= scene.frame.line:
        function_name = scene.position.name
        return (
            f"`{name}` has no value yet: the first line of `{function_name}` that sets it is line {lines[0]}."
        )
    where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:SHOWN]))}"
    return f"`{name}` has no value: {where} would set it, and did not run before this one."


def _around(scene: Scene, name: str) -> str:
    """The function around the innermost one that sets a variable of this name; "" if none does."""
    functions = [one for one in scene.position.parents if isinstance(one, Function)]
    for function in reversed(functions[:-1]):
        inner = {id(node) for one in function.body if isinstance(one, Function) for node in ast.walk(one)}
        names = (node for node in ast.walk(function) if id(node) not in inner)
        if any(_is_set(node, name) for node in names):
            return function.name
    return ""


def _is_set(node: ast.AST, name: str) -> bool:
    stored = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    return stored or (isinstance(node, ast.arg) and node.arg == name)


def _defines(node: ast.stmt, name: str) -> bool:
    if isinstance(node, (*Function, ast.ClassDef)):
        return node.name == name
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return any(dotted_name(target) == name for target in targets)


def no_method(scene: Scene) -> str:
    """A NotImplementedError of a base class, because the class itself does not define the method."""
    function, owner = scene.position.function, scene.position.owner
    own = scene.frame.values.get("self")
    if (
        not isinstance(scene.position.statement, ast.Raise)
        or function is None
        or owner is None
        or own is None
    ):
        return ""
    kind = scene.position.code.classes().get(own.type)
    if kind is None or own.type == owner.name:
        return ""
    if any(isinstance(one, Function) and one.name == function.name for one in kind.body):
        return ""
    near = nearest(function.name, [one.name for one in kind.body if isinstance(one, Function)])
    instead = f" It has `{near}`." if near else ""
    return (
        f"The class `{own.type}` (line {kind.lineno}) has no `{function.name}` of its own, so that of `{owner.name}` "
        f"was called.{instead}"
    )


def no_key(scene: Scene) -> str:
    """A KeyError: what keys the dictionary has."""
    owner = scene.only(ast.Subscript, lambda node: _is_dict(scene, node.value))
    if owner is None:
        return ""
    found = scene.value(owner.value)
    if found is None or not found.text:
        return ""
    if re.fullmatch(r"-?\d{1,12}|'[\w .-]{0,60}'", scene.message) is None:
        return f"{written(owner.value)} has no such key as {written(owner.slice)}; its keys are {found.text}."
    return f"{written(owner.value)} has no key {scene.message}; its keys are {found.text}."


def _is_dict(scene: Scene, node: ast.AST) -> bool:
    value = scene.value(node)
    return value is not None and value.kind == "dict"


def _known(scene: Scene) -> Iterator[str]:
    """The names that the line could have used."""
    yield from (name for name in scene.frame.values if "." not in name)
    for node in scene.position.code.tree.body:
        if isinstance(node, (*Function, ast.ClassDef)):
            yield node.name
        yield from (
            dotted_name(target) for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)
        )


def _imports(scene: Scene) -> Iterator[ast.alias]:
    for node in scene.position.code.tree.body:
        if isinstance(node, ast.Import):
            yield from node.names


def nearest(name: str, known: Collection[str] | Iterator[str]) -> str:
    """The name that was probably meant; "" if none is near enough."""
    names = [one for one in dict.fromkeys(known) if one != name and not one.startswith("__")][:_MOST]
    found = get_close_matches(name, names, n=1, cutoff=_NEAR)
    return found[0] if found and len(name) > 2 else ""  # noqa: PLR2004 - short names are alike by chance
