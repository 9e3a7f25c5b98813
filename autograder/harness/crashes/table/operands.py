"""Say which operands did not go together: shapes, and arrays where one number is asked for."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..frames import Value
from ..scene import dotted_name, shape_words, value_words, written
from ..shapes import OF_TWO, REDUCING, broadcast

if TYPE_CHECKING:
    from ..scene import Scene

_PRODUCTS = frozenset({"dot", "matmul"})
_STATEMENTS = {"If": "if", "While": "while", "IfExp": "if", "Assert": "assert"}


_OPERATIONS = (ast.BinOp, ast.Compare, ast.Call, ast.AugAssign)


def product(scene: Scene) -> str:
    """A matrix product whose inner sizes differ."""
    if not re.search(r"matmul|core dimension|not aligned|\bdot\b", scene.message):
        return ""
    found = []
    suspects: list[ast.BinOp | ast.Call] = scene.suspects((ast.BinOp, ast.Call))
    for node in suspects:
        operands = _factors(scene, node)
        if operands is None:
            continue
        left, right = (scene.value(one) for one in operands)
        if left is None or right is None:
            return _by_sizes(scene)  # it may be this one
        if not _multiplies(left, right):
            found.append((node, *operands, left, right))
    if len(found) != 1:
        return _by_sizes(scene)
    node, one, other, left, right = found[0]
    sign = "`@`" if isinstance(node, ast.BinOp) else written(node.func)
    return f"{_are((one, left), (other, right))}: {sign} {_needs(left, right)}."


def _by_sizes(scene: Scene) -> str:
    """The sizes that NumPy names, where the line has one product that may be meant."""
    sizes = re.search(r"size (\d{1,9}) is different from (\d{1,9})\)", scene.message)
    node = scene.only(ast.BinOp, lambda one: isinstance(one.op, ast.MatMult))
    if sizes is None or node is None:
        return ""
    left, right = (scene.value(one) for one in (node.left, node.right))
    flat = [value is not None and len(value.shape) < 2 for value in (left, right)]  # noqa: PLR2004 - a matrix has two
    if any(flat) or "core dimension 0" not in scene.message or "operand 1" not in scene.message:
        return ""
    columns, rows = _counted(sizes[2], "column"), _counted(sizes[1], "row")
    return (
        f"{_name(node.left)} has {columns} and {_name(node.right)} has {rows}: `@` needs as many of one as of the "
        "other."
    )


def _counted(size: str, word: str) -> str:
    return f"{size} {word}{'' if size == '1' else 's'}"


def _factors(scene: Scene, node: ast.BinOp | ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """The two factors of a matrix product; None for anything else."""
    if isinstance(node, ast.BinOp):
        return (node.left, node.right) if isinstance(node.op, ast.MatMult) else None
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _PRODUCTS or node.keywords:
        return None
    if scene.is_numpy(function.value) and len(node.args) == 2:  # noqa: PLR2004 - two factors
        return node.args[0], node.args[1]
    return (function.value, node.args[0]) if len(node.args) == 1 else None


def _multiplies(left: Value, right: Value) -> bool:
    """Whether the two can be multiplied, as far as their shapes say."""
    if left.kind != "array" or right.kind != "array" or not left.shape or not right.shape:
        return left.kind == right.kind == "array"
    rows = right.shape[-2] if len(right.shape) > 1 else right.shape[0]
    return left.shape[-1] == rows


def _needs(left: Value, right: Value) -> str:
    if left.kind != "array" or right.kind != "array":
        return "needs two arrays"
    rows = right.shape[-2] if len(right.shape) > 1 else right.shape[0]
    last = "columns" if len(left.shape) > 1 else "entries"
    first = "rows" if len(right.shape) > 1 else "entries"
    return f"needs as many {last} on the left as {first} on the right, and {left.shape[-1]} is not {rows}"


def elementwise(scene: Scene) -> str:
    """Two arrays whose shapes do not broadcast."""
    if "broadcast" not in scene.message:
        return ""
    found = []
    for node in scene.suspects(_OPERATIONS):
        operands = _pair(scene, node)
        if operands is None:
            continue
        left, right = (scene.value(one) for one in operands)
        if _clash(left, right):
            found.append((node, *operands, left, right))
    if len(found) != 1:
        return _by_message(scene)
    node, one, other, left, right = found[0]
    if left is None or right is None:
        return ""
    return f"{_apart((one, left), (other, right))}{_kept(scene, (one, left), (other, right))}"


def _pair(scene: Scene, node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """The two operands of an operation element by element."""
    if isinstance(node, ast.BinOp):
        return None if isinstance(node.op, ast.MatMult) else (node.left, node.right)
    if isinstance(node, ast.AugAssign):
        return None if isinstance(node.op, ast.MatMult) else (node.target, node.value)
    if isinstance(node, ast.Compare):
        return (node.left, node.comparators[0]) if len(node.comparators) == 1 else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1:
        numpys = node.func.attr in OF_TWO and scene.is_numpy(node.func.value)
        return (node.args[0], node.args[1]) if numpys else None
    return None


def _clash(left: Value | None, right: Value | None) -> bool:
    if left is None or right is None or {left.kind, right.kind} != {"array"}:
        return False
    return broadcast(left.shape, right.shape) is None


def _apart(one: tuple[ast.expr, Value], other: tuple[ast.expr, Value]) -> str:
    """Where two shapes differ."""
    left, right = one[1].shape, other[1].shape
    if len(left) == len(right) == 1:
        return f"{_name(one[0])} has {left[0]} entries, and {_name(other[0])} has {right[0]}."
    pairs = zip(reversed(left), reversed(right))
    first = next((pair for pair in pairs if pair[0] != pair[1] and 1 not in pair), (0, 0))
    differ = f"{first[0]} is neither {first[1]} nor 1"
    return f"{_are(one, other)}: sizes are compared from the last one on, and {differ}."


def _kept(scene: Scene, one: tuple[ast.expr, Value], other: tuple[ast.expr, Value]) -> str:
    """What `keepdims=True` would mend."""
    for (node, value), (_, whole) in ((one, other), (other, one)):
        call = _definition(scene, node)
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        axis = named.get("axis")
        of_rows = isinstance(axis, ast.Constant) and axis.value in (1, -1) and "keepdims" not in named
        if of_rows and call.func.attr in REDUCING and (*value.shape, whole.shape[-1]) == whole.shape:
            kept = shape_words((*value.shape, 1))
            return f" With keepdims=True {_name(node)} would keep its last axis, as {kept}."
    return ""


def _definition(scene: Scene, node: ast.expr) -> ast.AST:
    """The expression; for a local name that is given one value in the function, that value."""
    function = scene.position.function
    if not isinstance(node, ast.Name) or function is None:
        return node
    found = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == node.id for target in one.targets)
    ]
    return found[0] if len(found) == 1 else node


def _by_message(scene: Scene) -> str:
    """The shapes that NumPy names, where the line has one operation that may be meant."""
    both = re.match(
        r"operands could not be broadcast together with shapes (\([\d,]*\)) (\([\d,]*\))", scene.message
    )
    pairs = [pair for node in scene.suspects(_OPERATIONS) if (pair := _pair(scene, node)) is not None]
    if both is not None and len(pairs) == 1:
        shapes = [Value("array", "ndarray", _shape_in(text)) for text in both.groups()]
        known = [scene.value(one) for one in pairs[0]]
        if all(one is None or one.shape == shape.shape for one, shape in zip(known, shapes)):
            return _apart((pairs[0][0], shapes[0]), (pairs[0][1], shapes[1]))
    into = re.fullmatch(
        r"could not broadcast input array from shape (\([\d, ]*\)) into shape (\([\d, ]*\))", scene.message
    )
    if into is None or not isinstance(scene.position.statement, ast.Assign):
        return ""
    target = scene.position.statement.targets[0]
    return f"What is put into {written(target)} has shape {into[1]}, and the place for it has {into[2]}."


def _shape_in(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.strip("()").split(",") if one)


def truth(scene: Scene) -> str:
    """One yes or no asked of a whole array."""
    if "truth value of an array" not in scene.message:
        return ""
    for one in (_of_builtin, _of_branch, _of_both):
        found = one(scene)
        if found:
            return found
    return ""


def _of_builtin(scene: Scene) -> str:
    """`max(0, x)`: Python's own function compares the arrays as wholes."""
    call = scene.only(
        ast.Call,
        lambda node: (
            isinstance(node.func, ast.Name)
            and node.func.id in ("max", "min")
            and scene.value(node.func) is None
            and any(_is_array(scene.value(one)) for one in node.args)
        ),
    )
    if call is None:
        return ""
    name = call.func.id  # type: ignore[attr-defined]  # a name, as asked for above
    array = next(one for one in call.args if _is_array(scene.value(one)))
    what = f"{_name(array)} is {_words(scene, array)}, and Python's `{name}` compares whole arrays"
    if len(call.args) != 2:  # noqa: PLR2004 - two to compare
        return f"{what}: `np.{name}` takes the {name}imum of one."
    return f"{what}: `np.{name}imum` takes the {'larger' if name == 'max' else 'smaller'} of each pair of entries."


