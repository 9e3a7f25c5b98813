"""Tell the shape of what NumPy gives, from the shapes of what it is given, where that is certain."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .frames import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[ast.AST], "Value | None"]

ALIKE = frozenset(
    [
        "exp",
        "log",
        "log2",
        "log10",
        "log1p",
        "expm1",
        "sqrt",
        "abs",
        "absolute",
        "negative",
        "square",
        "sign",
        "tanh",
        "sin",
        "cos",
        "copy",
        "zeros_like",
        "ones_like",
        "empty_like",
        "nan_to_num",
        "array",
        "asarray",
        "float64",
        "clip",
    ]
)  # of the shape of their first argument
OF_TWO = frozenset(
    [
        "maximum",
        "minimum",
        "add",
        "subtract",
        "multiply",
        "divide",
        "true_divide",
        "power",
        "greater",
        "less",
        "equal",
    ]
)
REDUCING = frozenset(
    ["sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "amax", "amin", "any", "all"]
)
_OF_METHODS = frozenset({"copy", "astype", "clip"})


def together(left: Value | None, right: Value | None) -> Value | None:
    """What an operation element by element gives; None where one is not known, or they do not go together."""
    if left is None or right is None or not {left.kind, right.kind} <= {"array", "number"}:
        return None
    if left.kind == right.kind == "number":
        return Value("number", "float")
    shape = broadcast(left.shape, right.shape)
    return None if shape is None else Value("array", "ndarray", shape, "f")


def broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of an operation element by element; None if the shapes do not go together."""
    length = max(len(one), len(other))
    pairs = zip((1,) * (length - len(one)) + one, (1,) * (length - len(other)) + other)
    sizes = [(max(pair) if 0 not in pair else 0) if 1 in pair or pair[0] == pair[1] else -1 for pair in pairs]
    return None if -1 in sizes else tuple(sizes)


def shape_of_call(node: ast.Call, value: Values) -> Value | None:
    """What a call of NumPy's gives."""
    function = node.func
    if any(isinstance(one, ast.Starred) for one in node.args) or any(
        one.arg is None for one in node.keywords
    ):
        return None
    if isinstance(function, ast.Name):
        builtin = function.id == "len" and value(function) is None
        return Value("number", "int") if builtin else None
    if not isinstance(function, ast.Attribute):
        return None
    owner = value(function.value)
    if owner is None:
        return None
    if (owner.kind, owner.text) == ("module", "numpy"):
        return _of_function(function.attr, node, value)
    if owner.kind != "array":
        return None
    if function.attr in _OF_METHODS:
        return owner
    return reduced(owner, node, node.args, value) if function.attr in REDUCING else None


def _of_function(name: str, node: ast.Call, value: Values) -> Value | None:
    first = value(node.args[0]) if node.args else None
    if first is None:
        return None
    if name in ALIKE and first.kind in ("array", "number"):
        return first
    if name in OF_TWO and len(node.args) > 1:
        return together(first, value(node.args[1]))
    if name in REDUCING and first.kind == "array":
        return reduced(first, node, node.args[1:], value)
    if name in ("zeros", "ones", "empty") and len(node.args) == 1:
        return _made(node.args[0], value)
    return None


def _made(shape: ast.AST, value: Values) -> Value | None:
    """An array that is made with this shape."""
    known = value(shape)
    parts = shape.elts if isinstance(shape, ast.Tuple) else [shape]
    if known is not None and known.kind == "tuple" and known.text.startswith("("):
        sizes: list[int | None] = [int(one) for one in known.text.strip("()").split(",") if one.strip()]
    else:
        sizes = [_whole(value(part)) for part in parts]
    if any(size is None for size in sizes):
        return None
    return Value("array", "ndarray", tuple(size for size in sizes if size is not None), "f")


def reduced(array: Value, call: ast.Call, positional: list[ast.expr], value: Values) -> Value | None:
    """What a sum, a mean or a largest entry of an array is."""
    named = {one.arg: one.value for one in call.keywords}
    if set(named) - {"axis", "keepdims"} or len(positional) > 1:
        return None
    axis_node = positional[0] if positional else named.get("axis")
    keeps = named.get("keepdims")
    if keeps is not None and not isinstance(keeps, ast.Constant):
        return None
    kept = isinstance(keeps, ast.Constant) and keeps.value is True
    axis = None if axis_node is None else _whole(value(axis_node))
    if axis_node is None:
        return Value("array", "ndarray", (1,) * len(array.shape), "f") if kept else Value("number", "float64")
    if axis is None or not -len(array.shape) <= axis < len(array.shape):
        return None
    at = axis % len(array.shape)
    shape = (*array.shape[:at], *((1,) if kept else ()), *array.shape[at + 1 :])
    return Value("array", "ndarray", shape, "f") if shape else Value("number", "float64")


def shape_of_item(owner: Value | None, index: ast.AST, value: Values) -> Value | None:
    """What an index with whole numbers, `:` and None takes out of an array."""
    if owner is not None and owner.kind == "tuple" and owner.text.startswith("("):
        return _of_tuple(owner, _whole(value(index)))
    if owner is None or owner.kind != "array":
        return None
    left, shape = list(owner.shape), []
    for part in index.elts if isinstance(index, ast.Tuple) else [index]:
        if isinstance(part, ast.Constant) and part.value is None:
            shape.append(1)
            continue
        whole = isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None
        if not left or not (whole or _whole(value(part)) is not None):
            return None
        size = left.pop(0)
        shape += [size] if whole else []
    shape += left
    return Value("array", "ndarray", tuple(shape), owner.text) if shape else Value("number", "float64")


def _of_tuple(owner: Value, index: int | None) -> Value | None:
    entries = [one.strip() for one in owner.text.strip("()").split(",") if one.strip()]
    if index is None or not -len(entries) <= index < len(entries):
        return None
    return Value("number", "int", (), entries[index])


def _whole(value: Value | None) -> int | None:
    """A whole number that is known; None for anything else."""
    if value is None or value.kind != "number" or not value.text.lstrip("-").isdecimal():
        return None
    return int(value.text)
