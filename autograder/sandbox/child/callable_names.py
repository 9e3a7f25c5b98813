"""Tell what can be called on an object by its name, so that a test need not fetch a method before it calls it."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

from autograder.sandbox.wire.protocol import MAX_CALLABLE_NAMES


def callable_names_of(value: object) -> str:
    """The names of the methods of an object, or of the functions and classes of a module, separated by blanks.

    Only what a class defines as a plain function, and no attribute of the object's own hides, is a method here; all
    else is fetched first, as is what does not fit into the text.
    """
    names = _of_module(value) if type(value) is ModuleType else _of_object(value)
    text = ""
    for name in names:
        if name.isidentifier() and not name.startswith("__") and len(text) + len(name) < MAX_CALLABLE_NAMES // 4:
            text += f" {name}"
    return text.strip()


def _of_module(module: ModuleType) -> list[str]:
    return [name for name, value in vars(module).items() if type(value) is FunctionType or isinstance(value, type)]


def _of_object(value: object) -> list[str]:
    kind = type(value)
    if kind.__module__ == "builtins":  # functions, methods, classes: what they have is fetched
        return []
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        for name, attribute in vars(base).items():
            found.setdefault(name, attribute)
    own = getattr(value, "__dict__", ())
    return [name for name, attribute in found.items() if type(attribute) is FunctionType and name not in own]
