"""Make functions that have used up their time twice raise an exception when they are called.

This works on compiled code, so line numbers, other functions and the module's own statements stay as they are. It
runs at home and in a sandboxed worker, so it imports Python's standard library alone.
"""

from __future__ import annotations

import warnings
from types import CodeType
from typing import TYPE_CHECKING, NamedTuple

from .time_limit import OutOfTimeError, not_called_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, NoReturn

    Where = tuple[str, str, int]  # file name, name without what is around it, first line

_IS_FUNCTION = 0x3  # the flags CO_OPTIMIZED and CO_NEWLOCALS, which class bodies and modules lack
_MOST_DEPTH = 50  # of definitions in one another
LIMITS = 2  # of a usual test, that a function may use up before it is skipped
ROUNDING = 1e-6  # of a sum of shares
_MARK = "what raises"


def limit_share(seconds: float, usual: float) -> float:
    """What a used-up limit counts, where a usual test's counts 1.

    A test with a short limit of its own costs little, and its function may still be right for the inputs of other
    tests; so a function is skipped when it has cost what two usual tests cost. A longer limit counts as one.
    """
    return min(seconds / usual, 1.0)


class Skipped(NamedTuple):
    """A function that is not called again.

    Attributes:
        file: The name of its file.
        function: Its name, with the class or the functions around it.
        first_line: The first line of its definition, decorators included.
    """

    file: str
    function: str
    first_line: int


class SkippedError(OutOfTimeError):
    """A function was called that has used up its time twice; its text says so."""


def without(code: CodeType, skipped: Iterable[Skipped]) -> CodeType:
    """A module's code, in which these functions raise SkippedError as soon as they are called."""
    names = {(one.file, one.function.rpartition(".")[2], one.first_line): one.function for one in skipped}
    changed: CodeType = _changed(code, names, 0) if names else code
    return changed


def functions(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """Every function in a module's code, with its name and what is around it; the outer ones come first."""
    pending: list[tuple[str, Any]] = [("", one) for one in reversed(code.co_consts)]
    while pending:
        around, value = pending.pop()
        if isinstance(value, tuple):
            pending += [(around, one) for one in reversed(value)]
        elif isinstance(value, CodeType):
            name = around + value.co_name
            if _is_function(value):
                yield name, value
            inner = f"{name}.<locals>." if _is_function(value) else f"{name}."
            if value.co_name == "<module>":  # the code of a notebook's cell
                inner = ""
            pending += [(inner, one) for one in reversed(value.co_consts)]


def _changed(value: Any, names: Mapping[Where, str], depth: int) -> Any:  # noqa: ANN401 - a constant of any kind
    """A constant of compiled code, with the functions in it that are skipped replaced."""
    if depth > _MOST_DEPTH:
        return value
    if type(value) is tuple:
        items = tuple(_changed(one, names, depth + 1) for one in value)
        return value if all(new is old for new, old in zip(items, value)) else items
    if type(value) is not CodeType:
        return value
    path = f"/{value.co_filename}".replace("\\", "/")
    alike = (one for one in names if one[1:] == (value.co_name, value.co_firstlineno))
    where = next((one for one in alike if path.endswith(f"/{one[0]}")), None)
    name = None if where is None else names[where]
    if name is not None and _is_function(value):
        return _raising(value, name)
    constants = tuple(_changed(one, names, depth + 1) for one in value.co_consts)
    same = all(new is old for new, old in zip(constants, value.co_consts))
    return value if same else value.replace(co_consts=constants)


def _is_function(code: CodeType) -> bool:
    return code.co_flags & _IS_FUNCTION == _IS_FUNCTION


def _raising(code: CodeType, name: str) -> CodeType:
    """The code of a function in the same position that raises; the function itself where that is impossible.

    It has to refer to the same variables of the functions around it, or Python could not make a function of it.
    """
    variables = sorted(code.co_freevars)
    if not all(one.isidentifier() for one in variables):
        return code
    text = (
        "def outer():\n"
        f"    {' = '.join(['_', *variables])} = None\n"
        "    def stub(*_, **__):\n"
        f"        {_MARK!r}()\n"
        f"        return ({', '.join(['0', *variables])})\n"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler, which sees that a text is called
        stub = _code_in(_code_in(compile(text, code.co_filename, "exec", dont_inherit=True)))
    if stub.co_freevars != code.co_freevars:
        return code
    constants: tuple[Any, ...] = tuple(_refusing(name) if one == _MARK else one for one in stub.co_consts)
    also: dict[str, Any] = {"co_qualname": code.co_qualname} if hasattr(code, "co_qualname") else {}
    return stub.replace(co_consts=constants, co_name=code.co_name, co_firstlineno=code.co_firstlineno, **also)


def _code_in(code: CodeType) -> CodeType:
    return next(one for one in code.co_consts if type(one) is CodeType)


def _refusing(name: str) -> Callable[[], NoReturn]:
    def refuse() -> NoReturn:
        raise SkippedError(not_called_again(name))

    return refuse
