"""Look a name up on a student's object, under the other spellings too that an assignment accepts.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from collections.abc import Sequence

# The names of the classes whose attribute it is, none for a name of a module; and the other spellings.
Way = tuple[tuple[str, ...], tuple[str, ...]]
# A name, with the ways in which it may also be spelled, if there are some.
Spelled = Union[str, tuple[str, tuple[Way, ...]]]


def found(target: object, name: Spelled) -> Any:  # noqa: ANN401 - a student may answer anything
    """The attribute of this name, or else of the first other spelling that the object has.

    Raises:
        AttributeError: if it has none of them.
    """
    if type(name) is str:
        return getattr(target, name)
    return getattr(target, _own(target, *name))


def assign(target: object, name: Spelled, value: object) -> None:
    """Set the attribute that the object has of these; of the asked-for name, if it has none."""
    setattr(target, name if type(name) is str else _own(target, *name), value)


def invoke(
    target: object, name: Spelled, arguments: tuple[object, ...], keywords: dict[str, object]
) -> object:
    """Call what `found` finds."""
    return found(target, name)(*arguments, **keywords)


def _own(target: object, name: str, ways: Sequence[Way]) -> str:
    """The spelling that the object has; the asked-for name counts where it is there."""
    if _has(target, name):
        return name
    own = [spelling for classes, spellings in ways if _is_of(target, classes) for spelling in spellings]
    return next((spelling for spelling in own if _has(target, spelling)), name)


def _has(target: object, name: str) -> bool:
    """Whether the object, or its class, has this name; of a property only that it is there."""
    if any(name in vars(kind) for kind in _kinds(target)):
        return True
    return not name.startswith("__") and hasattr(target, name)


def _is_of(target: object, classes: Sequence[str]) -> bool:
    if not classes:
        return isinstance(target, ModuleType)
    return any(kind.__name__ in classes for kind in _kinds(target))


def _kinds(target: object) -> tuple[type, ...]:
    """The classes that a class or an object is of, those of Python's own aside."""
    kinds = (target if isinstance(target, type) else type(target)).__mro__
    return tuple(kind for kind in kinds if kind.__module__ != "builtins")