def _of_branch(scene: Scene) -> str:
    """`if x >= 0` with an array."""
    statement = scene.position.statement
    node = statement if isinstance(statement, (ast.If, ast.While, ast.Assert)) else None
    branch = node or scene.only(ast.IfExp, lambda _: True)
    if branch is None or not _is_array(scene.value(branch.test)):
        return ""
    array = next(
        (one for one in ast.walk(branch.test) if _is_array(scene.value(one)) and dotted_name(one)), None
    )
    about = f": {_name(array)} is {_words(scene, array)}" if array is not None else ""
    word = _STATEMENTS[type(branch).__name__]
    instead = "`np.where(condition, a, b)` chooses for each entry"
    return f"`{word}` asks one yes or no of a whole array{about}. {instead}."


def _of_both(scene: Scene) -> str:
    """`a and b`, or `0 < x < 1`, with arrays."""
    both = scene.only(ast.BoolOp, lambda node: any(_is_array(scene.value(one)) for one in node.values))
    if both is not None:
        word, sign = ("and", "&") if isinstance(both.op, ast.And) else ("or", "|")
        instead = f"`{sign}` does it for each entry, with each side in brackets"
        return f"`{word}` asks one yes or no of a whole array: {instead}."
    chain = scene.only(ast.Compare, lambda node: len(node.ops) > 1)
    if chain is None or not any(_is_array(scene.value(one)) for one in (chain.left, *chain.comparators)):
        return ""
    return f"{written(chain)} asks for one yes or no of a whole array: write two comparisons, joined by `&`."


