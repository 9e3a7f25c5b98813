"""Make an assignment's data set by running its `data.py`, which the instructor wrote."""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.authoring.source.source_text import read_python
from autograder.errors import AutograderError, SourceError
from autograder.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from autograder.model.assignment import Assignment

SCRIPT = "data.py"  # the file's name in a source folder
_FUNCTION = "make"
_MODULE = "assignment_data"  # the script's module name while it runs
_SIGNATURE = "def make(source: Path | None) -> Mapping[str, bytes]"


def make_data(assignment: Assignment, source: Path | None) -> dict[str, bytes]:
    """The files of an assignment's data set, by their paths in its data folder; none if it has no `[data]`.

    Args:
        assignment: The assignment; `data.py` stands beside its `assignment.toml`.
        source: A folder with real data sets, which `make` is called with, or None for what can be made offline.

    Raises:
        SourceError: with file and line, if `data.py` is missing, has no function `make`, fails, or makes anything
            else than files of bytes inside the data folder.
        AutograderError: as raised by a reader of `autograder.datasets`.
    """
    path = assignment.folder / SCRIPT
    _refuse_two_uses(assignment, path)
    if assignment.data is None:
        return {}
    text = _text(path)
    with _failures_named(path), _imported(path, text) as module, contextlib.redirect_stdout(sys.stderr):
        made = _function_of(path, module)(source)
    files = _checked(path, _line_of_make(text), made)
    return dict(sorted(files.items()))


def _refuse_two_uses(assignment: Assignment, path: Path) -> None:
    """Refuse a `data.py` that both makes the data set and is handed out to students."""
    students = SCRIPT in (*assignment.modules, *assignment.given)
    if assignment.data is not None and students:
        toml = read_toml(assignment.folder / "assignment.toml")
        raise toml.error("data", f"`{SCRIPT}` makes the data set, so no file of students can have that name")
    if assignment.data is None and not students and path.exists():
        raise SourceError(
            path,
            0,
            'nothing runs this, for assignment.toml has no [data]; write [data] with `folder = "..."` there',
        )


def _text(path: Path) -> str:
    if not path.exists():
        raise SourceError(
            path, 0, f"the file is missing, and [data] in assignment.toml needs it: write `{_SIGNATURE}`"
        )
    return read_python(path)


@contextlib.contextmanager
def _imported(path: Path, text: str) -> Iterator[ModuleType]:
    """The script as a module; it is in `sys.modules` meanwhile, because dataclasses look it up there."""
    module = ModuleType(_MODULE)
    module.__file__ = str(path)
    sys.modules[_MODULE] = module
    try:
        exec(compile(text, str(path), "exec", dont_inherit=True), vars(module))  # noqa: S102 - an instructor's own code
        yield module
    finally:
        del sys.modules[_MODULE]


def _function_of(path: Path, module: ModuleType) -> Callable[[Path | None], Any]:
    function = getattr(module, _FUNCTION, None)
    if not callable(function):
        raise SourceError(path, 0, f"there is no function `{_FUNCTION}` in it; write `{_SIGNATURE}`")
    return function  # type: ignore[no-any-return]  # what it returns is checked when it has run


@contextlib.contextmanager
def _failures_named(path: Path) -> Iterator[None]:
    """Turn an exception into an error with the line of `data.py`; errors of this package stay as they are."""
    try:
        yield
    except AutograderError:
        raise
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise SourceError(path, _line_in(path, error.__traceback__), f"`{SCRIPT}` failed: {said}") from error


def _line_in(path: Path, traceback: TracebackType | None) -> int:
    """The line of the innermost call in this file; 0 if there is none."""
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(path):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _line_of_make(text: str) -> int:
    lines = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name == _FUNCTION
    ]
    return lines[-1] if lines else 0


def _checked(path: Path, line: int, made: object) -> Mapping[str, bytes]:
    """Check that `make` returned files of bytes that can lie in one folder, and return them."""
    if not isinstance(made, Mapping) or not made:
        what = "an empty one" if isinstance(made, Mapping) else f"a {type(made).__name__}"
        raise SourceError(
            path, line, f"`{_FUNCTION}` has to return a mapping of file names to bytes, not {what}"
        )
    for name, content in made.items():
        fault = _fault_of(name, content, made)
        if fault:
            raise SourceError(path, line, f"`{_FUNCTION}` returns {name!r}, {fault}")
    return made


def _fault_of(name: object, content: object, made: Mapping[Any, Any]) -> str:
    """What is wrong with one file, or ""."""
    if not isinstance(name, str):
        return "which is no text; the name of a file has to stand there"
    if not isinstance(content, bytes):
        return f"whose content is a {type(content).__name__}; it has to be bytes"
    if {"", ".", ".."} & set(name.split("/")) or any(sign in name for sign in "\\:\0"):
        return "which is no path inside the data folder; write such as `train.csv` or `images/one.csv`"
    if any(isinstance(other, str) and other.startswith(f"{name}/") for other in made):
        return "which is a file and a folder at once; rename one"
    return ""
