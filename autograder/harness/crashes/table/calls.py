"""Say what was wrong with a call: a `*` that is missing, arguments that do not fit, an array for one number."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..code import Function
from ..scene import dotted_name, value_words, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..code import AnyFunction, Code
    from ..frames import Value
    from ..scene import Scene

_WORDS = {"float": "a number", "int": "a number", "numpy.ndarray": "an array", "numpy.float64": "a number"}
_SHAPED = frozenset(["zeros", "ones", "empty"])
_FEW = 6  # methods that a sentence names
_OF_ONE = frozenset(["max", "min", "amax", "amin", "sum", "mean"])


def not_callable(scene: Scene) -> str:
    """Brackets behind what is no function."""
    found = re.fullmatch(r"'([\w.]{1,60})' object is not callable", scene.message)
    if found is None:
        return ""
    own = scene.only(ast.Call, lambda node: scene.class_of(dotted_name(node.func)) is not None)
    if own is not None:
        return _own_object(scene, dotted_name(own.func))
    call = scene.only(ast.Call, lambda node: _is_uncallable(scene, node.func))
    if call is None:
        calls = scene.suspects(ast.Call)
        known = found[1] in _WORDS and len(calls) == 1 and scene.value(calls[0].func) is None
        if not known or isinstance(calls[0].func, ast.Attribute):
            return ""
        return f"What stands before the bracket in {written(calls[0])} is {_WORDS[found[1]]}: a `*` may be missing."
    value = scene.value(call.func)
    if value is None or value.kind == "none":
        return ""
    what = f"{written(call.func)} is {value_words(value)}, and {written(call)} calls it as a function"
    replaced = _replaced(scene, dotted_name(call.func))
    if replaced:
        return f"{what}: {replaced}."
    if value.kind in ("number", "array"):
        return f"{what}: a `*` may be missing before the bracket" + (
            ", or `[ ]` is meant." if value.kind == "array" else "."
        )
    return f"{what}."


def _own_object(scene: Scene, name: str) -> str:
    """An object of the student's class that is called as if it were a function."""
    kind = scene.class_of(name)
    if kind is None:
        return ""
    methods = [f"`{one.name}`" for one in kind.body if isinstance(one, Function) and one.name[0] != "_"]
    has = f"; its methods are {', '.join(methods)}" if 0 < len(methods) <= _FEW else ""
    return f"`{name}` is a `{kind.name}` object, which cannot be called itself{has}."


def _is_uncallable(scene: Scene, node: ast.AST) -> bool:
    value = scene.value(node)
    return value is not None and value.kind not in ("function", "class", "object")


def _replaced(scene: Scene, name: str) -> str:
    """Where the file has put another value in the place of a function or class of its own."""
    if not name or "." in name:
        return ""
    defined = False
    for node in scene.position.code.tree.body:
        if isinstance(node, (*Function, ast.ClassDef)) and node.name == name:
            defined = True
        targets = getattr(node, "targets", ())
        if defined and any(dotted_name(target) == name for target in targets):
            return f"line {node.lineno} has put it in the place of the function"
    return ""


def arguments(scene: Scene) -> str:
    """A call with too many or too few arguments, seen from the line that calls."""
    unset = "object.__init__() takes exactly one argument" in scene.message
    if "'__init__' of 'super' object" in scene.message or unset:
        return _super(scene)
    call = scene.only(ast.Call, lambda node: _is_named(node, scene.message))
    if call is not None:
        through = _through_class(scene, call)
        if through:
            return through
    return of_definition(scene.message, scene.files)


def _super(scene: Scene) -> str:
    for node in scene.position.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "super":
            return "`super` has to be called itself: `super().__init__()`."
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and (node.args or node.keywords)
        ):
            inner = node.func.value
            if isinstance(inner, ast.Call) and dotted_name(inner.func) == "super":
                return f"{written(node)} hands on arguments, and the class above takes none: `super().__init__()`."
    return ""


def _is_named(node: ast.Call, message: str) -> bool:
    name = dotted_name(node.func).rpartition(".")[2]
    return bool(name) and re.match(rf"(?:\w+\.)*{re.escape(name)}\(\) ", message) is not None


def _through_class(scene: Scene, call: ast.Call) -> str:
    """`Sigmoid.forward(x)`: what stands first is taken for `self`."""
    if not isinstance(call.func, ast.Attribute) or "missing" not in scene.message:
        return ""
    value = scene.value(call.func.value)
    if value is None or value.kind != "class" or not call.args:
        return ""
    return (
        f"{written(call)} calls `{call.func.attr}` on the class `{value.text}`, so {written(call.args[0])} is taken "
        f"for `self`. It has to be called on an object, such as `self`."
    )


_SIGNATURE = re.compile(
    r"((?:\w{1,60}\.)*)(\w{1,60})\(\) (takes|missing|got an unexpected keyword argument) ?(.{0,200})",
    re.DOTALL,
)


