"""What a test holds of a student across the wall: modules and objects, each use of which is a question over there."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from autograder.harness.student.call_log import Handed, name_of
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import Proxy, StudentError, answer_of, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

    from autograder.sandbox.wire.protocol import Handle

MAX_LENGTH = 1_000_000  # what a test may be led to loop over


class Line(Protocol):
    """The way to the worker that has the objects."""

    def ask(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student's value may be anything
        """The worker's answer."""

    def forget(self, number: int) -> None:
        """Say that an object is no longer held."""

    @property
    def handed(self) -> Handed:
        """What the test has handed over."""


class RemoteStudent:
    """The student's modules as attributes; a module is imported, over there, at its first use.

    Args:
        ask: A line's `ask`, or what stands in for it where there is no worker any more.
        modules: The names that tests may use.
        files: The files that were handed in or given.
        pipeline: A line's `pipeline`, likewise.
        handed: A line's `handed`, likewise.
    """

    def __init__(
        self,
        ask: Callable[..., Any],
        modules: Collection[str],
        files: Collection[str],
        pipeline: Callable[[], AbstractContextManager[None]] = nullcontext,
        handed: Handed | None = None,
    ) -> None:
        self._ask = ask
        self.pipeline = pipeline
        self.handed = handed or Handed()
        self._modules = modules
        self._files = files
        self._imported: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the module
        if name not in self._modules:
            raise AttributeError(f"the assignment has no module {name}; it has {', '.join(sorted(self._modules))}")
        if f"{name}.py" not in self._files:
            raise StudentError(Fault.MISSING, message=f"{name}.py was not handed in")
        if name not in self._imported:
            module = self._ask("import", name)
            if not isinstance(module, Proxy):
                raise StudentError(Fault.REFUSED, message=f"{name} is no module any more")
            self._imported[name] = module
        return self._imported[name]


class NoLengthError(StudentError, TypeError):
    """The student's object has no length; a TypeError, because `list` asks for one and goes on without."""


class RemoteObject(Proxy):
    """Stands for an object of the student's: an instance, a module, a class, a function or a method.

    Names with double underscores never travel: NumPy, for one, asks an object for `__array_interface__` and believes
    the memory address that it gets.
    """

    __slots__ = ("__weakref__", "_autograder_handle", "_autograder_link", "_autograder_members")
    _autograder_handle: Handle
    _autograder_link: Line
    _autograder_members: set[str]  # what is called without being fetched first

    __array_ufunc__ = None  # arithmetic with an array is an error here, not a walk through the student's object

    def __init__(self, link: Line, handle: Handle) -> None:
        object.__setattr__(self, "_autograder_link", link)
        object.__setattr__(self, "_autograder_handle", handle)
        object.__setattr__(self, "_autograder_members", set(handle.members.split()))

    def __del__(self) -> None:
        self._autograder_link.forget(self._autograder_handle.number)

    def _autograder_type(self) -> str:
        return plain_name(self._autograder_handle.type_name)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the student's value, whatever it is
        _refuse_special(name)
        if name in self._autograder_members:
            return RemoteMember(self, name)
        return self._autograder_link.ask("get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        _refuse_special(name)
        self._autograder_members.discard(name)
        self._autograder_link.ask("set", self, name, value)

    def __call__(self, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - likewise
        """Call it over there; plain data goes as copies, proxies as what they stand for."""
        self._autograder_link.handed.call(self._autograder_type(), arguments, keywords, method=False)
        return self._autograder_link.ask("call", self, arguments, keywords)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - likewise
        return self._autograder_link.ask("item", self, key)

    def __len__(self) -> int:
        try:
            length = self._autograder_link.ask("length", self)
        except StudentError as error:
            if error.type_name == "TypeError":
                raise NoLengthError(error.fault, error.type_name, error.message, error.file, error.line) from None
            raise
        if type(length) is not int or not 0 <= length <= MAX_LENGTH:
            raise StudentError(Fault.REFUSED, message=f"a {self._autograder_type()} has no usable length")
        return length

    def __iter__(self) -> Iterator[Any]:
        iterator = self._autograder_link.ask("iterate", self)
        for _ in range(MAX_LENGTH):
            match self._autograder_link.ask("next", iterator):
                case (item,):
                    yield item
                case _:
                    return
        raise StudentError(Fault.REFUSED, message=f"a {self._autograder_type()} does not come to an end")

    def __bool__(self) -> bool:
        return True

    def __array__(self, *_arguments: object, **_keywords: object) -> NoReturn:
        raise StudentError(Fault.REFUSED, message=f"a {self._autograder_type()} came where plain data was expected")

    def __repr__(self) -> str:
        return f"<a student's {self._autograder_type()}>"


class RemoteMember(RemoteObject):
    """A method of an object, or a function or class of a module, that is called by its name.

    Each call looks the name up over there, as Python does. Only a use other than a call fetches what it names.
    """

    __slots__ = ("_autograder_name", "_autograder_owner", "_autograder_whole")
    _autograder_name: str
    _autograder_owner: RemoteObject
    _autograder_whole: RemoteObject | None

    def __init__(self, owner: RemoteObject, name: str) -> None:
        object.__setattr__(self, "_autograder_link", owner._autograder_link)  # noqa: SLF001 - our own kind
        object.__setattr__(self, "_autograder_owner", owner)
        object.__setattr__(self, "_autograder_name", name)
        object.__setattr__(self, "_autograder_whole", None)

    def __del__(self) -> None:
        """What was fetched is told of by its own proxy."""

    def __call__(self, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - the student's value
        """Call it over there; plain data goes as copies, proxies as what they stand for."""
        owner, name = self._autograder_owner, self._autograder_name
        full = name_of(owner, name)
        self._autograder_link.handed.call(full, arguments, keywords, method=full != name)
        return self._autograder_link.ask("invoke", owner, name, arguments, keywords)

    @property
    def _autograder_handle(self) -> Handle:  # type: ignore[override]  # fetched when it is needed
        return self._autograder_fetched()._autograder_handle  # noqa: SLF001 - our own kind

    @property
    def _autograder_members(self) -> set[str]:  # type: ignore[override]  # likewise
        return self._autograder_fetched()._autograder_members  # noqa: SLF001 - our own kind

    def _autograder_fetched(self) -> RemoteObject:
        if self._autograder_whole is None:
            whole = answer_of(self._autograder_link.ask("get", self._autograder_owner, self._autograder_name))
            if not isinstance(whole, RemoteObject):
                raise StudentError(Fault.REFUSED, message=f"{self._autograder_name} is no function any more")
            object.__setattr__(self, "_autograder_whole", whole)
            return whole
        return self._autograder_whole


def handle_of(value: object, link: Line) -> Handle | None:
    """The handle of a proxy that belongs to this link; None for anything else."""
    if isinstance(value, RemoteObject) and value._autograder_link is link:  # noqa: SLF001 - names that students cannot have
        return value._autograder_handle  # noqa: SLF001 - likewise
    return None


def _refuse_special(name: str) -> None:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
