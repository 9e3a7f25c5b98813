"""Load what runs beside a student's modules, in the same process: the instructor's own, and packages.

The instructor's are `student.beside.<module>`, packages `student.package("scipy.stats")`.

A test uses them where it needs objects that live with the student's code, such as a network of parts that the student
has not written. A student can read whatever such a module holds, and can change what it does; so it holds no expected
value, and a test believes it no more than the student's own code.
"""

from __future__ import annotations

import contextlib
import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from .plain import Fault
from .proxy import StudentError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType
    from typing import Any

    from .call_log import CallLog

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


def refuse_no_package(name: object, modules: Collection[str]) -> None:
    """Refuse what is no name of a package.

    Raises:
        ValueError: saying what to write.
    """
    if not isinstance(name, str) or not all(part.isidentifier() for part in name.split(".")):
        raise ValueError(
            f"student.package is given the name of a package, such as 'scipy.stats', and not {name!r}"
        )
    if name.partition(".")[0] in modules:
        raise ValueError(f"{name} is a module of the student's: write student.{name}")


@contextlib.contextmanager
def not_there(name: str, call_log: CallLog) -> Iterator[None]:
    """Say which package is not there, where its import fails in the block.

    Raises:
        StudentError: then; no test passes without a package that it asks for.
    """
    try:
        yield
    except StudentError as error:
        message = f"the package {name} cannot be imported here ({error.type_name or error.message})"
        raise call_log.noted(StudentError(Fault.MISSING, message=message)) from None