def of_definition(message: str, files: Mapping[str, Code]) -> str:
    """A call that the function's own definition does not take, wherever the call stands."""
    found = _SIGNATURE.fullmatch(message)
    if found is None:
        return ""
    owner = found[1].rstrip(".").rpartition(".")[2]
    definitions = [
        (code, kind, function)
        for code in files.values()
        for kind, function in code.functions(found[2])
        if (kind.name if kind else "") == owner
    ]
    if len(definitions) != 1:
        return ""
    code, kind, function = definitions[0]
    head = f"`{'.'.join(filter(None, (owner, function.name)))}` ({code.file}, line {function.lineno})"
    given = re.fullmatch(r".* but (\d{1,3}) (?:was|were) given", found[4])
    if kind is not None and _lacks_self(function):
        names = ", ".join(one.arg for one in function.args.args)
        return f"{head} is written `def {function.name}({names})`, without `self` as its first parameter."
    if given is not None:
        own = 1 if kind is not None else 0
        most, passed = len(function.args.args) - own, int(given[1]) - own
        return f"{head} takes {_count(most)}, and was called with {passed}." if passed > most else ""
    missing = re.fullmatch(
        r"\d{1,3} required positional arguments?: ((?:'\w{1,60}'(?:, and |, | and )?){1,8})", found[4]
    )
    if missing is not None:
        names = " and ".join(f"`{one}`" for one in re.findall(r"'(\w+)'", missing[1]))
        return f"{head} also asks for {names}, and was called without."
    return ""


def _count(number: int) -> str:
    return {0: "no arguments", 1: "one argument"}.get(number, f"{number} arguments")


def _lacks_self(function: AnyFunction) -> bool:
    positional = [*function.args.posonlyargs, *function.args.args]
    return (
        not function.decorator_list
        and function.args.vararg is None
        and (not positional or positional[0].arg not in ("self", "this", "cls", "_"))
    )


def one_number(scene: Scene) -> str:
    """A function of one number that was given an array."""
    if not re.search(
        r"only (?:size-1|length-1|0-dimensional|integer scalar) arrays|must be real number", scene.message
    ):
        return ""
    call = scene.only(ast.Call, lambda node: bool(node.args) and _takes_number(scene, node))
    if call is not None:
        value = scene.value(call.args[0])
        known = value is not None and value.kind == "array"
        if value is not None and not known:
            return ""
        what = (
            f"{written(call.args[0])} is {value_words(value)}"
            if value is not None and known
            else "this is an array"
        )
        name = dotted_name(call.func)
        instead = f": `np.{name.rpartition('.')[2]}` takes whole arrays" if "." in name else ""
        return f"`{name}` takes one number, and {what}{instead}."
    return _axis(scene)


def _takes_number(scene: Scene, node: ast.Call) -> bool:
    if isinstance(node.func, ast.Name):
        builtin = node.func.id in ("float", "int", "round") and scene.value(node.func) is None
        return builtin and _is_large(scene.value(node.args[0]))
    owner = scene.value(node.func.value) if isinstance(node.func, ast.Attribute) else None
    return owner is not None and (owner.kind, owner.text) == ("module", "math")


def _axis(scene: Scene) -> str:
    """`np.max(0, x)`: the second argument is an axis."""
    call = scene.only(
        ast.Call,
        lambda node: (
            len(node.args) > 1
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _OF_ONE
            and scene.is_numpy(node.func.value)
            and _is_large(scene.value(node.args[1]))
        ),
    )
    if call is None:
        return ""
    name = dotted_name(call.func)
    more = ""
    if name.endswith(("max", "min")):
        compared = "np.maximum" if name.endswith("max") else "np.minimum"
        more = f": `{compared}` compares two arrays entry by entry"
    return f"The second argument of `{name}` is an axis, and {written(call.args[1])} is an array{more}."


def _is_large(value: Value | None) -> bool:
    return value is not None and value.kind == "array" and value.shape not in ((), (1,), (1, 1))


def size_in_two(scene: Scene) -> str:
    """`np.zeros(2, 3)`: the second argument is a dtype."""
    if not re.search(r"as a data type|data type not understood|not understood", scene.message):
        return ""
    call = scene.only(
        ast.Call,
        lambda node: (
            len(node.args) > 1
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _SHAPED
            and scene.is_numpy(node.func.value)
        ),
    )
    if call is None:
        return ""
    inner = ", ".join(ast.unparse(one) for one in call.args)
    better = f"`{dotted_name(call.func)}(({inner}))`" if len(inner) <= 40 else "two pairs of brackets"  # noqa: PLR2004 - a sentence's part
    return f"`{dotted_name(call.func)}` takes the whole shape as its first argument: {better}."


def one_factor(scene: Scene) -> str:
    """`np.dot(x)(w)`: only one factor."""
    call = scene.only(
        ast.Call,
        lambda node: (
            len(node.args) == 1
            and not node.keywords
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("dot", "matmul", "maximum", "minimum", "where", "power")
            and node.func.attr != "where"
            and scene.is_numpy(node.func.value)
        ),
    )
    if call is None:
        return ""
    return (
        f"`{dotted_name(call.func)}` takes two arguments between its brackets, and {written(call)} has one."
    )
