"""One line at which a student's code stopped: its statement, and what the names in it stood for.

Nothing is called. What an expression is follows from the kinds and shapes of its names, where that is certain.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from .frames import Value
from .shapes import shape_of_call, shape_of_item, together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .code import Code, Position
    from .frames import Frame

Node = TypeVar("Node", bound=ast.AST)

_LONGEST = 60  # characters of an expression that a sentence names
_ARRAY, _NUMBER = "array", "number"


@dataclass(frozen=True)
class Scene:
    """Where and how an exception arose.

    Attributes:
        error: The exception's class.
        message: Its text, which the student's code may have chosen.
        frame: The line, and what its names stood for.
        position: The statement there.
        files: The student's files, by name.
    """

    error: str
    message: str
    frame: Frame
    position: Position
    files: Mapping[str, Code]

    def suspects(self, kind: type[Node] | tuple[type[Node], ...]) -> list[Node]:
        """The expressions of this kind in the line: the one that failed, where Python says which."""
        found = [node for node in self.position.nodes if isinstance(node, kind)]
        exact = [node for node in found if _span(node) == self.frame.span]
        return exact or found  # the failed one may lie around the expression that is looked for

    def only(self, kind: type[Node] | tuple[type[Node], ...], fits: Callable[[Node], Any]) -> Node | None:
        """The one expression of this kind that fits; None if there are more, or none."""
        found = [node for node in self.suspects(kind) if fits(node)]
        return found[0] if len(found) == 1 else None

    def value(self, node: ast.AST | None) -> Value | None:
        """What an expression is, as far as that is certain."""
        dotted = dotted_name(node)
        if dotted in self.frame.values:
            return _ordinary(self.frame.values[dotted])
        if isinstance(node, ast.Constant):
            return constant(node.value)
        if isinstance(node, (ast.UnaryOp, ast.BinOp, ast.Compare)):
            return self._of_operation(node)
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            return self._of_access(node)
        return _of_display(node)

    def class_of(self, name: str) -> ast.ClassDef | None:
        """The class of the object with this name, where it is one of the student's file that is named once."""
        value = self.frame.values.get(name)
        if value is None or value.kind != "object":
            return None
        found = [code.classes()[value.type] for code in self.files.values() if value.type in code.classes()]
        return found[0] if len(found) == 1 else None

    def is_numpy(self, node: ast.AST) -> bool:
        """Whether this name stands for NumPy."""
        found = self.value(node)
        return found is not None and (found.kind, found.text) == ("module", "numpy")

    @property
    def has_numpy(self) -> bool:
        """Whether the file imports NumPy: advice that needs it is for such files alone."""
        return any(
            alias.name.partition(".")[0] == "numpy"
            for node in ast.walk(self.position.code.tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ) or any(
            isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "numpy"
            for node in ast.walk(self.position.code.tree)
        )

    def _of_access(self, node: ast.Attribute | ast.Subscript | ast.Call) -> Value | None:
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node)
        if isinstance(node, ast.Call):
            return shape_of_call(node, self.value)
        return shape_of_item(self.value(node.value), node.slice, self.value)

    def _of_attribute(self, node: ast.Attribute) -> Value | None:
        owner = self.value(node.value)
        if owner is None or owner.kind != _ARRAY:
            return None
        if node.attr == "T":
            return Value(_ARRAY, "ndarray", owner.shape[::-1], owner.text)
        if node.attr == "shape":
            return Value("tuple", "tuple", (len(owner.shape),), str(owner.shape))
        return Value(_NUMBER, "int") if node.attr in ("size", "ndim") else None

    def _of_operation(self, node: ast.UnaryOp | ast.BinOp | ast.Compare) -> Value | None:
        if isinstance(node, ast.UnaryOp):
            return _turned(node.op, self.value(node.operand))
        if isinstance(node, ast.Compare):
            single = len(node.comparators) == 1
            return together(self.value(node.left), self.value(node.comparators[0])) if single else None
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if not isinstance(node.op, ast.MatMult):
            return together(left, right)
        one, other = left.shape, right.shape
        if len(one) == len(other) == 2 and one[1] == other[0]:  # noqa: PLR2004 - two matrices
            return Value(_ARRAY, "ndarray", (one[0], other[1]), "f")
        return None


def _ordinary(value: Value) -> Value:
    """The value; an array whose class may compute in its own way is only an object."""
    is_array = value.kind == _ARRAY and value.type == "ndarray"
    return value if is_array or value.kind != _ARRAY else Value("object", value.type)


def _turned(operator: ast.unaryop, value: Value | None) -> Value | None:
    """What `-value` or `~value` is."""
    if value is None or isinstance(operator, ast.Not) or value.kind not in (_ARRAY, _NUMBER):
        return None
    if value.kind == _NUMBER and isinstance(operator, ast.USub) and value.text:
        return Value(_NUMBER, value.type, (), value.text[1:] if value.text[0] == "-" else f"-{value.text}")
    return value if value.kind == _ARRAY else Value(_NUMBER, value.type)


def constant(value: object) -> Value | None:
    """What a literal is."""
    if value is None:
        return Value("none", "NoneType")
    if isinstance(value, str):
        return Value("str", "str", (len(value),))
    if isinstance(value, (bool, int, float)):
        return Value(_NUMBER, type(value).__name__, (), str(value))
    return None


def _of_display(node: ast.AST | None) -> Value | None:
    """What a list or a tuple in brackets is; one with `*` in it is not known."""
    if isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(one, ast.Starred) for one in node.elts):
        kind = "list" if isinstance(node, ast.List) else "tuple"
        return Value(kind, kind, (len(node.elts),))
    return Value("list", "list") if isinstance(node, ast.ListComp) else None


def dotted_name(node: ast.AST | None) -> str:
    """`self.weights` for that expression; "" for what is no name with attributes."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""


def written(node: ast.AST) -> str:
    """An expression as a sentence names it, in backticks; "this" for a long one."""
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):
        return "this expression"
    return (
        f"`{text}`" if len(text) <= _LONGEST and "\n" not in text and "`" not in text else "this expression"
    )


def shape_words(shape: tuple[int, ...]) -> str:
    """A shape, as NumPy writes it."""
    return str(tuple(shape))


_WORDS = {
    "none": "None",
    "array": "an array",
    "function": "a function",
    "class": "a class",
    "module": "a module",
    "str": "a text",
    "dict": "a dictionary",
    "set": "a set",
    "list": "a list",
    "tuple": "a tuple",
    "number": "a number",
}


def value_words(value: Value) -> str:
    """What a value is, in words: `an array of shape (4, 3)`, `the number 0.1`, `a list of 3`."""
    if value.kind == _ARRAY:
        return f"an array of shape {shape_words(value.shape)}"
    if value.kind == _NUMBER and value.text:
        return f"the number {value.text}" if value.text not in ("True", "False") else value.text
    if value.kind in ("list", "tuple") and value.shape:
        return f"{_WORDS[value.kind]} of {value.shape[0]}"
    if value.kind in ("class", "module", "function") and value.text:
        return f"the {value.kind} `{value.text}`"
    if value.kind == "object":
        return f"a `{value.type}` object" if value.type else "an object"
    return _WORDS.get(value.kind, "an object")


def _span(node: ast.AST) -> tuple[int, ...]:
    names = ("lineno", "end_lineno", "col_offset", "end_col_offset")
    return tuple(getattr(node, name, None) or 0 for name in names)
