"""What a submission may import: the standard library, the assignment's packages, and its own files, in this order."""

from __future__ import annotations

import marshal
import os
import sys
import warnings
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType
from typing import TYPE_CHECKING, Any

from autograder.harness.importing.grader_has import lacks
from autograder.harness.importing.module_names import file_in
from autograder.harness.importing.stand_ins import DEFAULT, StandIns
from autograder.harness.importing.statements import code_without
from autograder.harness.student.skipping import Skipped, functions, without
from autograder.sandbox.child.notebook_cells import cell_text, compiled_cells, run
from autograder.sandbox.wire.module_files import COMPILED, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType


class ForeignImportError(ModuleNotFoundError):
    """A module that the grader does not have.

    Its text is Python's own, as at home; `about` completes "hw3_sol.py line 3 imports ...".
    """

    def __init__(self, about: str, name: str) -> None:
        super().__init__(f"No module named {name!r}", name=name)
        self.about = about


ForeignImportError.__name__ = ForeignImportError.__qualname__ = "ModuleNotFoundError"  # for who prints it


class SubmissionFinder:
    """Stands first among the finders; finds the submission's files, and refuses in plain words what no one has.

    No file of a submission can shadow a module of Python's or of a package's: those names are left to the finders
    that come after.

    Args:
        packages: The assignment's packages, as a message names them.
        distributed: The top-level modules of these packages and of the packages that these need.
        stand_ins: Packages that have stand-ins, besides those that always have.
    """

    folder = ""  # the submission's folder, when there is one
    expected: Sequence[str] = ()  # the modules that should have been handed in
    skipped: Sequence[Skipped] = ()  # functions that are not called again

    def __init__(
        self, packages: Sequence[str], distributed: Iterable[str], stand_ins: Iterable[str] = ()
    ) -> None:
        self._packages = packages
        self._stand_ins = StandIns((*DEFAULT, *stand_ins), "", self._text)
        self._loaded: dict[str, CodeType] = {}  # file -> code
        self._names_of_others = {
            *sys.stdlib_module_names,
            *distributed,
            *(name.partition(".")[0] for name in sys.modules),
        }

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module of the submission; None if other finders have to look for it.

        Raises:
            ForeignImportError: if the grader does not have the module.
        """
        top = name.partition(".")[0]
        if path is not None and not os.path.isfile(file_path(self.folder, top)):  # noqa: PTH113 - as below
            return self._stand_ins.find_spec(name, path)
        # The module in which Python records how it was built has a different name on each machine.
        if top in self._names_of_others or name.startswith("_sysconfigdata"):
            return None
        file = file_path(self.folder, name)
        if os.path.isfile(file):  # noqa: PTH113 - student code may have changed pathlib
            return self._loader(name, file).spec()
        self._stand_ins.folder = self.folder
        found = None if name in self.expected else self._stand_ins.find_spec(name)
        if found is not None:
            return found
        raise ForeignImportError(self._why(name), name=name)

    def _loader(self, name: str, file: str) -> SourceLoader:
        loader = SourceLoader(name, file, self._loaded)
        loader.skipped = self.skipped
        return loader

    def load_ahead(self) -> None:
        """Read the compiled code of the first module in advance, because most tests need it; do not run it."""
        for name in self.expected[:1] if SourceLoader.forgiving is None else ():
            file = file_path(self.folder, name)
            code = read_compiled(file)
            if code is not None:
                self._loaded[file] = code

    def _text(self, path: str) -> bytes:
        """The text of a file of the submission's, or of a notebook's cell, which is a part of a module's text."""
        if os.path.isfile(path):  # noqa: PTH113 - student code may have changed pathlib
            return _content(path)
        return cell_text(_content(f"{self.folder}/{self.expected[0]}.py"), path) if self.expected else b""

    def _why(self, name: str) -> str:
        if name in self.expected:
            return f"{name}, but {file_in(self.folder, name, self.expected)} was not handed in"
        return lacks(name, self._packages)


def file_path(folder: str, name: str) -> str:
    """The file of a submission's module, whether it is there or not."""
    return f"{folder}/{file_in(folder, name)}"


