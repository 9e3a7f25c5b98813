"""Run the public tests on your files: `python run_tests.py`. `python run_tests.py --help` tells what else it does.

The cells of the notebook, where there is one, take from here what runs their tests.
"""

import os
import sys

if sys.version_info < (3, 9):  # noqa: UP036 - whoever has an older Python should read why it does not run
    sys.exit("These tests need Python 3.9 or newer, and this is Python " + sys.version.split()[0] + ".")

if __name__ == "__main__":
    # Python's own modules, NumPy and pytest are loaded without this folder, so that a random.py or numpy.py of yours
    # does not stand in for the real one. For your own modules the tests put it first, also with `python -P` or `-I`.
    own = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 - pathlib may be a file of yours until below
    try:
        os.getcwd()  # noqa: PTH109 - as above
    except OSError:  # the current folder is gone
        os.chdir(own)
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != own]

if __name__ == "__main__" and os.environ.get("PYTHONHASHSEED") != "0" and not sys.flags.ignore_environment:
    # The order of a set of words changes with each start of Python, unless this is set before. The grader sets it to
    # the same, so that what passes here passes there.
    words = getattr(sys, "orig_argv", [])[1:]  # Python 3.10
    if os.path.abspath(__file__) in map(os.path.abspath, words) and sys.executable:  # noqa: PTH100 - no more is loaded
        again, environment = [sys.executable, *words], {**os.environ, "PYTHONHASHSEED": "0"}
        if os.name == "posix":
            os.execve(again[0], again, environment)  # noqa: S606 - this Python, with the same words
        import signal
        import subprocess

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the other, whose exit code is given on
        sys.exit(subprocess.call(again, env=environment))  # noqa: S603 - as above, where no process can become another

import contextlib
import marshal
import traceback
import zlib
from importlib import import_module
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any
from zipfile import ZipFile
from zipimport import zipimporter

FOLDER = Path(__file__).resolve().parent
PACKED = FOLDER / "harness.zip"  # the code that runs the tests, in a folder `harness/`


class DamagedHandoutError(Exception):
    """The handout is not as it was given out; the sentence says what to do."""


def main() -> int:
    """Run what the command line asks for; 0 if all went well, 1 if a test failed, 2 if the handout is damaged."""
    missing = [name for name in ("numpy", "pytest") if find_spec(name) is None]
    if missing:
        sys.exit(
            "These tests need " + " and ".join(missing) + ", which this Python does not have. "
            "Install with: " + sys.executable + " -m pip install " + " ".join(missing)
        )
    try:
        find_harness()
    except DamagedHandoutError as error:
        print(error)  # noqa: T201 - this talks to the student at the terminal
        return 2
    COMPILED.read()
    code: int = import_module("harness.handout.run").main(FOLDER)
    COMPILED.keep()
    return code


def open_notebook(namespace: dict[str, Any]) -> None:
    """Let `from hw3_lib import Linear`, in a file beside the notebook, find what the notebook defines."""
    find_harness()
    import_module("harness.handout.notebook").open_notebook(FOLDER, namespace)


def run_question(question: str, namespace: dict[str, Any]) -> float:
    """Run the public tests of a question on what the notebook defines; print the report, and return the points."""
    find_harness()
    points: float = import_module("harness.handout.notebook").run_question(FOLDER, question, namespace)
    return points


def run_hidden(question: str, namespace: dict[str, Any], **about: Any) -> float:  # noqa: ANN401 - what the cell holds
    """Run the hidden tests that a cell brings along, where a notebook is graded; return the points."""
    find_harness()
    points: float = import_module("harness.handout.notebook").run_hidden(FOLDER, question, namespace, **about)
    return points


def find_harness() -> None:
    """Let `import harness` find the code that runs the tests, and no other file or package of that name.

    Raises:
        DamagedHandoutError: if harness.zip is missing or damaged.
    """
    folder = harness_folder()
    if list(getattr(sys.modules.get("harness"), "__path__", [])) != [str(folder)]:
        # A package is a module with a path; this one needs no entry in sys.path, where it could hide a file of yours.
        package = ModuleType("harness")
        package.__path__ = [str(folder)]
        if COMPILED.importer not in sys.path_hooks:
            sys.path_hooks.insert(0, COMPILED.importer)
        sys.modules["harness"] = package


