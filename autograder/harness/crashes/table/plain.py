"""Say what was wrong with lists, tuples, texts and numbers: loops, indices, `len`, `range`, `remove`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..scene import dotted_name, value_words, written
from .tuples import is_pythons

if TYPE_CHECKING:
    from ..frames import Value
    from ..scene import Scene

_SEQUENCES = frozenset({"list", "tuple", "str"})
_OF_ENTRIES = frozenset("sorted list tuple set sum max min enumerate any all extend".split())  # noqa: SIM905 - a list of names
_BUILTIN = type(len)
_FUNCTIONS = frozenset({"builtin_function_or_method", "function", "method"})


def not_iterable(scene: Scene) -> str:
    """A loop, an unpacking or the like over what has no entries."""
    found = re.search(r"'(\w{1,40})' object is not iterable|argument of type '(\w{1,40})'", scene.message)
    if found is None:
        return ""
    kind = found[1] or found[2]
    suspects = {written(one): one for one in _looped(scene) if _is_of(scene, one, kind)}
    if len(suspects) != 1:
        return ""
    name, node = next(iter(suspects.items()))
    if kind in _FUNCTIONS:
        return _uncalled(name)
    value = scene.value(node)
    if value is None or value.kind != "number":
        return ""
    what = f"{name} is {value_words(value)}, which has no entries"
    statement = scene.position.statement
    if isinstance(statement, ast.AugAssign) and statement.value is node:
        return f"{what}, and `+=` puts the entries of a list behind a list: `append` puts one value there."
    if any(isinstance(one, ast.Call) and _is_extend(one, node) for one in scene.position.nodes):
        return (
            f"{what}, and `extend` puts the entries of a list behind a list: `append` puts one value there."
        )
    return f"{what}."


def _is_extend(call: ast.Call, node: ast.AST) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "extend" and node in call.args


def _looped(scene: Scene) -> list[ast.expr]:
    """What the line goes through, one entry after the other."""
    found: list[ast.expr] = []
    statement = scene.position.statement
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        found.append(statement.iter)
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        found.append(statement.value)
    for node in scene.position.nodes:
        if isinstance(node, ast.comprehension):
            found.append(node.iter)
        elif (
            isinstance(node, ast.Call) and node.args and dotted_name(node.func).split(".")[-1] in _OF_ENTRIES
        ):
            found.append(node.args[0])
        elif isinstance(node, ast.Compare) and isinstance(node.ops[-1], (ast.In, ast.NotIn)):
            found.append(node.comparators[-1])
    return found


def _is_of(scene: Scene, node: ast.expr, kind: str) -> bool:
    value = scene.value(node)
    if value is None:
        return kind in _FUNCTIONS and (_is_method(scene, node) or is_pythons(scene, node, _BUILTIN))
    return value.type == kind or (value.kind == "function" and kind in _FUNCTIONS)


def _is_method(scene: Scene, node: ast.expr) -> bool:
    """Whether it names a method of a list, a tuple, a text or a dictionary."""
    if not isinstance(node, ast.Attribute):
        return False
    owner = scene.value(node.value)
    kinds = {"list": list, "tuple": tuple, "str": str, "dict": dict, "set": set}
    return owner is not None and hasattr(kinds.get(owner.kind), node.attr)


def _uncalled(name: str) -> str:
    return f"{name} is a function, and is not called here: its round brackets `( )` are missing."


def no_length(scene: Scene) -> str:
    """`len` of what has none."""
    found = re.fullmatch(r"object of type '(\w{1,40})' has no len\(\)", scene.message)
    if found is None:
        return ""
    call = scene.only(
        ast.Call,
        lambda node: (
            dotted_name(node.func) == "len" and len(node.args) == 1 and _is_of(scene, node.args[0], found[1])
        ),
    )
    if call is None:
        return ""
    name, value = written(call.args[0]), scene.value(call.args[0])
    if found[1] not in _FUNCTIONS:
        return f"{name} is {value_words(value)}, which has no length." if value is not None else ""
    stored = _stored(scene, call.args[0])
    return (
        f"{stored}, and that function is not called there: its round brackets `( )` are missing."
        if stored
        else ""
    )


def _stored(scene: Scene, node: ast.expr) -> str:
    """Where a name is given a function, in one line of the function."""
    function = scene.position.function
    if not isinstance(node, ast.Name) or function is None:
        return ""
    values = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and any(dotted_name(target) == node.id for target in one.targets)
    ]
    if len(values) != 1 or not isinstance(values[0].value, ast.Attribute):
        return ""
    return f"Line {values[0].lineno} sets `{node.id}` to {written(values[0].value)}"


def no_items(scene: Scene) -> str:
    """`5[0]`: an index behind a number."""
    if "is not subscriptable" not in scene.message:
        return ""
    kind = scene.message.split("'")[1] if scene.message.startswith("'") else ""
    if kind in _FUNCTIONS:
        named = {
            written(one.value) for one in scene.suspects(ast.Subscript) if _is_of(scene, one.value, kind)
        }
        return (
            f"{named.pop()} is a function: it is called with `( )`, and not with `[ ]`."
            if len(named) == 1
            else ""
        )
    suspects = {written(node.value): scene.value(node.value) for node in scene.suspects(ast.Subscript)}
    found = [
        (name, value) for name, value in suspects.items() if value is not None and value.kind == "number"
    ]
    if len(found) != 1:
        return ""
    return f"{found[0][0]} is {value_words(found[0][1])}, which has no entries, and `[ ]` asks for one."


def no_index(scene: Scene) -> str:
    """An index of a list that is no whole number."""
    if not re.match(r"(list|tuple|string) indices must be integers", scene.message):
        return ""
    suspects = {
        written(node): node
        for node in scene.suspects(ast.Subscript)
        if _kind(scene.value(node.value)) in _SEQUENCES and _is_no_index(scene.value(node.slice))
    }
    if len(suspects) != 1:
        return ""
    node = next(iter(suspects.values()))
    value = scene.value(node.slice)
    if value is None:
        return ""
    owner, index = written(node.value), written(node.slice)
    loop = _loop_over(scene, node.slice)
    entries = (
        f" `for {index.strip('`')} in {ast.unparse(loop)}` gives the entries, not their places."
        if loop
        else ""
    )
    return f"{index} is {value_words(value)}, and an index of {owner} has to be a whole number.{entries}"


def _is_no_index(value: Value | None) -> bool:
    return value is not None and (value.kind in {*_SEQUENCES, "none", "dict", "set"} or value.type == "float")


def _kind(value: Value | None) -> str:
    return "" if value is None else value.kind


def _loop_over(scene: Scene, index: ast.expr) -> ast.expr | None:
    """What a loop of the function goes through by this name, if that is one name and no other line sets it."""
    function = scene.position.function
    if not isinstance(index, ast.Name) or function is None:
        return None
    stores = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and one.id == index.id and isinstance(one.ctx, ast.Store)
    ]
    loops = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.For) and dotted_name(one.target) == index.id and dotted_name(one.iter)
    ]
    return loops[0].iter if len(stores) == len(loops) == 1 else None


def of_range(scene: Scene) -> str:
    """`range(lst)`."""
    if "cannot be interpreted as an integer" not in scene.message:
        return ""
    call = scene.only(
        ast.Call,
        lambda node: (
            dotted_name(node.func) == "range"
            and any(_kind(scene.value(one)) in {*_SEQUENCES, "dict", "set"} for one in node.args)
        ),
    )
    if call is None:
        return ""
    node = next(one for one in call.args if _kind(scene.value(one)) in {*_SEQUENCES, "dict", "set"})
    value = scene.value(node)
    return (
        "" if value is None else f"{written(node)} is {value_words(value)}, and `range` takes whole numbers."
    )


def of_empty(scene: Scene) -> str:
    """`max` of nothing; `remove` of what is not there."""
    if re.search(r"(max|min)\(\) (arg|iterable argument) is an? empty|(max|min)\(\) .*empty", scene.message):
        call = scene.only(
            ast.Call, lambda node: dotted_name(node.func) in ("max", "min") and len(node.args) == 1
        )
        value = scene.value(call.args[0]) if call is not None else None
        if call is None or value is None or value.shape != (0,):
            return ""
        return (
            f"{written(call.args[0])} is empty here, and `{dotted_name(call.func)}` needs at least one value."
        )
    if scene.message != "list.remove(x): x not in list":
        return ""
    call = scene.only(
        ast.Call,
        lambda node: (
            isinstance(node.func, ast.Attribute) and node.func.attr == "remove" and len(node.args) == 1
        ),
    )
    if call is None or not isinstance(call.func, ast.Attribute):
        return ""
    owner, value = scene.value(call.func.value), scene.value(call.args[0])
    name, what = written(call.func.value), written(call.args[0])
    if owner is not None and owner.kind == "list" and owner.shape == (0,):
        return f"{name} is empty here, so there is nothing to remove."
    known = (
        value is not None
        and value.kind == "number"
        and value.text
        and not isinstance(call.args[0], ast.Constant)
    )
    return f"{name} has no entry that equals {what}{f', which is {value.text}' if known and value else ''}."


def of_pop(scene: Scene) -> str:
    """`pop` with a value in place of an index."""
    if scene.message not in ("pop index out of range", "pop from empty list"):
        return ""
    call = scene.only(ast.Call, lambda node: isinstance(node.func, ast.Attribute) and node.func.attr == "pop")
    owner = (
        scene.value(call.func.value) if call is not None and isinstance(call.func, ast.Attribute) else None
    )
    if call is None or owner is None or owner.kind != "list" or not owner.shape:
        return ""
    name = written(call.func.value)  # type: ignore[attr-defined]  # an attribute, as asked for above
    length = owner.shape[0]
    if not length:
        return f"{name} is empty here, so there is nothing to take out."
    index = scene.value(call.args[0]) if call.args else None
    shown = f", and {written(call.args[0])} is {index.text}" if index is not None and index.text else ""
    return f"{name} is a list of {length}: `pop` takes an index, from 0 to {length - 1}{shown}."


def of_sort(scene: Scene) -> str:
    """`lst.sort(function)`."""
    if scene.message != "sort() takes no positional arguments":
        return ""
    return "`sort` takes nothing between its brackets without a name: what to sort by is given as `key=`."
