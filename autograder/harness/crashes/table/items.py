"""Say which index was out of bounds, and by how much; what was a list, and how many values there were to unpack."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..scene import dotted_name, shape_words, value_words, written

if TYPE_CHECKING:
    from ..frames import Value
    from ..scene import Scene


def outside(scene: Scene) -> str:
    """An index that is too large."""
    axis = re.fullmatch(
        r"index (-?\d{1,9}) is out of bounds for axis (\d) with size (\d{1,9})", scene.message
    )
    if axis is not None:
        at, size = int(axis[2]), int(axis[3])
        node = _indexed(scene, lambda value: len(value.shape) > at and value.shape[at] == size)
        about = f"{written(node.value)} is {shape_words(_shape(scene, node))}: " if node is not None else ""
        last = f"from 0 to {size - 1}" if size else "none, for it is empty"
        return f"{about}index {axis[1]} is not there, because the indices of axis {at} go {last}."
    if "index out of range" not in scene.message:
        return ""
    nodes = {written(one): one for one in scene.suspects(ast.Subscript) if _may_be_outside(scene, one)}
    node = next(iter(nodes.values())) if len(nodes) == 1 else None
    value = scene.value(node.value) if node is not None else None
    if node is None or value is None or not value.shape:
        return ""
    length = value.shape[0]
    index = scene.value(node.slice)
    if not length:
        return f"{written(node.value)} is empty here, and {written(node)} asks for an entry of it."
    known = index is not None and index.text and not _is_literal(node.slice)
    which = f", and {written(node.slice)} is {index.text}" if known and index is not None else ""
    name, what = written(node.value), value_words(value)
    asked = f"; {written(node)} asks for another" if not which else ""
    return f"{name} is {what}: its indices go from 0 to {length - 1}{which}{asked}."


def _may_be_outside(scene: Scene, node: ast.Subscript) -> bool:
    """Whether it asks a list, a tuple or a text for one entry that is not there, as far as is known."""
    value, index = scene.value(node.value), scene.value(node.slice)
    if isinstance(node.slice, ast.Slice) or _kind(value) not in ("list", "tuple", "str"):
        return False
    if value is None or not value.shape or index is None or not re.fullmatch(r"-?\d{1,12}", index.text):
        return True
    return not -value.shape[0] <= int(index.text) < value.shape[0]


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def too_many(scene: Scene) -> str:
    """More indices than the array has axes."""
    found = re.search(r"array is (\d)-dimensional, but (\d) were indexed", scene.message)
    if found is None:
        return ""
    node = _indexed(scene, lambda value: len(value.shape) == int(found[1]))
    if node is None:
        return ""
    axes = "one axis" if found[1] == "1" else f"{found[1]} axes"
    shape = shape_words(_shape(scene, node))
    return f"{written(node.value)} is {shape}: it has {axes}, and here are {found[2]} indices."


def not_whole(scene: Scene) -> str:
    """An index that is no whole number."""
    if "must be of integer" not in scene.message and "only integers" not in scene.message:
        return ""
    node = scene.only(ast.Subscript, lambda one: any(_is_float(value) for value in _indices(scene, one)))
    if node is None:
        return ""
    names = [written(one) for one in _index_nodes(node) if _is_float(scene.value(one))]
    return f"{' and '.join(names)} {_floats(names)}, and an index has to be an integer: `.astype(int)`."


def by_two(scene: Scene) -> str:
    """A list that is indexed like an array."""
    not_by_two = not re.search(
        r"list indices must be integers or slices, not (tuple|list|numpy)", scene.message
    )
    if not_by_two or not scene.has_numpy:
        return ""
    node = scene.only(ast.Subscript, lambda one: _kind(scene.value(one.value)) == "list")
    return "" if node is None else f"{written(node.value)} is a list, and only an array takes such an index."


def no_axis(scene: Scene) -> str:
    """An axis that the array does not have."""
    found = re.search(r"axis (-?\d) is out of bounds for array of dimension (\d)", scene.message)
    if found is None:
        return ""
    calls = [node for node in scene.suspects(ast.Call) if any(one.arg == "axis" for one in node.keywords)]
    if len(calls) != 1:
        return ""
    function = calls[0].func
    array = function.value if isinstance(function, ast.Attribute) else None
    if array is not None and scene.is_numpy(array):
        array = calls[0].args[0] if calls[0].args else None
    value = scene.value(array)
    if array is None or value is None or value.kind != "array" or len(value.shape) != int(found[2]):
        return ""
    return f"{written(array)} is {shape_words(value.shape)}: it has no axis {found[1]}."


def listed(scene: Scene) -> str:
    """A list, a tuple or a text in arithmetic."""
    if not re.search(
        r"unsupported operand|multiply sequence|can only concatenate|bad operand|not supported between",
        scene.message,
    ):
        return ""
    if "can only concatenate" in scene.message:
        return _joined(scene)
    found: dict[str, Value] = {}
    for node in scene.suspects((ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.Compare)):
        for one in _operands(node):
            value = scene.value(one)
            if value is not None and value.kind in ("list", "tuple", "str", "dict", "set"):
                found[written(one)] = value
    if len(found) != 1:
        return ""
    name, value = next(iter(found.items()))
    if not scene.has_numpy:
        return f"{name} is {value_words(value)}, and no number."
    more = f": `np.array({name.strip('`')})` makes an array of it" if value.kind == "list" else ""
    return f"{name} is {value_words(value)}, and no number or array{more if len(name) < 40 else ''}."  # noqa: PLR2004 - a name


def _joined(scene: Scene) -> str:
    """What stands behind a `+` whose left side is a list, and is none."""
    node = scene.only(ast.BinOp, lambda one: isinstance(one.op, ast.Add) and _is_no_list(scene, one))
    if node is None:
        return ""
    value = scene.value(node.right)
    if value is None:
        return ""
    name = written(node.right)
    better = f": `[{name[1:-1]}]` is one" if value.kind == "number" else ""
    return f"{name} is {value_words(value)}, and `+` joins a list with a list alone{better}."


def _is_no_list(scene: Scene, node: ast.BinOp) -> bool:
    left, right = scene.value(node.left), scene.value(node.right)
    return left is not None and left.kind == "list" and right is not None and right.kind != "list"


def by_zero(scene: Scene) -> str:
    """A division by a number that is 0."""
    node = scene.only(
        ast.BinOp,
        lambda one: isinstance(one.op, (ast.Div, ast.FloorDiv, ast.Mod)) and _is_zero(scene.value(one.right)),
    )
    return "" if node is None else f"{written(node.right)} is 0, and {written(node)} divides by it."


def endless(scene: Scene) -> str:
    """A function that calls itself."""
    function = scene.position.function
    if function is None:
        return ""
    for node in scene.position.nodes:
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            on_self = (
                isinstance(node.func, ast.Name) or written(getattr(node.func, "value", node)) == "`self`"
            )
            through = isinstance(node.func, ast.Name) and name == "self" and _calls(scene, function.name)
            if (name == function.name and on_self) or through:
                return f"{written(node)} calls `{scene.position.name}` itself again, without end."
    return ""


def _calls(scene: Scene, method: str) -> bool:
    """Whether to call an object is to call this method, in all classes of the files that say so."""
    called = [function for code in scene.files.values() for _, function in code.functions("__call__")]
    return bool(called) and all(
        any(
            isinstance(node, ast.Attribute) and dotted_name(node) == f"self.{method}"
            for node in ast.walk(one)
        )
        for one in called
    )


def _floats(names: list[str]) -> str:
    return "holds floats" if len(names) == 1 else "hold floats"


def _operands(node: ast.AST) -> list[ast.expr]:
    names = ("left", "right", "operand", "target", "value")
    return [*(getattr(node, one) for one in names if hasattr(node, one)), *getattr(node, "comparators", ())]


def _indexed(scene: Scene, fits: object) -> ast.Subscript | None:
    def is_meant(node: ast.Subscript) -> bool:
        value = scene.value(node.value)
        return value is not None and value.kind == "array" and bool(fits(value))  # type: ignore[operator]  # a function

    return scene.only(ast.Subscript, is_meant)


def _shape(scene: Scene, node: ast.Subscript) -> tuple[int, ...]:
    value = scene.value(node.value)
    return () if value is None else value.shape


def _kind(value: Value | None) -> str:
    return "" if value is None else value.kind


def _index_nodes(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _indices(scene: Scene, node: ast.Subscript) -> list[Value | None]:
    return [scene.value(one) for one in _index_nodes(node)]


def _is_float(value: Value | None) -> bool:
    if value is None:
        return False
    return (value.kind == "array" and value.text == "f") or value.type in ("float", "float64", "float32")


def _is_zero(value: Value | None) -> bool:
    return value is not None and value.kind == "number" and value.text in ("0", "-0")


def unpacked(scene: Scene) -> str:
    """More or fewer names than values."""
    if "values to unpack" not in scene.message:
        return ""
    statement = scene.position.statement
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ""
    target, value = statement.targets[0], scene.value(statement.value)
    if not isinstance(target, (ast.Tuple, ast.List)) or value is None or not value.shape:
        return ""
    names, entries = len(target.elts), value.shape[0]
    if names == entries or any(isinstance(one, ast.Starred) for one in target.elts):
        return ""
    shown = (
        value.text
        if value.kind == "tuple" and value.text
        else (f"of shape {shape_words(value.shape)}" if value.kind == "array" else value_words(value))
    )
    return (
        f"{written(statement.value)} is {shown}, which gives {entries} value{'' if entries == 1 else 's'}, and "
        f"{_names(names)} to take {'it' if entries == 1 else 'them'}."
    )


def _names(number: int) -> str:
    return "there is one name" if number == 1 else f"there are {number} names"


def without_call(scene: Scene) -> str:
    """`x.sum / n`: a method that is not called."""
    if not re.search(r"'(?:builtin_function_or_method|method|function)'", scene.message):
        return ""
    suspects: list[ast.BinOp | ast.Subscript] = scene.suspects((ast.BinOp, ast.Subscript))
    operands = {written(one): one for node in suspects for one in _parts(node) if _is_function(scene, one)}
    if len(operands) != 1:
        return ""
    name = next(iter(operands))
    return f"{name} is a function, and is not called here: its round brackets `( )` are missing."


def _parts(node: ast.BinOp | ast.Subscript) -> list[ast.expr]:
    return [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]


def _is_function(scene: Scene, node: ast.expr) -> bool:
    value = scene.value(node)
    if value is not None:
        return value.kind == "function"
    if not isinstance(node, ast.Attribute):
        return False
    owner = scene.value(node.value)
    return (
        owner is not None
        and owner.kind == "array"
        and node.attr in ("sum", "mean", "max", "min", "copy", "dot")
    )