def compiled(folder: str, name: str, left_out: Sequence[int] = ()) -> bytes:
    """Compile a submission's module for the later workers; no line of it runs.

    Args:
        folder: The submission's folder.
        name: The module's name.
        left_out: The numbers of the statements that are left out.

    Raises:
        OSError: if there is no such file.
        SyntaxError: if it does not parse; the compiler may raise other exceptions for hostile text.
    """
    file = file_path(folder, name)
    loader = SourceLoader(name, file, {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # each test would print them
        return marshal.dumps(_code_without(loader, file, frozenset(left_out)))


def _code_without(
    loader: SourceLoader, file: str, left_out: frozenset[int], *, forgiving: bool = False
) -> CodeType:
    data = loader.get_data(file)
    if not (left_out or forgiving):
        return loader.source_to_code(data, file)
    if is_notebook(data):
        return compiled_cells(data, file, left_out, forgiving=forgiving)
    return code_without(data, file, left_out, forgiving=forgiving)


def is_notebook(data: bytes) -> bool:
    """Whether the text of a module holds a notebook's cells."""
    return data.startswith(HEADER)


def function_at(folder: str, file: str, line: int, name: str, modules: Sequence[str]) -> tuple[str, int]:
    """The function that a line belongs to: its name with what is around it, and its first line; no code runs.

    Args:
        folder: The submission's.
        file: The name of the file, or of a notebook's cell.
        line: A line of it.
        name: The function's name alone.
        modules: The submission's modules, which are compiled.
    """
    found = ("", 0)
    for module in modules:
        path = file_path(folder, module)
        if not os.path.isfile(path):  # noqa: PTH113 - as above
            continue
        for whole, one in functions(SourceLoader(module, path, {}).get_code(module)):
            if (one.co_filename, one.co_name) == (f"{folder}/{file}", name) and _holds(one, line):
                found = max(found, (whole, one.co_firstlineno), key=lambda each: each[1])
    return found


def _holds(code: CodeType, line: int) -> bool:
    return any(number == line for _, _, number in code.co_lines())


def read_compiled(file: str) -> CodeType | None:
    """The code that an earlier worker of this submission has compiled from a source file; None if there is none.

    That worker ran none of the student's code, only the compiler. A source text that takes the compiler over gains no
    more than control of this submission's workers, which it has anyway.
    """
    folder, _, name = file.rpartition("/")
    try:
        code = marshal.loads(_content(f"{folder}/{COMPILED}{name}"))  # noqa: S302 - see above
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if type(code) is CodeType else None


def _content(file: str) -> bytes:
    """What a file holds, with the least work: each worker does it."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)


class SourceLoader(SourceFileLoader):
    """Loads the code that was compiled for this submission, or else compiles the source; never reads a `.pyc`."""

    run_cells = staticmethod(run)  # for a notebook's code, which `notebook_cells` explains
    skipped: Sequence[Skipped] = ()
    current = (
        ""  # the folder in which the worker may write, with copies of the submission's files; "" for none
    )

    forgiving: Mapping[str, Sequence[int]] | None = (
        None  # what is left out where files are not there, by module
    )

    def __init__(self, name: str, path: str, loaded: dict[str, CodeType]) -> None:
        super().__init__(name, path)
        self._loaded = loaded

    def spec(self) -> ModuleSpec | None:
        """The spec of the module; its `__file__` is the copy in the worker's current folder, as at home."""
        depth = self.name.count(".") + 1 + self.is_package(self.name)
        folder = self.path.rsplit("/", depth)[0]
        own = self.path[len(folder) :]
        return spec_from_file_location(self.name, f"{self.current or folder}{own}", loader=self)

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - what the import system hands over
        """The code of the file, compiled before or now."""
        path = self.path  # not the copy, which student code may have replaced
        if self.forgiving is not None:
            gone = frozenset(self.forgiving.get(self.name, ()))
            return without(_code_without(self, path, gone, forgiving=True), self.skipped)
        code = self._loaded.get(path) or read_compiled(path) or self.source_to_code(self.get_data(path), path)
        return without(code, self.skipped)

    # The type stubs declare it static, but it is static in only one of the base classes.
    def source_to_code(self, data: Any, path: Any, **options: Any) -> CodeType:  # type: ignore[override] # noqa: ANN401 - a student may answer anything
        """Compile a notebook's cells one by one, so that a cell that does not parse does not affect the others."""
        if type(data) is bytes and is_notebook(data):
            return compiled_cells(data, path)
        code: CodeType = super().source_to_code(data, path, **options)
        return code
