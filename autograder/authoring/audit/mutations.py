"""The small changes that make a mutant: by the kind of node in the syntax tree, what may stand there instead."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from autograder.authoring.audit.source_map import Places

    Change: TypeAlias = "tuple[int, int, str, str]"  # from, to, the text instead, what that is

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
_SWAPPED = (ast.Sub, ast.Div, ast.MatMult)  # whose operands may not be exchanged
_FUNCTIONS_OF_ONE = ("abs", "exp", "log", "sqrt", "square", "copy", "squeeze")
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.For, ast.While, ast.If, ast.Raise, ast.Delete)


def changes_in(tree: ast.AST, places: Places) -> Iterator[Change]:
    """All changes of a module, inside and outside of solution regions, some of them the same in effect."""
    for node in _walk(tree):
        yield from _changes(node, places)


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but the numbers of axes, which are no quantities: the node `axis=` sees to them."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        axis = isinstance(tree, ast.keyword) and tree.arg == "axis" and isinstance(child, ast.Constant)
        if not axis:
            yield from _walk(child)


def _changes(node: ast.AST, places: Places) -> Iterator[Change]:
    for kind, changes in _KINDS:
        if isinstance(node, kind):
            yield from changes(node, places)


def _operators(node: ast.BinOp, places: Places) -> Iterator[Change]:
    sign, others = _OPERATORS.get(type(node.op), ("", ()))
    yield from _signs_instead(places.operator(node.left, node.right, sign), sign, others)
    if isinstance(node.op, _SWAPPED):
        swapped = f"{places.text(node.right)} {sign} {places.text(node.left)}"
        yield *places.span(node), f"({swapped})", f"the operands of `{sign}` change places"
    for side, operand in (("right", node.left), ("left", node.right)) if sign else ():
        yield *places.span(node), places.text(operand), f"what stands {side} of `{sign}` is dropped"


def _steps(node: ast.AugAssign, places: Places) -> Iterator[Change]:
    sign, others = _OPERATORS.get(type(node.op), ("", ()))
    place = places.operator(node.target, node.value, f"{sign}=")
    yield from _signs_instead(place, f"{sign}=", [f"{other}=" for other in (*others, "")])


def _comparisons(node: ast.Compare, places: Places) -> Iterator[Change]:
    for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
        sign, others = _COMPARISONS.get(type(operator), ("", ()))
        yield from _signs_instead(places.operator(left, right, sign), sign, others)
    yield from _negated(node, places)


def _signs_instead(place: tuple[int, int] | None, sign: str, others: Iterable[str]) -> Iterator[Change]:
    for other in others if place is not None else ():
        yield (*place, other, f"`{sign}` becomes `{other}`")  # type: ignore[misc]  # it is a pair where it is not None


def _booleans(node: ast.BoolOp, places: Places) -> Iterator[Change]:
    sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    place = places.operator(node.values[0], node.values[1], sign)
    if place and len(node.values) == 2:  # noqa: PLR2004 - a longer chain would have to change as a whole
        yield *place, other, f"`{sign}` becomes `{other}`"


def _signs(node: ast.UnaryOp, places: Places) -> Iterator[Change]:
    start, _ = places.span(node)
    sign = {ast.USub: "-", ast.Not: "not ", ast.Invert: "~"}.get(type(node.op))
    if sign:
        yield start, places.span(node.operand)[0], "", f"`{sign.strip()}` is dropped"


def _numbers(node: ast.Constant, places: Places) -> Iterator[Change]:
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
        yield *places.span(node), written, f"{value!r} becomes {other!r}"


def _calls(node: ast.Call, places: Places) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "range":
        yield from (change for bound in node.args for change in _bounds(bound, places))
    if name in _FUNCTIONS_OF_ONE and len(node.args) == 1 and not node.keywords:
        yield *places.span(node), places.text(node.args[0]), f"`{name}` is dropped"
    if name == "where" and len(node.args) == 3:  # noqa: PLR2004 - condition and two choices
        start, end = places.span(node.args[1])[0], places.span(node.args[2])[1]
        swapped = f"{places.text(node.args[2])}, {places.text(node.args[1])}"
        yield start, end, swapped, "the two choices change places"
    for keyword in node.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            end = places.span(keyword.value)[1]
            start = places.span(keyword.value)[0] - len(keyword.arg) - 1
            yield start, end, "**{}", f"`{keyword.arg}` is dropped"


def _axes(node: ast.keyword, places: Places) -> Iterator[Change]:
    if node.arg == "axis" and isinstance(node.value, ast.Constant) and node.value.value in {0, 1}:
        other = 1 - node.value.value
        yield *places.span(node.value), str(other), f"axis {node.value.value} becomes {other}"


def _lists(node: ast.List | ast.Tuple, places: Places) -> Iterator[Change]:
    if len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
        first, second, (before, last) = node.elts[0], node.elts[1], node.elts[-2:]
        swapped = f"{places.text(second)}, {places.text(first)}"
        yield places.span(first)[0], places.span(second)[1], swapped, "the first two entries change places"
        yield places.span(before)[1], places.span(last)[1], "", "the last entry is dropped"


def _siblings(node: ast.Name, places: Places) -> Iterator[Change]:
    """A name that its author might have typed instead: test_x for train_x."""
    if isinstance(node.ctx, ast.Load):
        for other in places.siblings(node.id):
            yield *places.span(node), other, f"`{node.id}` becomes `{other}`"


def _attributes(node: ast.Attribute, places: Places) -> Iterator[Change]:
    _, end = places.span(node)
    if node.attr == "T":
        yield places.span(node.value)[1], end, "", "`.T` is dropped"
    if node.attr in _OTHER:
        other = _OTHER[node.attr]
        yield end - len(node.attr), end, other, f"`{node.attr}` becomes `{other}`"
    for other in places.siblings(node.attr):
        yield end - len(node.attr), end, other, f"`{node.attr}` becomes `{other}`"


def _slices(node: ast.Slice, places: Places) -> Iterator[Change]:
    for bound in (node.lower, node.upper):
        if bound is not None:
            yield from _bounds(bound, places)
            yield *places.span(bound), "", "a bound is dropped"


def _bounds(bound: ast.expr, places: Places) -> Iterator[Change]:
    """One more and one less; a constant's turn comes by itself."""
    for step in ("+ 1", "- 1") if not isinstance(bound, ast.Constant) else ():
        yield *places.span(bound), f"{places.text(bound)} {step}", f"the bound {step}"


def _returns(node: ast.Return, places: Places) -> Iterator[Change]:
    start, end = places.span(node)
    if node.value is not None:
        yield start, end, f"return -({places.text(node.value)})", "what is returned is negated"
    yield start, end, "pass", "the return is deleted"


def _statements(node: ast.stmt, places: Places) -> Iterator[Change]:
    documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not documentation:
        yield *places.span(node), "pass", "the statement is deleted"


def _rounds(node: ast.For, places: Places) -> Iterator[Change]:
    for which, part in (("first", "[1:]"), ("last", "[:-1]")):
        written = f"list({places.text(node.iter)}){part}"
        yield *places.span(node.iter), written, f"the {which} round is left out"


def _conditions(node: ast.If | ast.While | ast.IfExp, places: Places) -> Iterator[Change]:
    yield from _negated(node.test, places)


def _negated(test: ast.expr, places: Places) -> Iterator[Change]:
    yield *places.span(test), f"(not ({places.text(test)}))", "the condition is negated"


def _jumps(node: ast.Break | ast.Continue, places: Places) -> Iterator[Change]:
    other = "continue" if isinstance(node, ast.Break) else "break"
    yield *places.span(node), other, f"becomes `{other}`"


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
