"""Proxies for the student's modules and objects in this process; each use of one is answered as in the sandbox."""

from __future__ import annotations

import contextlib
import operator
from functools import partial
from types import MethodType
from typing import TYPE_CHECKING, Any

from ..importing.own_names import OwnNames
from ..spelling.lookup import assign, found
from ..spelling.spellings import Spellings
from ..values.description import describe
from ..values.kinds import base_of
from ..values.operations import operate
from .arguments import not_plain, of_another, refuse_unfit, refuse_unfit_answer
from .asking import within_limit
from .batch import Deferred, answer_of, resolved
from .call_log import CallLog
from .containers.owned import owned_of
from .containers.owners import QUIET, Owners
from .linked import Items, linked, with_name
from .plain import Fault, copied, is_plain_array, owned, part, plain_value, type_name_of
from .proxy import (
    NoAttributeError,
    NoLengthError,
    NotPlainError,
    Proxy,
    StudentError,
    refuse_special,
    refuse_unmade,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..spelling.lookup import Spelled
    from .time_limit import TimeLimit


class LocalContext:
    """The folder and the names of the student's modules, and what a test has done with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = OwnNames()
        self.spellings = Spellings()
        self.deferring = False  # whether answers are deferred objects
        self.time_limit: TimeLimit | None = None
        self.call_log = CallLog()
        self.owners = Owners(_ask_of_container)
        self.submodule: Callable[[object, str], LocalProxy | None] = lambda _owner, _name: None
        self.inside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext

    def noting(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """What the function gives; a fault is noted, because the test may catch it."""
        self.call_log.asked = True
        try:
            return function(*args, **kwargs)
        except (StudentError, NotPlainError) as error:
            self.call_log.noted(error)
            if isinstance(error, StudentError) and isinstance(error.__cause__, Exception):
                error.thrown = partial(local_proxy, error.__cause__, self)
            raise

    def perform(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """Do what a test has asked for; what the student's code raises becomes a StudentError."""
        with self.inside():
            return within_limit(self.time_limit, self.folder, Fault.RAISED, function, *args, **kwargs)


class LocalProxy(Proxy):
    """Stands for an object of the student's in this process."""

    __slots__ = ("_autograder_context", "_autograder_object", "_autograder_path")

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
        spellings: Spellings = self._autograder_context.spellings
        return spellings.described(self._autograder_ask_now(describe))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the student has there
        refuse_special(name)
        refuse_unmade(name, type(self))
        inner = self._autograder_context.submodule(self, name)
        if inner is not None:
            return inner
        try:
            return with_name(self._autograder_ask(found, self._autograder_spelled(name)), self, name)
        except StudentError as error:
            raise NoAttributeError.of(error) from None

    def __setattr__(self, name: str, value: object) -> None:
        refuse_special(name)
        self._autograder_ask(assign, self._autograder_spelled(name), value)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401 - whatever the student has there
        return self._autograder_ask(operator.getitem, key)

    def __len__(self) -> int:
        try:
            length: int = self._autograder_ask_now(len)
        except StudentError as error:
            raise NoLengthError.of(error) from None
        return length

    def __iter__(self) -> Iterator[Any]:
        return Items(self._autograder_ask_now(iter), self._autograder_type())

    def _autograder_spelled(self, name: str) -> Spelled:
        spellings: Spellings = self._autograder_context.spellings
        return spellings.spelled(name)

    def _autograder_operate(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_ask(operate, name, *operands)

    def _autograder_operate_now(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return resolved(self._autograder_operate(name, *operands))

    def _autograder_ask_now(self, function: Callable[..., Any]) -> Any:  # noqa: ANN401 - a student may answer anything
        return resolved(self._autograder_ask(function))

    def _autograder_ask(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
        context, verb = self._autograder_context, _VERBS.get(function, "")
        context.owners.before(verb)
        value = context.noting(_answer, context, function, self, *args, **kwargs)
        if verb == "get":
            value = owned_of(context.owners, value, context.owners.count)
        if verb not in QUIET:
            context.call_log.answered(value)
        return Deferred(None, value) if context.deferring else value


class CallableLocalProxy(LocalProxy):
    """Stands for an object of the student's that can be called; Python's `callable` asks the class."""

    __slots__ = ()

    def __call__(self, /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever the student returns
        """Call the object: a class makes an instance, a function answers."""
        called = self._autograder_object
        owner = getattr(called, "__self__", None) if type(called) is MethodType else None
        key = id(owner) if owner is not None else 0
        name = self._autograder_context.spellings.asked(_name_of(called))
        self._autograder_context.call_log.call(name, args, kwargs, key)
        return self._autograder_ask(call, *args, **kwargs)


def local_proxy(obj: object, context: LocalContext) -> LocalProxy:
    """The proxy of an object in this process."""
    return (CallableLocalProxy if callable(obj) else LocalProxy)(obj, context)


def _answer(context: LocalContext, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of the student's code, as a test receives it."""
    request = (args[0], args[1:], kwargs) if function is call else args  # as it would travel
    refuse_unfit(request, lambda value: is_own(value, context))
    positional = [hand_in(value) for value in args]
    named = {name: hand_in(value) for name, value in kwargs.items()}
    arrays = [array for array in (*positional, *named.values()) if function is call and is_plain_array(array)]
    before = [array.tobytes() for array in arrays]
    context.names.show()
    answer = context.perform(function, *positional, **named)
    answer = owned(answer) if _VERBS.get(function) == "get" else answer
    refuse_unfit_answer(answer)
    value = hand_out(answer, context)
    if [array.tobytes() for array in arrays] != before:
        context.call_log.overwrote()
    return value


def is_own(value: object, context: LocalContext) -> bool:
    """Whether this is a proxy of this student's."""
    if not isinstance(value, LocalProxy):
        return False
    if value._autograder_context is not context:  # noqa: SLF001 - our own kind
        raise of_another()
    return True


def hand_out(value: Any, context: LocalContext) -> Any:  # noqa: ANN401 - a student may answer anything
    """A student's value as a test receives it: a copy of plain data, a proxy for any other object."""

    def proxy(obj: object) -> LocalProxy:
        return local_proxy(obj, context)

    return copied(value, proxy, lambda obj, plain: linked(proxy(obj), plain))


def hand_in(value: Any) -> Any:  # noqa: ANN401 - any plain data or proxy
    """A test's value as the student's code receives it: a copy; for a proxy, its object.

    Raises:
        NotPlainError: for what is neither plain data nor a proxy.
    """

    def own(obj: Any) -> Any:  # noqa: ANN401 - whatever is no plain data
        if isinstance(obj, Deferred):
            return hand_in(answer_of(obj))
        if not isinstance(obj, LocalProxy):
            raise not_plain(obj)
        return obj._autograder_object  # noqa: SLF001 - the double prefix keeps students' names free

    return copied(value, own)


def _name_of(called: object) -> str:
    return str(getattr(called, "__qualname__", type(called).__name__))


_VERBS: dict[Callable[..., Any], str] = {
    found: "get",
    operator.getitem: "get",
    part: "part",
    plain_value: "plain",
    operate: "operate",
}


def _ask_of_container(verb: str, origin: LocalProxy, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
    function = next(function for function, name in _VERBS.items() if name == verb)
    return origin._autograder_ask(function, *operands)  # noqa: SLF001 - our own kind


def call(function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a student may answer anything
    """Call the student's function or class."""
    return function(*args, **kwargs)
