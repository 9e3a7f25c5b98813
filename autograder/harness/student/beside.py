"""Load the instructor's modules that run beside a student's, in the same process: `student.beside.<module>`.

A test uses them where it needs objects that live with the student's code, such as a network of parts that the student
has not written. A student can read whatever such a module holds, and can change what it does; so it holds no expected
value, and a test believes it no more than the student's own code.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import ModuleType
    from typing import Any

BESIDE = "beside"  # the name of the folder, in a source folder, a bundle and a handout's tests/
PREFIX = "beside-"  # of the modules' names in `sys.modules`; no import statement can name such a module


def beside_files(folder: Path) -> dict[str, Path]:
    """The modules of a folder `beside`, by the names that tests use."""
    return {file.stem: file for file in sorted(folder.glob("*.py"))}


class Beside:
    """The instructor's modules as attributes.

    Args:
        names: The modules that there are.
        load: Gives the module of a name, as a test may use it.
    """

    def __init__(self, names: Mapping[str, object], load: Callable[[str], Any]) -> None:
        self._names = names
        self._load = load

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the module
        if name not in self._names:
            raise AttributeError(
                f"there is no {BESIDE}/{name}.py; `{BESIDE}` in assignment.toml names the modules that tests may use"
            )
        return self._load(name)


def loaded(name: str, file: Path) -> ModuleType:
    """The module in this file, loaded anew."""
    full = f"{PREFIX}{name}"
    spec = spec_from_file_location(full, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no module of Python's")
    module = module_from_spec(spec)
    sys.modules[full] = module  # where dataclasses look for the module of a class
    spec.loader.exec_module(module)
    return module
