"""Proxies for the student's modules and objects in the sandbox; each use of one is a request to the worker."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from autograder.harness.importing.module_names import file_of
from autograder.harness.spelling.spellings import Spellings
from autograder.harness.student.arguments import of_another
from autograder.harness.student.batch import is_resolved, resolved
from autograder.harness.student.beside import Beside, not_there, refuse_no_package
from autograder.harness.student.linked import Items, are_identical, submodule_of, with_name, with_path
from autograder.harness.student.plain import LONGEST_ITERATION, Fault
from autograder.harness.student.program.requests import ProgramRequests
from autograder.harness.student.proxy import (
    NoAttributeError,
    NoLengthError,
    Proxy,
    StudentError,
    plain_name,
    refuse_special,
    refuse_unmade,
)
from autograder.sandbox.batch import Batch, Reference
from autograder.sandbox.wire.module_files import BESIDE
from autograder.sandbox.wire.protocol import CALLABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from autograder.harness.student.batch import Deferred
    from autograder.harness.student.call_log import CallLog
    from autograder.sandbox.wire.protocol import Handle


class RemoteStudent(ProgramRequests):
    """The student's modules as attributes; the worker imports a module at its first use.

    Args:
        requests: The requests to the worker.
        modules: The names that tests may use.
        files: The files that were handed in or given.
        spellings: What is accepted in place of names that tests ask for.
    """

    def __init__(
        self,
        requests: Batch,
        modules: Collection[str],
        files: Collection[str],
        spellings: Spellings | None = None,
    ) -> None:
        self._requests = requests
        requests.spellings = spellings or Spellings()
        if any("." in name for name in modules):
            requests.submodule = self._submodule
        self.batch = requests.batch
        self.settle, self.drop = requests.resolve, requests.drop
        self._modules = modules
        self._files = files
        self._imported: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the module
        if name not in self._modules:
            raise AttributeError(
                f"the assignment has no module {name}; it has {', '.join(sorted(self._modules))}"
            )
        self._program_is_there(name)
        return with_path(self._module(name), name)

    def _submodule(self, owner: object, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the module, or None
        full = submodule_of(owner, name)
        return self.__getattr__(full) if full in self._modules else None

    @property
    def beside(self) -> Beside:
        """The instructor's modules that run in the worker."""
        own = {
            name.removeprefix(BESIDE).removesuffix(".py") for name in self._files if name.startswith(BESIDE)
        }
        return Beside(dict.fromkeys(own), lambda name: self._module(f"{BESIDE}{name}"))

    def package(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the package
        """A package in the worker, `student.package("scipy.stats")`, to make arguments with.

        Raises:
            ValueError: if this is no name of a package.
            StudentError: if it is not there.
        """
        refuse_no_package(name, self._modules)
        with not_there(name, self.call_log):
            return resolved(self._requests.request("import", name))

    def identical(self, one: object, other: object) -> bool:
        """Whether two answers are one object of the student's (`is`).

        Raises:
            NotPlainError: if one of them is a copy that is linked to no object.
        """
        return are_identical(one, other)

    @property
    def call_log(self) -> CallLog:
        """The calls that a test has made."""
        return self._requests.call_log

    def put_away(self, files: Sequence[str]) -> None:
        """Nothing is left to do: the worker was ordered without these files."""

    def log_calls(self, call_log: CallLog) -> None:
        """Note the calls there from now on."""
        self._requests.call_log = call_log
        call_log.spellings = self._requests.spellings

    def _program_modules(self) -> Sequence[str]:
        return tuple(self._modules)

    def _program_is_there(self, module: str) -> None:
        file = file_of(module, self._files)
        if file not in self._files:
            raise self.call_log.noted(StudentError(Fault.MISSING, message=f"{file} was not handed in"))

    def _request_program(self, verb: str, *operands: Any) -> Any:  # noqa: ANN401 - plain data, as it travels
        if verb == "script":
            operands = (list(self._modules), *operands)
        return resolved(self._requests.request(verb, *operands))

    def _program_log(self) -> CallLog:
        return self.call_log

    def _module(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the module
        if name not in self._imported:
            module = resolved(self._requests.request("import", name))
            if not isinstance(module, Proxy):
                raise self.call_log.noted(
                    StudentError(Fault.REFUSED, message=f"{name} is no module any more")
                )
            self._imported[name] = module
        return self._imported[name]


class RemoteObject(Reference):
    """Stands for an object of the student's: an instance, a module, a class, a function or a method."""

    __slots__ = (
        "__weakref__",
        "_autograder_callable",
        "_autograder_handle",
        "_autograder_path",
        "_autograder_requests",
    )
    _autograder_requests: Batch
    _autograder_handle: Handle
    _autograder_callable: set[str]  # names that can be called without being fetched first

    def __init__(self, requests: Batch, handle: Handle) -> None:
        object.__setattr__(self, "_autograder_requests", requests)
        object.__setattr__(self, "_autograder_handle", handle)
        object.__setattr__(self, "_autograder_callable", set(handle.callable_names.split()))

    def __del__(self) -> None:
        with suppress(AttributeError):  # what `type(proxy)(...)` has begun to make, and could not
            self._autograder_requests.forget(self._autograder_handle.number)

    def _autograder_type(self) -> str:
        return plain_name(self._autograder_handle.type_name)

    def _autograder_base(self) -> str:
        return self._autograder_handle.base

    def _autograder_plain(self) -> tuple[Any, ...]:
        found = resolved(self._autograder_request("plain")) if self._autograder_base() else ()
        return found if type(found) is tuple else ()

    def _autograder_described(self) -> object:
        return self._autograder_requests.spellings.described(resolved(self._autograder_request("describe")))

    def _autograder_reference(self, batch: Batch) -> Handle | Deferred:
        if batch is not self._autograder_requests:
            raise of_another()
        return self._autograder_handle

    def _autograder_request(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        return self._autograder_requests.request(verb, self, *operands)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        refuse_special(name)
        refuse_unmade(name, type(self))
        inner = self._autograder_requests.submodule(self, name)
        if inner is not None:
            return inner
        if name in self._autograder_callable or self._autograder_calls_otherwise(name):
            return RemoteMember(self, name)
        try:
            return with_name(self._autograder_request("get", name), self, name)
        except StudentError as error:
            raise NoAttributeError.of(error) from None

    def _autograder_calls_otherwise(self, name: str) -> bool:
        """Whether another spelling of the name can be called; `()` stands for the object itself."""
        others = self._autograder_requests.spellings.others(name)
        return any((CALLABLE if one == "__call__" else one) in self._autograder_callable for one in others)

    def __setattr__(self, name: str, value: object) -> None:
        refuse_special(name)
        self._autograder_callable.discard(name)
        self._autograder_request("set", name, value)

    def _autograder_operate(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_request("operate", name, *operands)

    def _autograder_operate_now(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return resolved(self._autograder_operate(name, *operands))

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        return self._autograder_request("item", key)

    def __len__(self) -> int:
        self._autograder_requests.resolve()  # so that a fault below is this request's, and not an earlier one's
        try:
            length = resolved(self._autograder_request("length"))
        except StudentError as error:
            raise NoLengthError.of(error) from None
        if type(length) is not int or not 0 <= length <= LONGEST_ITERATION:
            raise StudentError(Fault.REFUSED, message=f"a {self._autograder_type()} has no usable length")
        return length

    def __iter__(self) -> Iterator[Any]:
        return Items(self._autograder_request("iterate"), self._autograder_type())


class CallableRemoteObject(RemoteObject):
    """Stands for an object of the student's that can be called; Python's `callable` asks the class."""

    __slots__ = ()

    def __call__(self, /, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        """Call it over there; plain data goes as copies, proxies as what they stand for."""
        self._autograder_requests.call_log.call(self._autograder_known_type(), arguments, keywords)
        return self._autograder_request("call", arguments, keywords)


def remote_object(requests: Batch, handle: Handle) -> RemoteObject:
    """The proxy for the object that a handle stands for."""
    can_be_called = CALLABLE in handle.callable_names.split(" ", 1)[:1]
    return (CallableRemoteObject if can_be_called else RemoteObject)(requests, handle)


class RemoteMember(RemoteObject):
    """A method of an object, or a function or class of a module, that is called by its name.

    The worker looks the name up at each call, as Python does. Only another use than a call fetches the object.
    """

    __slots__ = ("_autograder_fetched", "_autograder_name", "_autograder_owner")
    _autograder_name: str
    _autograder_owner: RemoteObject
    _autograder_fetched: Deferred | None

    def __init__(self, owner: RemoteObject, name: str) -> None:
        object.__setattr__(self, "_autograder_requests", owner._autograder_requests)  # noqa: SLF001 - our own kind
        object.__setattr__(self, "_autograder_callable", set())
        object.__setattr__(self, "_autograder_owner", owner)
        object.__setattr__(self, "_autograder_name", name)
        with_name(self, owner, name)
        object.__setattr__(self, "_autograder_fetched", None)

    def __del__(self) -> None:
        """Do nothing: the worker holds no object for this name; a fetched object has its own proxy."""

    def __call__(self, /, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        """Call it over there; plain data goes as copies, proxies as what they stand for."""
        owner, name = self._autograder_owner, self._autograder_name
        full = self._autograder_requests.name_of(owner, name)
        self._autograder_requests.call_log.call(full, arguments, keywords, owner._autograder_handle.number)  # noqa: SLF001 - our own kind
        return self._autograder_requests.request("invoke", owner, name, arguments, keywords)

    def _autograder_reference(self, batch: Batch) -> Handle | Deferred:
        fetched = self._autograder_fetched
        # A fetch that went with a request which failed has no answer, and never will.
        if fetched is None or not (is_resolved(fetched) or batch.waits(fetched)):
            fetched = batch.attribute(self._autograder_owner, self._autograder_name)
            object.__setattr__(self, "_autograder_fetched", fetched)
        return fetched

    def _autograder_base(self) -> str:
        return ""  # functions, methods and classes inherit from nothing plain

    def _autograder_known_type(self) -> str:
        fetched = self._autograder_fetched
        whole = resolved(fetched) if fetched is not None and is_resolved(fetched) else None
        return whole._autograder_type() if isinstance(whole, RemoteObject) else ""  # noqa: SLF001 - our own kind

    @property
    def _autograder_handle(self) -> Handle:  # type: ignore[override]  # fetched when it is needed
        whole = resolved(self._autograder_reference(self._autograder_requests))
        if not isinstance(whole, RemoteObject):
            raise StudentError(Fault.REFUSED, message=f"{self._autograder_name} is no function any more")
        return whole._autograder_handle  # noqa: SLF001 - our own kind
