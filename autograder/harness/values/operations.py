"""What a test can do with a student's object besides attributes, items and calls: operators, `with`, `in`, `next`.

Each operation is a function of the object itself and of other operands, and is done in the student's process, at home
and in the grade alike. A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import builtins
import copy
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ARITHMETIC = "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift".split()  # noqa: SIM905 - a list of words
COMPARISONS = "eq ne lt le gt ge".split()  # noqa: SIM905 - a list of words
UNARY = "neg pos abs invert".split()  # noqa: SIM905 - a list of words
# What Python itself asks for has to be of one type.
CONVERSIONS: dict[str, type] = {
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "str": str,
    "repr": str,
}


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda own, other: function(other, own)


def _enter(own: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    return type(own).__enter__(own)


def _leave(own: Any, *error: str) -> bool:  # noqa: ANN401 - the student's object
    """End a `with` block; an exception that left it is given by the name of its class and its text."""
    if not error:
        return bool(type(own).__exit__(own, None, None, None))
    raised = _exception(*error)
    return bool(type(own).__exit__(own, type(raised), raised, None))


def _exception(name: str, text: str) -> BaseException:
    """An exception of Python's own class of that name, or of a class that is called so."""
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(name, (Exception,), {})
    try:
        raised: BaseException = kind(text)
    except TypeError:  # a class such as UnicodeDecodeError, which asks for more
        return Exception(text)
    return raised


def _has_instance(own: Any, value: object) -> bool:  # noqa: ANN401 - a class of the student's
    return isinstance(value, own)


def _next(own: Any) -> tuple[Any, ...]:  # noqa: ANN401 - the student's object
    """The next item in a tuple; an empty tuple at the end."""
    try:
        return (next(own),)
    except StopIteration:
        return ()


def _changed(own: Any, name: str, other: object) -> tuple[Any, ...]:  # noqa: ANN401 - the student's container
    """Do an operator such as `+=`; the result in a tuple, which is empty where it is the container itself."""
    found = getattr(operator, name)(own, other)
    return () if found is own else (found,)


def _method(own: Any, name: str, operands: tuple[object, ...], keywords: dict[str, object]) -> Any:  # noqa: ANN401 - a student's container
    """Call a method of a container that an object owns."""
    return getattr(own, name)(*operands, **keywords)


OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, f"__{name}__") for name in (*ARITHMETIC, *COMPARISONS, *UNARY)},
    **{f"r{name}": _reflected(getattr(operator, f"__{name}__")) for name in ARITHMETIC},
    **{f"i{name}": getattr(operator, f"__i{name}__") for name in ARITHMETIC},
    **{name: getattr(builtins, name) for name in (*CONVERSIONS, "round", "divmod", "reversed", "delattr")},
    "rdivmod": _reflected(divmod),
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "is": operator.is_,
    "instancecheck": _has_instance,
    "enter": _enter,
    "leave": _leave,
    "next": _next,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "in place": _changed,
    "method": _method,
}
"""By name; the first operand is the student's object."""


def operate(own: object, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
    """Do an operation with a student's object, in the student's process."""
    return OPERATIONS[name](own, *operands)
