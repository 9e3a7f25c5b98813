"""Say by which name a file is imported, and in which file the module of a name lies.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_PACKAGE = "__init__"


def module_name(file: str) -> str:
    """The name by which a file is imported: `hw3_lib`, `net.layers`, and `net` for `net/__init__.py`."""
    parts = (file.removesuffix(".py")).split("/")
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == _PACKAGE else parts)


def top_names(files: Iterable[str]) -> set[str]:
    """The names that an import of one of these files begins with."""
    return {module_name(file).partition(".")[0] for file in files if file.endswith(".py")}


def is_package(name: str, names: Iterable[str]) -> bool:
    """Whether one of these modules lies in the package of this name."""
    return any(other.startswith(f"{name}.") for other in names)


def file_of(name: str, files: Collection[str]) -> str:
    """The one of these files in which the module lies; the file that it would have, if it is none of them."""
    plain, package = _candidates(name)
    return package if package in files and plain not in files else plain


def file_in(folder: str, name: str, names: Iterable[str] = ()) -> str:
    """The file below a folder in which a module lies, whether it is there or not.

    Args:
        folder: The folder.
        name: The module's name.
        names: The modules that there should be, which say whether it is a package.
    """
    plain, package = _candidates(name)
    if is_package(name, names):
        return package
    there = os.path.isfile(f"{folder}/{package}") and not os.path.isfile(f"{folder}/{plain}")  # noqa: PTH113 - student code may have changed pathlib
    return package if there else plain


def _candidates(name: str) -> tuple[str, str]:
    path = name.replace(".", "/")
    return f"{path}.py", f"{path}/{_PACKAGE}.py"
