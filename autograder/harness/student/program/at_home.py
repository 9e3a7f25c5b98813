"""Do the requests of `ProgramRequests` in this process, for a student at home."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...importing.module_names import file_in
from ..drawing.artists import read_figures
from ..drawing.memory import OwnFigures
from ..proxy import StudentError
from .files import Content, FilesRefusedError, listed, read_file, write_file
from .script import Script, run_script
from .streams import Console, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from typing_extensions import Self

_LARGEST_COPIED = 1_000_000  # bytes of a file
_MOST_COPIED = 200


class ProgramsAtHome:
    """What a test has made of the student's code as a program; all is put back when the student is closed.

    A program runs in a folder of its own, with copies of the student's files, so that it overwrites none of them.

    Args:
        folder: The student's folder.
        modules: The names of the assignment's modules.

    Attributes:
        drawing: The figures that the student's code draws.
    """

    def __init__(self, folder: Path, modules: tuple[str, ...]) -> None:
        self._folder, self._modules = folder, modules
        self._folder_of_files = folder
        self.drawing = OwnFigures()
        self._consoles: list[Console] = []
        self._run_in: Path | None = None
        self._before: dict[str, bytes | None] = {}  # what the files held that a test has written
        self._found: dict[str, tuple[int, int, int]] | None = (
            None  # the files that were there; None: too many
        )
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Begin."""
        with contextlib.suppress(FilesRefusedError, OSError):
            self._found = listed(str(self._folder))
        self._open.enter_context(self.drawing)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Put all back: what a test has written or read is there as it was, and the next test finds nothing of it."""
        self._open.close()
        self._consoles.clear()
        self._run_in = None
        for name, content in self._before.items():
            with contextlib.suppress(OSError):
                if content is None:
                    (self._folder_of_files / name).unlink()
                else:
                    (self._folder_of_files / name).write_bytes(content)
        self._before.clear()

    def move(self, folder: Path) -> None:
        """Files are laid and read in another folder from now on, which whoever made it removes."""
        self._folder_of_files = folder

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let what is drawn in the block be the student's, and go what is printed to the console opened last."""
        with self.drawing.inside(), inside(self._consoles[-1] if self._consoles else None):
            yield

    def begin(self, stdin: str) -> None:
        """Open a console."""
        self._consoles.append(Console(stdin))

    def printed(self) -> dict[str, str]:
        """Close the console that was opened last."""
        console = self._consoles.pop()
        return {"refused": "printed"} if console.is_full else console.printed()

    def script(
        self, module: str, arguments: list[str], stdin: str, files: dict[str, Content]
    ) -> dict[str, Any]:
        """Run a module as a program."""
        file = file_in(str(self._folder), module, self._modules)
        path = self._folder / file
        run_in = self._folder_to_run_in()
        script = Script(
            file=file,
            code=compile(path.read_bytes(), str(path), "exec", dont_inherit=True),
            folder=str(run_in),
            hidden=(str(self._folder), str(run_in)),
            own=self._modules,
            through=(StudentError,),
        )
        return run_script(script, arguments, stdin, files)

    def figures(self, which: str, drawn: object = None) -> dict[str, Any]:
        """Read figures as plain data."""
        return read_figures(which, drawn)

    def write(self, name: str, content: Content) -> None:
        """Lay a file into the student's folder, until the student is closed."""
        path = self._folder_of_files / name
        if name not in self._before:
            self._before[name] = path.read_bytes() if path.is_file() else None
        write_file(str(self._folder_of_files), name, content)

    def read(self, name: str) -> dict[str, Content]:
        """What a file of the student's folder holds; one that is new is removed when the student is closed."""
        if self._found is not None and name not in self._found:
            self._before.setdefault(name, None)
        try:
            return {"content": read_file(str(self._folder_of_files), name)}
        except FilesRefusedError as refused:
            return {"refused": str(refused)}

    def _folder_to_run_in(self) -> Path:
        if self._run_in is None:
            made = tempfile.mkdtemp(prefix="student-")
            self._open.callback(shutil.rmtree, made, ignore_errors=True)
            self._run_in = Path(made).resolve()
            for path in sorted(self._folder.iterdir())[:_MOST_COPIED]:
                with contextlib.suppress(OSError):  # a system without links, a file that cannot be read
                    self._lay(path, self._run_in / path.name)
        return self._run_in

    def _lay(self, path: Path, copy: Path) -> None:
        if path.name.startswith((".", "__pycache__")):
            return
        if path.is_dir():
            copy.symlink_to(path)
        elif path.is_file() and path.stat().st_size <= _LARGEST_COPIED:
            shutil.copyfile(path, copy)
