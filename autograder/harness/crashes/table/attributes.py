"""Say what was probably meant by an attribute that is not there, and what has none."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import numpy as np

from ...importing.module_names import file_of
from ..code import Function
from ..scene import dotted_name, value_words, written
from .names import SHOWN, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..code import AnyFunction, Code
    from ..scene import Scene

_KINDS = {"list": "a list", "tuple": "a tuple", "number": "a number", "array": "an array"}
_NUMBERS = r"float|int|numpy\.(?:float|int)\d+"


def no_attribute(scene: Scene) -> str:
    """An AttributeError: the object has no attribute of this name."""
    found = re.search(
        r"(?:'([\w.]{1,60})' object|module '([\w.]{1,60})') has no attribute '(\w{1,60})'", scene.message
    )
    if found is None:
        return ""
    name = found[3]
    node = scene.only(ast.Attribute, lambda one: one.attr == name)
    if node is None:
        return ""
    owner = scene.value(node.value)
    if owner is None:
        return _of_type(found[1] or "", node, _setting(scene, node.value))
    if owner.kind == "module":
        near = nearest(name, dir(np)) if owner.text == "numpy" else ""
        return f"{written(node.value)} has no `{name}`; it has `{near}`." if near else ""
    if owner.kind in ("object", "none"):
        return _of_own(scene, node) if owner.kind == "object" else ""
    return _of_plain(node, value_words(owner), owner.kind, _setting(scene, node.value))


def no_setter(scene: Scene) -> str:
    """An AttributeError of a line that sets a property, as if it were a plain attribute."""
    if not re.search(r"has no setter|can't set attribute", scene.message):
        return ""
    for node in scene.position.nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
            continue
        owner = scene.value(node.value)
        kind = scene.position.code.classes().get("" if owner is None else owner.type)
        found = None if kind is None else _read_only(kind, node.attr)
        if kind is not None and found is not None:
            where = f"line {found.lineno}"
            return f"`{node.attr}` is a property of `{kind.name}` ({where}) without a setter, so no line can set it."
    return ""


def _read_only(kind: ast.ClassDef, name: str) -> AnyFunction | None:
    """The property of this name in a class; None if there is none, or if it can be set."""
    own = [one for one in kind.body if isinstance(one, Function) and one.name == name]
    decorators = [dotted_name(one) for function in own for one in function.decorator_list]
    return own[0] if decorators == ["property"] else None


def _setting(scene: Scene, node: ast.AST) -> str:
    """Where the function sets what stands here, if it is one line."""
    function = scene.position.function
    if function is None or not isinstance(node, (ast.Name, ast.Subscript)):
        return ""
    lines = [
        one.lineno
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and any(written(target) == written(node) for target in one.targets)
    ]
    return f" (line {lines[0]} sets it)" if len(lines) == 1 and written(node)[0] == "`" else ""


def _of_plain(node: ast.Attribute, words: str, kind: str, setting: str = "") -> str:
    """An attribute that no value of this kind has."""
    name = node.attr
    text = f"{written(node.value)} is {words}{setting}, which has no `{name}`"
    if kind == "array" and callable(getattr(np, name, None)) and not hasattr(list, name):
        return f"{text}: write `np.{name}(...)`."
    if kind in ("list", "tuple", "number") and hasattr(np.ndarray, name):
        return f"{text}: only an array has it."
    if kind in ("array", "number", "tuple") and hasattr(list, name):
        return f"{text}: only a list has it."
    return f"{text}."


def _of_type(name: str, node: ast.Attribute, setting: str) -> str:
    kind = "array" if name == "numpy.ndarray" else "number" if re.fullmatch(_NUMBERS, name) else name
    return _of_plain(node, _KINDS[kind], kind, setting) if kind in _KINDS else ""


def _of_own(scene: Scene, node: ast.Attribute) -> str:
    """An attribute that the student's own object does not have."""
    name, owner = node.attr, scene.value(node.value)
    if owner is None:
        return ""
    has = [
        one.rpartition(".")[2]
        for one in scene.frame.values
        if one.rpartition(".")[0] == dotted_name(node.value)
    ]
    kind = _class(scene, owner.type)
    if isinstance(node.value, ast.Name) and name in scene.frame.values and node.value.id == "self":
        return f"{written(node)} does not exist: `{name}` is a variable of `{scene.position.name}`, without `self.`."
    near = nearest(name, [*has, *_methods(kind)])
    if near:
        return f"{written(node)} does not exist; there is `{dotted_name(node.value)}.{near}`."
    setter = _setter(kind, name)
    if setter:
        return f"{written(node)} does not exist yet: `{setter}` sets it, and has not done so on this object."
    shown = ", ".join(f"`{one}`" for one in has[:SHOWN])
    return (
        f"{written(node)} does not exist: nothing in `{owner.type}` sets it."
        + (f" What it has: {shown}." if shown and len(has) <= SHOWN else "")
        if kind is not None and not kind.bases_elsewhere
        else ""
    )


