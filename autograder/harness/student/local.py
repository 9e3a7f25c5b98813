"""The student's modules in this process, with the same interface as in the sandbox.

Arguments and results are copied, and a test meets every object that is not plain data through a proxy, as in the
sandbox. In a test that is marked `batch` every request is answered at once, but the answers are deferred objects.
"""

from __future__ import annotations

import contextlib
import importlib
import operator
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..importing.finder import LeavingOut
from ..importing.own_folder import first_on_path
from ..importing.own_names import OwnModules, OwnNames
from ..values.description import describe
from .arguments import refuse_unfit
from .asking import next_of, within_limit
from .batch import Deferred, resolved
from .beside import PREFIX, Beside, loaded
from .call_log import CallLog
from .kinds import base_of
from .linked import linked
from .plain import LONGEST_ITERATION, Fault, copied, is_plain_array, plain_value, type_name_of
from .proxy import NoLengthError, NotPlainError, Proxy, StudentError, not_plain, of_another, refuse_special
from .refused_calls import RefusedCalls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from typing_extensions import Self

    from .local_limit import LocalLimit
    from .time_limit import TimeLimit


class LocalStudent:
    """The modules of one folder; each is imported again at its first use.

    Two may be open at a time, the second within the first: each has modules of its own.

    Args:
        folder: The folder of the modules, which is also the current folder while the student is open.
        modules: The module names that tests may ask for.
        beside: The instructor's modules that tests may ask for as `student.beside.<name>`.
        context: What does the requests of a test; does them in this process unless given.
        limit: The limit on the time of each test, or None.
        left_out: The modules of which statements are left out, and the numbers of these statements.
    """

    def __init__(
        self,
        folder: Path,
        modules: tuple[str, ...],
        beside: Mapping[str, Path] | None = None,
        context: LocalContext | None = None,
        limit: LocalLimit | None = None,
        *,
        left_out: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self._folder = folder.resolve()
        self._finder = LeavingOut(self._folder, left_out) if left_out else None
        self._modules = modules
        self._beside_files = dict(beside or {})
        self._beside_modules: dict[str, ModuleType] = {}
        self._context = context or LocalContext(self._folder)
        self._context.names = self._own_names()
        self._before: tuple[str, list[str], bool] = ("", [], False)
        self._limit = limit
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Enter the folder and forget what an earlier student left in `sys.modules`."""
        self._before = (str(Path.cwd()), list(sys.path), sys.dont_write_bytecode)
        # After an edit within the same second, Python would still use the old compiled file.
        sys.dont_write_bytecode = True
        os.chdir(self._folder)
        self._open.enter_context(first_on_path(self._folder))
        if self._finder is not None:
            sys.meta_path.insert(0, self._finder)
        self._context.names.open()
        self._open.enter_context(RefusedCalls(str(self._folder)))
        if self._limit is not None:
            self._context.time_limit = self._open.enter_context(self._limit.of_a_test())
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the current folder, the path and the modules."""
        self._open.close()
        self._context.names.close()
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
        return LocalProxy(self._context.noting(self._imported, name), self._context)

    def _imported(self, name: str) -> object:
        if not (self._folder / f"{name}.py").is_file():
            raise StudentError(Fault.MISSING, message=f"{name}.py is not there", file=f"{name}.py")
        context = self._context
        context.names.show()
        return within_limit(context.time_limit, context.folder, Fault.IMPORT, importlib.import_module, name)

    @property
    def beside(self) -> Beside:
        """The instructor's modules."""
        return Beside(self._beside_files, self._load_beside)

    @property
    def call_log(self) -> CallLog:
        """The calls that a test has made."""
        return self._context.call_log

    def log_calls(self, call_log: CallLog) -> None:
        """Note the calls there from now on."""
        self._context.call_log = call_log

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


class LocalContext:
    """The folder and the names of the student's modules, and what a test has done with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = OwnNames()
        self.deferring = False  # whether answers are deferred objects
        self.time_limit: TimeLimit | None = None
        self.call_log = CallLog()

    def noting(self, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """What the function gives; a fault is noted, because the test may catch it."""
        self.call_log.asked = True
        try:
            return function(*args, **kwargs)
        except (StudentError, NotPlainError) as error:
            self.call_log.noted(error)
            raise

    def perform(self, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """Do what a test has asked for; what the student's code raises becomes a StudentError."""
        return within_limit(self.time_limit, self.folder, Fault.RAISED, function, *args, **kwargs)


class LocalProxy(Proxy):
    """Stands for an object of the student's in this process."""

    __slots__ = ("_autograder_context", "_autograder_object")

    def __init__(self, obj: object, context: LocalContext) -> None:
        object.__setattr__(self, "_autograder_object", obj)
        object.__setattr__(self, "_autograder_context", context)

    def _autograder_type(self) -> str:
        return type_name_of(self._autograder_object)

    def _autograder_base(self) -> str:
        return base_of(self._autograder_object)

    def _autograder_plain(self) -> tuple[Any, ...]:
        return tuple(self._autograder_ask_now(plain_value)) if self._autograder_base() else ()

    def _autograder_described(self) -> object:
        return self._autograder_ask_now(describe)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the student has there
        refuse_special(name)
        return self._autograder_ask(getattr, name)

    def __setattr__(self, name: str, value: object) -> None:
        refuse_special(name)
        self._autograder_ask(setattr, name, value)

    def __call__(self, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever the student returns
        """Call the object: a class makes an instance, a function answers."""
        called = self._autograder_object
        self._autograder_context.call_log.call(_name_of(called), args, kwargs)
        return self._autograder_ask(call, *args, **kwargs)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - whatever the student has there
        return self._autograder_ask(operator.getitem, key)

    def __len__(self) -> int:
        try:
            length: int = self._autograder_ask_now(len)
        except StudentError as error:
            raise NoLengthError.of(error) from None
        return length

    def __iter__(self) -> Iterator[Any]:
        iterator = self._autograder_ask_now(iter)
        for _ in range(LONGEST_ITERATION):
            if not (found := iterator._autograder_ask_now(next_of)):  # noqa: SLF001 - our own kind
                return
            yield found[0]
        raise StudentError(Fault.REFUSED, message=f"a {self._autograder_type()} does not come to an end")

    def _autograder_ask_now(self, function: Callable[..., Any]) -> Any:  # noqa: ANN401 - a student may answer anything
        return resolved(self._autograder_ask(function))

    def _autograder_ask(self, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        context = self._autograder_context
        value = context.noting(_answer, context, function, self, *args, **kwargs)
        return Deferred(None, value) if context.deferring else value


def _answer(context: LocalContext, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of the student's code, as a test receives it."""
    request = (args[0], args[1:], kwargs) if function is call else args  # as it would travel
    refuse_unfit(request, lambda value: _is_own(value, context))
    positional = [hand_in(value) for value in args]
    named = {name: hand_in(value) for name, value in kwargs.items()}
    arrays = [array for array in (*positional, *named.values()) if function is call and is_plain_array(array)]
    before = [array.tobytes() for array in arrays]
    context.names.show()
    value = hand_out(context.perform(function, *positional, **named), context)
    if [array.tobytes() for array in arrays] != before:
        context.call_log.overwrote()
    return value


def _is_own(value: object, context: LocalContext) -> bool:
    """Whether this is a proxy of this student's."""
    if not isinstance(value, LocalProxy):
        return False
    if value._autograder_context is not context:  # noqa: SLF001 - our own kind
        raise of_another()
    return True


def hand_out(value: Any, context: LocalContext) -> Any:  # noqa: ANN401 - a student may answer anything
    """A student's value as a test receives it: a copy of plain data, a proxy for any other object."""

    def proxy(obj: object) -> LocalProxy:
        return LocalProxy(obj, context)

    return copied(value, proxy, lambda obj, plain: linked(proxy(obj), plain))


def hand_in(value: Any) -> Any:  # noqa: ANN401 - any plain data or proxy
    """A test's value as the student's code receives it: a copy; for a proxy, its object.

    Raises:
        NotPlainError: for what is neither plain data nor a proxy.
    """

    def own(obj: Any) -> Any:  # noqa: ANN401 - whatever is no plain data
        if isinstance(obj, Deferred):
            return hand_in(resolved(obj))
        if not isinstance(obj, LocalProxy):
            raise not_plain(obj)
        return obj._autograder_object  # noqa: SLF001 - the double prefix keeps students' names free

    return copied(value, own)


def _name_of(called: object) -> str:
    return str(getattr(called, "__qualname__", type(called).__name__))


def call(function: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
    """Call the student's function or class."""
    return function(*args, **kwargs)
