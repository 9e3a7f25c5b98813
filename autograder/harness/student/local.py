"""The student's modules in this process, with the same interface as in the sandbox.

Arguments and results are copied, and a test meets every object that is not plain data through a proxy, as in the
sandbox. In a test that is marked `batch` every request is answered at once, but the answers are deferred objects.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..importing.finder import LeavingOut
from ..importing.module_names import file_in
from ..importing.own_folder import first_on_path
from ..importing.own_names import OwnModules, OwnNames
from ..importing.stand_ins import DEFAULT, StandIns, forget_stand_ins
from ..spelling.spellings import Spellings
from .arguments import refuse_unfit
from .asking import within_limit
from .beside import PREFIX, Beside, loaded, not_there, refuse_no_package
from .linked import are_identical, submodule_of, with_path
from .local_proxy import LocalContext, LocalProxy, hand_in, is_own, local_proxy
from .plain import Fault
from .program.at_home import ProgramsAtHome
from .program.put_away import current_folder_without
from .program.requests import ProgramRequests
from .proxy import StudentError
from .refused_calls import RefusedCalls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from typing_extensions import Self

    from .call_log import CallLog
    from .local_limit import LocalLimit


_PROGRAMS = {
    "script": "script",
    "console": "begin",
    "printed": "printed",
    "write file": "write",
    "read file": "read",
    "figures": "figures",
}  # the methods that do these requests
_OF_CONSOLES = frozenset(("console", "printed"))


class LocalStudent(ProgramRequests):
    """The modules of one folder; each is imported again at its first use.

    Two may be open at a time, the second within the first: each has modules of its own.

    Args:
        folder: The folder of the modules, which is also the current folder while the student is open.
        modules: The module names that tests may ask for.
        beside: The instructor's modules that tests may ask for as `student.beside.<name>`.
        context: What does the requests of a test; does them in this process unless given.
        limit: The limit on the time of each test, or None.
        left_out: The modules of which statements are left out, and the numbers of these statements.
        programs: Does what a test asks of the code as a program; in the folder unless given.
        stand_ins: Packages that have stand-ins where they are absent, besides those that always have.
        spellings: What is accepted in place of names that tests ask for.
    """

    def __init__(  # noqa: PLR0913 - each is an option with a default
        self,
        folder: Path,
        modules: tuple[str, ...],
        beside: Mapping[str, Path] | None = None,
        context: LocalContext | None = None,
        limit: LocalLimit | None = None,
        *,
        left_out: Mapping[str, Sequence[int]] | None = None,
        programs: ProgramsAtHome | None = None,
        stand_ins: Sequence[str] = (),
        spellings: Spellings | None = None,
    ) -> None:
        self._folder = folder.resolve()
        self._stand_ins = StandIns((*DEFAULT, *stand_ins), str(self._folder))
        self._left_out = dict(left_out or {})
        self._finder = LeavingOut(self._folder, left_out, modules) if left_out else None
        self._modules = modules
        self._beside_files = dict(beside or {})
        self._beside_modules: dict[str, ModuleType] = {}
        self._context = context or LocalContext(self._folder)
        self._context.names = self._own_names()
        self._context.spellings = spellings or Spellings()
        if any("." in name for name in modules):
            self._context.submodule = self._submodule
        self._programs = programs or ProgramsAtHome(self._folder, modules)
        self._context.inside = self._programs.inside
        self._before: tuple[str, list[str], bool] = ("", [], False)
        self._limit = limit
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Enter the folder and forget what an earlier student left in `sys.modules`."""
        self._before = (str(Path.cwd()), list(sys.path), sys.dont_write_bytecode)
        # After an edit within the same second, Python would still use the old compiled file.
        sys.dont_write_bytecode = True
        os.chdir(self._folder)
        self._open.enter_context(first_on_path(self._folder, self._modules))
        if self._finder is not None:
            sys.meta_path.insert(0, self._finder)
        sys.meta_path.append(self._stand_ins)  # behind all others: what is really there is found
        self._context.names.open()
        self._open.enter_context(RefusedCalls(str(self._folder), self._programs.drawing.adapted))
        self._open.enter_context(self._programs)
        if self._limit is not None:
            self._context.time_limit = self._open.enter_context(self._limit.of_a_test())
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the current folder, the path and the modules."""
        self._open.close()
        self._context.names.close()
        forget_stand_ins()
        if self._stand_ins in sys.meta_path:
            sys.meta_path.remove(self._stand_ins)
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)
        sys.path[:] = self._before[1]
        os.chdir(self._before[0])
        sys.dont_write_bytecode = self._before[2]

    def __getattr__(self, name: str) -> LocalProxy:
        """The module of that name.

        Raises:
            AttributeError: if it is no module of the assignment.
            StudentError: if it was not handed in or cannot be imported.
        """
        if name not in self._modules:
            known = ", ".join(sorted(self._modules))
            raise AttributeError(f"the assignment has no module {name}; it has {known}")
        return self._module(name)

    def _module(self, name: str) -> LocalProxy:
        return with_path(LocalProxy(self._context.noting(self._imported, name), self._context), name)

    def _submodule(self, owner: object, name: str) -> LocalProxy | None:
        full = submodule_of(owner, name)
        return self._module(full) if full in self._modules else None

    def _imported(self, name: str) -> object:
        self._require(name)
        context = self._context
        context.names.show()
        with context.inside():
            return within_limit(
                context.time_limit, context.folder, Fault.IMPORT, importlib.import_module, name
            )

    def _require(self, name: str) -> None:
        file = file_in(str(self._folder), name, self._modules)
        if not (self._folder / file).is_file():
            raise StudentError(Fault.MISSING, message=f"{file} is not there", file=file)

    def _program_modules(self) -> Sequence[str]:
        return self._modules

    def _program_is_there(self, module: str) -> None:
        self._context.noting(self._require, module)

    def _request_program(self, verb: str, *operands: Any) -> Any:  # noqa: ANN401 - plain data, as it travels
        refuse_unfit((verb, *operands), lambda value: is_own(value, self._context))
        function = getattr(self._programs, _PROGRAMS[verb])
        context = self._context
        if verb in _OF_CONSOLES:
            return function(*operands)
        context.names.show()
        return context.noting(context.perform, function, *map(hand_in, operands))

    def _program_log(self) -> CallLog:
        return self.call_log

    @property
    def beside(self) -> Beside:
        """The instructor's modules in `beside/`, which run beside the student's: `student.beside.here.square`."""
        return Beside(self._beside_files, self._load_beside)

    def package(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the package
        """A package in the student's process, `student.package("scipy.stats")`, to make arguments with.

        What it answers there is the student's word: their code may have changed it. Of the student's process are also
        the packages' seeds.

        Raises:
            ValueError: if this is no name of a package.
            StudentError: if it is not there.
        """
        refuse_no_package(name, self._modules)
        self._context.names.show()
        with not_there(name, self._context.call_log):
            return local_proxy(self._context.perform(importlib.import_module, name), self._context)

    def identical(self, one: object, other: object) -> bool:
        """Whether two answers are one object of the student's (`is`).

        Raises:
            NotPlainError: if one of them is a copy that is linked to no object.
        """
        return are_identical(one, other)

    @property
    def call_log(self) -> CallLog:
        """The calls that a test has made."""
        return self._context.call_log

    def log_calls(self, call_log: CallLog) -> None:
        """Note the calls there from now on."""
        self._context.call_log = call_log
        call_log.spellings = self._context.spellings

    def put_away(self, files: Sequence[str]) -> None:
        """Let these files of the student's folder be absent; what fails at the top of a module for it is left out.

        No module may have been imported.
        """
        self._programs.move(self._open.enter_context(current_folder_without(files)))
        left_out = {name: self._left_out.get(name, ()) for name in self._modules}
        finder = LeavingOut(self._folder, left_out, self._modules, forgiving=True)
        sys.meta_path.insert(0, finder)
        self._open.callback(sys.meta_path.remove, finder)

    def settle(self) -> None:
        """No request waits here: each is answered at once."""

    drop = settle

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Requests in the block give deferred answers, as they do in the sandbox."""
        self._context.deferring = True
        try:
            yield
        finally:
            self._context.deferring = False

    def _own_names(self) -> OwnNames:
        return OwnModules(self._folder, (*self._modules, *(f"{PREFIX}{name}" for name in self._beside_files)))

    def _load_beside(self, name: str) -> LocalProxy:
        self._context.names.show()
        if name not in self._beside_modules:
            self._beside_modules[name] = loaded(name, self._beside_files[name])
        return LocalProxy(self._beside_modules[name], self._context)