def harness_folder() -> Path:
    """Where the harness lies: in harness.zip, or in a clone of autograder's repository beside release/."""
    repository = FOLDER.parent.parent / "autograder" / "harness"
    if FOLDER.parent.name == "release" and (repository / "handout" / "run.py").is_file():
        return repository
    if not PACKED.is_file():
        raise DamagedHandoutError(str(PACKED) + " is missing: unpack the whole handout again.")
    if not is_whole(PACKED):
        raise DamagedHandoutError(str(PACKED) + " is damaged: unpack the whole handout again.")
    return PACKED / "harness"


def is_whole(packed: Path) -> bool:
    """Whether the zip can be read from end to end, and holds the harness."""
    try:
        with ZipFile(packed) as archive:
            return archive.testzip() is None and "harness/handout/run.py" in archive.namelist()
    except Exception:  # noqa: BLE001 - whatever is wrong with the bytes, the student has to do the same
        return False


class Compiled:
    """The modules of a zip, each compiled once.

    Python itself compiles them anew at each start, and twice. What was compiled is kept in `__pycache__` beside the
    zip, as Python does with other files.

    Args:
        packed: The zip.
    """

    def __init__(self, packed: Path) -> None:
        self.inside = str(packed) + os.sep
        self.packed = packed
        self.file = packed.parent / "__pycache__" / f"{packed.stem}.{sys.implementation.cache_tag}.pyc"
        self.codes: dict[str, CodeType] = {}
        self.is_new = False

    def importer(self, path: str) -> zipimporter:
        """What imports from a folder of the zip; for `sys.path_hooks`.

        Raises:
            ImportError: if the folder is not in the zip.
        """
        if not path.startswith(self.inside):
            raise ImportError(path)
        compiled = self

        class Importer(zipimporter):
            def get_code(self, fullname: str) -> CodeType:
                if fullname not in compiled.codes:
                    compiled.codes[fullname], compiled.is_new = super().get_code(fullname), True
                return compiled.codes[fullname]

            def get_filename(self, fullname: str) -> str:  # Python's own compiles the module for it
                return self.get_code(fullname).co_filename

            def invalidate_caches(self) -> None:  # Python's own reads the whole zip again
                """The zip stays as it is."""

        return Importer(path)

    def read(self) -> None:
        """Take what was kept, if it is of this zip and this Python."""
        with contextlib.suppress(OSError, ValueError, TypeError, EOFError):
            mark, inside, check, content = marshal.loads(self.file.read_bytes())  # noqa: S302 - as Python reads a .pyc
            if mark == self.mark() and check == zlib.crc32(content):
                codes = marshal.loads(content)  # noqa: S302 - as above
                self.codes = {name: moved(code, inside, self.inside) for name, code in codes.items()}

    def keep(self) -> None:
        """Keep what is new, as far as files may be written."""
        if not self.is_new or sys.dont_write_bytecode:
            return
        content = marshal.dumps(self.codes)
        beside = self.file.with_suffix("." + str(os.getpid()))
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            beside.write_bytes(marshal.dumps((self.mark(), self.inside, zlib.crc32(content), content)))
            beside.replace(self.file)

    def mark(self) -> tuple[bytes, int]:
        """The version of Python's byte code, and the content of the zip."""
        return MAGIC_NUMBER, zlib.crc32(self.packed.read_bytes())


def moved(code: CodeType, old: str, new: str) -> CodeType:
    """The same code where its file lies elsewhere: tracebacks name it."""
    if old == new:
        return code
    constants = tuple(moved(one, old, new) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=code.co_filename.replace(old, new, 1), co_consts=constants)


def show_error(*error: Any) -> None:  # noqa: ANN401 - what `sys.excepthook` is given
    """Print a traceback with the lines of our code: before 3.13, Python alone finds none in a zip."""
    traceback.print_exception(*error)


COMPILED = Compiled(PACKED)

if __name__ == "__main__":
    sys.excepthook = show_error
    try:
        code = main()
    except KeyboardInterrupt:  # before a test ran
        print("Stopped.")  # noqa: T201 - as above
        code = 130
    raise SystemExit(code)
