"""The small changes that make a mutant: for each kind of node in the syntax tree, what can replace it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from autograder.authoring.audit.mutation.source_map import SourceMap

    Change: TypeAlias = "tuple[int, int, str, str]"  # start, end, the new text, a description

_OPERATORS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("*",)),
    ast.Pow: ("**", ("*",)),
    ast.MatMult: ("@", ("*",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&",)),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
}
_TWINS = (
    ("mean", "sum"),
    ("max", "min"),
    ("argmax", "argmin"),
    ("maximum", "minimum"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("any", "all"),
    ("floor", "ceil"),
    ("exp", "log"),
)
_OTHER = {one: other for pair in _TWINS for one, other in (pair, pair[::-1])}
_SWAPPED = (ast.Sub, ast.Div, ast.MatMult)  # to exchange their operands changes the result
_FUNCTIONS_OF_ONE = ("abs", "exp", "log", "sqrt", "square", "copy", "squeeze")
_SIMPLE = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.For,
    ast.While,
    ast.If,
    ast.Raise,
    ast.Delete,
)


def changes_in(tree: ast.AST, source: SourceMap) -> Iterator[Change]:
    """All changes of a module, inside and outside of solution regions; some have the same effect."""
    for node in _walk(tree):
        yield from _changes(node, source)


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes except the numbers of axes, which `_axes` changes."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        axis = isinstance(tree, ast.keyword) and tree.arg == "axis" and isinstance(child, ast.Constant)
        if not axis:
            yield from _walk(child)


def _changes(node: ast.AST, source: SourceMap) -> Iterator[Change]:
    for kind, changes in _KINDS:
        if isinstance(node, kind):
            yield from changes(node, source)


def _operators(node: ast.BinOp, source: SourceMap) -> Iterator[Change]:
    sign, others = _OPERATORS.get(type(node.op), ("", ()))
    yield from _signs_instead(source.operator(node.left, node.right, sign), sign, others)
    if isinstance(node.op, _SWAPPED):
        swapped = f"{source.text(node.right)} {sign} {source.text(node.left)}"
        yield *source.span(node), f"({swapped})", f"the operands of `{sign}` change places"
    for side, operand in (("right", node.left), ("left", node.right)) if sign else ():
        yield *source.span(node), source.text(operand), f"what stands {side} of `{sign}` is dropped"


def _steps(node: ast.AugAssign, source: SourceMap) -> Iterator[Change]:
    sign, others = _OPERATORS.get(type(node.op), ("", ()))
    position = source.operator(node.target, node.value, f"{sign}=")
    yield from _signs_instead(position, f"{sign}=", [f"{other}=" for other in (*others, "")])


def _comparisons(node: ast.Compare, source: SourceMap) -> Iterator[Change]:
    for left, operator, right in zip(
        [node.left, *node.comparators], node.ops, node.comparators, strict=False
    ):
        sign, others = _COMPARISONS.get(type(operator), ("", ()))
        yield from _signs_instead(source.operator(left, right, sign), sign, others)
    yield from _negated(node, source)


def _signs_instead(position: tuple[int, int] | None, sign: str, others: Iterable[str]) -> Iterator[Change]:
    for other in others if position is not None else ():
        yield (*position, other, f"`{sign}` becomes `{other}`")  # type: ignore[misc]  # it is a pair where it is not None


def _booleans(node: ast.BoolOp, source: SourceMap) -> Iterator[Change]:
    sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    position = source.operator(node.values[0], node.values[1], sign)
    if position and len(node.values) == 2:  # noqa: PLR2004 - a longer chain would have to change as a whole
        yield *position, other, f"`{sign}` becomes `{other}`"


def _signs(node: ast.UnaryOp, source: SourceMap) -> Iterator[Change]:
    start, _ = source.span(node)
    sign = {ast.USub: "-", ast.Not: "not ", ast.Invert: "~"}.get(type(node.op))
    if sign:
        yield start, source.span(node.operand)[0], "", f"`{sign.strip()}` is dropped"


def _numbers(node: ast.Constant, source: SourceMap) -> Iterator[Change]:
    value = node.value
    others: list[bool | int | float] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1, -value]
    elif isinstance(value, float):
        others = [1.0 - value, value + 1.0, -value] if value in {0.0, 1.0} else [value + 1.0, -value]
    for other in others if value else others[:2]:  # nothing is the negative of 0
        written = f"({other!r})" if str(other).startswith("-") else repr(other)
        yield *source.span(node), written, f"{value!r} becomes {other!r}"


def _calls(node: ast.Call, source: SourceMap) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "range":
        yield from (change for bound in node.args for change in _bounds(bound, source))
    if name in _FUNCTIONS_OF_ONE and len(node.args) == 1 and not node.keywords:
        yield *source.span(node), source.text(node.args[0]), f"`{name}` is dropped"
    if name == "where" and len(node.args) == 3:  # noqa: PLR2004 - condition and two choices
        start, end = source.span(node.args[1])[0], source.span(node.args[2])[1]
        swapped = f"{source.text(node.args[2])}, {source.text(node.args[1])}"
        yield start, end, swapped, "the two choices change places"
    for keyword in node.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            end = source.span(keyword.value)[1]
            start = source.span(keyword.value)[0] - len(keyword.arg) - 1
            yield start, end, "**{}", f"`{keyword.arg}` is dropped"


def _axes(node: ast.keyword, source: SourceMap) -> Iterator[Change]:
    if node.arg == "axis" and isinstance(node.value, ast.Constant) and node.value.value in {0, 1}:
        other = 1 - node.value.value
        yield *source.span(node.value), str(other), f"axis {node.value.value} becomes {other}"


def _lists(node: ast.List | ast.Tuple, source: SourceMap) -> Iterator[Change]:
    if len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
        first, second, (before, last) = node.elts[0], node.elts[1], node.elts[-2:]
        swapped = f"{source.text(second)}, {source.text(first)}"
        yield source.span(first)[0], source.span(second)[1], swapped, "the first two entries change places"
        yield source.span(before)[1], source.span(last)[1], "", "the last entry is dropped"


def _siblings(node: ast.Name, source: SourceMap) -> Iterator[Change]:
    """A name that the author might have typed by mistake: test_x for train_x."""
    if isinstance(node.ctx, ast.Load):
        for other in source.siblings(node.id):
            yield *source.span(node), other, f"`{node.id}` becomes `{other}`"


def _attributes(node: ast.Attribute, source: SourceMap) -> Iterator[Change]:
    _, end = source.span(node)
    if node.attr == "T":
        yield source.span(node.value)[1], end, "", "`.T` is dropped"
    if node.attr in _OTHER:
        other = _OTHER[node.attr]
        yield end - len(node.attr), end, other, f"`{node.attr}` becomes `{other}`"
    for other in source.siblings(node.attr):
        yield end - len(node.attr), end, other, f"`{node.attr}` becomes `{other}`"


def _slices(node: ast.Slice, source: SourceMap) -> Iterator[Change]:
    for bound in (node.lower, node.upper):
        if bound is not None:
            yield from _bounds(bound, source)
            yield *source.span(bound), "", "a bound is dropped"


def _bounds(bound: ast.expr, source: SourceMap) -> Iterator[Change]:
    """A bound of a slice, one larger and one smaller; constants are changed by `_numbers`."""
    for step in ("+ 1", "- 1") if not isinstance(bound, ast.Constant) else ():
        yield *source.span(bound), f"{source.text(bound)} {step}", f"the bound {step}"


def _returns(node: ast.Return, source: SourceMap) -> Iterator[Change]:
    start, end = source.span(node)
    if node.value is not None:
        yield start, end, f"return -({source.text(node.value)})", "what is returned is negated"
    yield start, end, "pass", "the return is deleted"


def _statements(node: ast.stmt, source: SourceMap) -> Iterator[Change]:
    documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not documentation:
        yield *source.span(node), "pass", "the statement is deleted"


def _rounds(node: ast.For, source: SourceMap) -> Iterator[Change]:
    for which, part in (("first", "[1:]"), ("last", "[:-1]")):
        written = f"list({source.text(node.iter)}){part}"
        yield *source.span(node.iter), written, f"the {which} round is left out"


def _conditions(node: ast.If | ast.While | ast.IfExp, source: SourceMap) -> Iterator[Change]:
    yield from _negated(node.test, source)


def _negated(test: ast.expr, source: SourceMap) -> Iterator[Change]:
    yield *source.span(test), f"(not ({source.text(test)}))", "the condition is negated"


def _jumps(node: ast.Break | ast.Continue, source: SourceMap) -> Iterator[Change]:
    other = "continue" if isinstance(node, ast.Break) else "break"
    yield *source.span(node), other, f"becomes `{other}`"


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[Change]]], ...] = (
    (ast.BinOp, _operators),
    (ast.AugAssign, _steps),
    (ast.Compare, _comparisons),
    (ast.BoolOp, _booleans),
    (ast.UnaryOp, _signs),
    (ast.Constant, _numbers),
    (ast.Call, _calls),
    (ast.keyword, _axes),
    ((ast.List, ast.Tuple), _lists),
    (ast.Name, _siblings),
    (ast.Attribute, _attributes),
    (ast.Slice, _slices),
    (ast.Return, _returns),
    (_SIMPLE, _statements),
    (ast.For, _rounds),
    ((ast.If, ast.While, ast.IfExp), _conditions),
    ((ast.Break, ast.Continue), _jumps),
)