def bitwise(scene: Scene) -> str:
    """`x ^ 2` for a power."""
    if "^" not in scene.message and "bitwise_xor" not in scene.message:
        return ""
    node = scene.only(ast.BinOp, lambda one: isinstance(one.op, ast.BitXor))
    return "" if node is None else f"`^` is not the power in Python: that is `**`{_power(node)}."


def _power(node: ast.BinOp) -> str:
    """What was meant, if that is certain: in `a / b ^ 2` Python reads `a / b` first, and its author did not."""
    if isinstance(node.left, (ast.BinOp, ast.UnaryOp)) or isinstance(node.right, (ast.BinOp, ast.UnaryOp)):
        return ""
    return f", as in {written(ast.BinOp(node.left, ast.Pow(), node.right))}"


def _is_array(value: Value | None) -> bool:
    return value is not None and value.kind == "array" and value.shape not in ((), (1,), (1, 1))


def _words(scene: Scene, node: ast.AST) -> str:
    value = scene.value(node)
    return "" if value is None else value_words(value)


def _name(node: ast.AST) -> str:
    return written(node)


def _are(one: tuple[ast.AST, Value], other: tuple[ast.AST, Value]) -> str:
    """Both operands with their shapes."""
    return " and ".join(
        f"{_name(node)} is {shape_words(value.shape) if value.kind == 'array' else value_words(value)}"
        for node, value in (one, other)
    )