class _Class:
    """A class of the student's with the classes that it inherits from."""

    def __init__(self, scene: Scene, name: str) -> None:
        self.nodes: list[ast.ClassDef] = []
        self.bases_elsewhere = False
        names = [name]
        while names and len(self.nodes) < SHOWN:
            one = names.pop()
            found = next(
                (code.classes()[one] for code in scene.files.values() if one in code.classes()), None
            )
            if found is None:
                self.bases_elsewhere = True
                continue
            self.nodes.append(found)
            names += [dotted_name(base) for base in found.bases]


def _class(scene: Scene, name: str) -> _Class | None:
    known = _Class(scene, name)
    return known if known.nodes else None


def _methods(kind: _Class | None) -> list[str]:
    return [
        one.name for node in (kind.nodes if kind else ()) for one in node.body if isinstance(one, Function)
    ]


def _setter(kind: _Class | None, attribute: str) -> str:
    """The method that sets `self.<attribute>`."""
    methods = [one for node in (kind.nodes if kind else ()) for one in node.body if isinstance(one, Function)]
    setters = (
        function.name
        for function in methods
        for one in ast.walk(function)
        if isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Store)
        and dotted_name(one) == f"self.{attribute}"
    )
    return next(setters, "")


_READ = re.compile(r"'([\w.]{1,60})' object has no attribute '(\w{1,60})'")
_OF_MODULE = re.compile(r"module '([\w.]{1,60})' has no attribute '(\w{1,60})'")


def of_answer(message: str, files: Mapping[str, Code]) -> str:
    """What a test found no attribute of: an answer, an object of the student's, or one of the files."""
    module = _OF_MODULE.fullmatch(message)
    if module is not None:
        return _of_file(module[2], files.get(file_of(module[1], files)))
    found = _READ.fullmatch(message)
    if found is None:
        return ""
    kind = (
        "array" if found[1] == "numpy.ndarray" else "number" if re.fullmatch(_NUMBERS, found[1]) else found[1]
    )
    what = "None" if kind == "NoneType" else _KINDS.get(kind, f"a `{kind.rpartition('.')[2]}` object")
    return f"The test reads `{found[2]}` of what your code gave, and that is {what}, which has none."


def _of_file(name: str, code: Code | None) -> str:
    """A name that a file does not define anywhere; what it would define in lines that were left out is not meant."""
    if code is None:
        return ""
    nodes = list(ast.walk(code.tree))
    anywhere = {getattr(node, key, None) for node in nodes for key in ("name", "asname", "id")}
    if name in anywhere:
        return ""
    near = nearest(name, [one.name for one in code.tree.body if isinstance(one, (*Function, ast.ClassDef))])
    return f"{code.file} defines no `{name}`{f'; it defines `{near}`' if near else ''}."
