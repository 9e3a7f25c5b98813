"""List the names that can be called on an object, so that a test can call a method without fetching it first."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from autograder.sandbox.wire.protocol import CALLABLE, MAX_CALLABLE_NAMES


def callable_names_of(value: object) -> str:
    """The names of the methods of an object, or of the functions and classes of a module, separated by blanks.

    `()` comes first where the object itself can be called.

    A method counts only if its class defines it as a plain function and no attribute of the object hides it. Anything
    else, and any name that does not fit into the text, has to be fetched before it is called.
    """
    names = _of_module(value) if type(value) is ModuleType else _of_object(value)
    text = CALLABLE if callable(value) else ""
    for name in names:
        if (
            name.isidentifier()
            and not name.startswith("__")
            and len(text) + len(name) < MAX_CALLABLE_NAMES // 4
        ):
            text += f" {name}"
    return text.strip()


def _of_module(module: ModuleType) -> list[str]:
    return [
        name for name, value in vars(module).items() if type(value) is FunctionType or isinstance(value, type)
    ]


def _of_object(value: object) -> list[str]:
    kind = type(value)
    if (
        kind.__module__ == "builtins" or kind is np.ndarray
    ):  # functions, methods, classes: their attributes are fetched
        return []
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        for name, attribute in vars(base).items():
            found.setdefault(name, attribute)
    own = getattr(value, "__dict__", ())
    return [name for name, attribute in found.items() if type(attribute) is FunctionType and name not in own]
