"""A student's code as a program: run a file of it, keep what it prints, and write and read files of its folder."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from autograder.harness.student.drawing.artists import read_figures
from autograder.harness.student.drawing.pictures import pictures
from autograder.harness.student.program.files import Content, FilesRefusedError, read_file, write_file
from autograder.harness.student.program.script import Script, run_script
from autograder.harness.student.program.streams import Console
from autograder.harness.student.skipping import without
from autograder.sandbox.child.imports import SourceLoader, SubmissionFinder, file_path

if TYPE_CHECKING:
    from collections.abc import Callable

_consoles: list[Console] = []  # of this worker, which serves one test; the last is in use


def begin_console(stdin: str) -> None:
    """Keep what is printed from now on."""
    console = Console(stdin)
    console.swap()
    _consoles.append(console)


def printed() -> dict[str, str]:
    """What was printed since the last `begin_console`."""
    console = _consoles.pop()
    console.swap()
    return {"refused": "printed"} if console.is_full else console.printed()


def script(
    own: list[str], module: str, arguments: list[str], stdin: str, files: dict[str, Content]
) -> dict[str, Any]:
    """Run a module of the submission as a program."""
    finder = next(one for one in sys.meta_path if isinstance(one, SubmissionFinder))
    path = file_path(finder.folder, module)
    loader = SourceLoader(module, path, {})
    code = without(loader.source_to_code(loader.get_data(path), path), finder.skipped)
    folder = _folder()
    program = Script(path[len(finder.folder) + 1 :], code, folder, (finder.folder, folder), tuple(own))
    return run_script(program, arguments, stdin, files)


def write(name: str, content: Content) -> None:
    """Lay a file into the folder of the student's code."""
    write_file(_folder(), name, content)


def read(name: str) -> dict[str, Content]:
    """What a file in that folder holds."""
    try:
        return {"content": read_file(_folder(), name)}
    except FilesRefusedError as refused:
        return {"refused": str(refused)}


def _folder() -> str:
    return SourceLoader.current or os.getcwd()  # noqa: PTH109 - a student's process loads no pathlib for this


VERBS: dict[str, Callable[..., object]] = {
    "script": script,
    "console": begin_console,
    "printed": printed,
    "write file": write,
    "read file": read,
    "figures": read_figures,
    "pictures": pictures,
}
