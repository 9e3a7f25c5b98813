"""Import nbformat, which only builds need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from autograder.errors import BadInputError

if TYPE_CHECKING:
    from types import ModuleType

# Where it is installed, jsonschema imports it to check international addresses, which no notebook's schema has. That
# takes two seconds, for the grammar that it compiles.
_SLOW = "rfc3987_syntax"


def nbformat_library() -> ModuleType:
    """The library.

    Raises:
        BadInputError: if it is not installed.
    """
    modules: dict[str, Any] = sys.modules
    is_absent = _SLOW not in modules
    if is_absent:
        modules[_SLOW] = None  # an import of it fails, and jsonschema does without
    try:
        import nbformat  # noqa: PLC0415 - grading does not need it
    except ImportError as error:
        raise BadInputError(
            "a build needs nbformat; install it with `pip install 'course-autograder[build]'`"
        ) from error
    finally:
        if is_absent:
            del modules[_SLOW]
    return nbformat
