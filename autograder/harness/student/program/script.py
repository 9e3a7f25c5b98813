"""Run a file of a student's as a program, in the student's process: arguments, input, output, exit code, files.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import builtins
import os
import sys
import traceback
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..drawing.memory import forget_figures
from ..time_limit import OutOfTimeError
from .files import Content, FilesRefusedError, changed, listed, write_file
from .streams import Console, PrintedTooMuchError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAIN = "__main__"
_CODES = 0xFF  # an exit code is one byte
_HARNESS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - a process without pathlib
_OURS = (f"{_HARNESS}{os.sep}", f"{os.path.join(os.path.dirname(_HARNESS), 'sandbox')}{os.sep}")  # noqa: PTH118, PTH120 - a process without pathlib
# These are no ends of a program: what is not written yet, what uses too much, the user's Ctrl-C.
_NO_END: tuple[type[BaseException], ...] = (
    NotImplementedError,
    MemoryError,
    OutOfTimeError,
    KeyboardInterrupt,
    PrintedTooMuchError,
)


class Script(NamedTuple):
    """A program to run.

    Attributes:
        file: The name of the file, which is its first argument.
        code: Its code.
        folder: The folder that it runs in.
        hidden: What paths begin with that no traceback shows.
        own: The names of the student's modules, which it imports anew.
        through: Further classes of exceptions that leave it as they are.
    """

    file: str
    code: CodeType
    folder: str
    hidden: tuple[str, ...]
    own: tuple[str, ...]
    through: tuple[type[BaseException], ...] = ()


def run_script(
    script: Script, arguments: Sequence[str], stdin: str, files: dict[str, Content]
) -> dict[str, Any]:
    """Run it; give `stdout`, `stderr`, `exit_code` and `files`, or in place of them the word for what is `refused`.

    Raises:
        NotImplementedError: if it is not written yet; and whatever else is no end of a program.
    """
    forget_figures()
    for path, content in files.items():
        write_file(script.folder, path, content)
    console = Console(stdin)
    try:
        before = listed(script.folder)
        code = _run(script, arguments, console)
        written = changed(script.folder, before, files)
    except (PrintedTooMuchError, FilesRefusedError) as refused:
        return {"refused": "printed" if console.is_full else str(refused)}
    if console.is_full:  # its code has caught the exception that was to end it
        return {"refused": "printed"}
    return {**console.printed(), "exit_code": code, "files": written}


def _run(script: Script, arguments: Sequence[str], console: Console) -> int:
    main = ModuleType(MAIN)
    main.__dict__.update(__file__=os.path.join(script.folder, script.file), __builtins__=builtins)  # noqa: PTH118 - no pathlib
    names = (MAIN, *script.own)
    kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    argv, folder = sys.argv, os.getcwd()  # noqa: PTH109 - a student's process loads no pathlib for this
    sys.argv, sys.modules[MAIN] = [script.file, *arguments], main
    try:
        os.chdir(script.folder)
        with console.inside():
            return _exit_code(script, main, console)
    finally:
        os.chdir(folder)
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(kept)
        sys.argv = argv


def _exit_code(script: Script, main: ModuleType, console: Console) -> int:
    try:
        exec(script.code, main.__dict__)  # noqa: S102 - a student's program is what is to be run
    except SystemExit as stop:
        return _code_of(stop.code, console)
    except BaseException as error:
        if isinstance(error, (*_NO_END, *script.through)):
            raise
        console.complain(_trace(error, script.hidden))
        return 1
    return 0


def _code_of(code: Any, console: Console) -> int:  # noqa: ANN401 - a student may exit with anything
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & _CODES
    console.complain(f"{code}\n")
    return 1


def _trace(error: BaseException, hidden: tuple[str, ...]) -> str:
    """The traceback as Python prints it, without our frames, and with the student's files by their names alone."""
    trace = error.__traceback__
    try:
        found: Any = traceback.TracebackException(type(error), error, trace and trace.tb_next)
        text = "".join(_without_ours(found).format())
    except Exception:  # noqa: BLE001 - the exception's own text may be code of the student's
        text = f"Traceback (most recent call last):\n{type(error).__name__}\n"
    for folder in hidden:
        text = text.replace(f"{folder}{os.sep}", "")
    return text


def _without_ours(found: Any) -> Any:  # noqa: ANN401 - a TracebackException, whose stacks are replaced
    """The exception and those that led to it, without the frames of the import that is done for a student."""
    waiting = [found]
    for one in waiting:
        one.stack = traceback.StackSummary.from_list(
            [frame for frame in one.stack if not frame.filename.startswith(_OURS)]
        )
        waiting += [before for before in (one.__cause__, one.__context__) if before is not None]
    return found
