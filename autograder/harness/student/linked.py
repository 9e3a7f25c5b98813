"""The plain values of a student's own containers and arrays in a test, linked to the objects they came from.

A test sees a `defaultdict` as a dictionary and a `namedtuple` as a tuple, copied when the answer came. What the base
class lacks, such as the fields of the `namedtuple`, is asked of the object itself. When a test hands the value back,
the student's code gets its own object, unless the test has changed the copy.

A proxy also knows by which names the test came to it: `student.m.Stack.push` is `Stack.push` of the module `m`. These
are the test's own words, so nothing that the student's code answers can change them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..values.kinds import GOES_BACK
from .batch import Deferred, answer_of, attribute_of, if_resolved, is_resolved
from .plain import LONGEST_ITERATION, Fault
from .proxy import NotPlainError, Proxy, StudentError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

ORIGIN = "_autograder_origin"  # the proxy of the object; no name of a student's begins like this
_CHANGES = {
    dict: "__setitem__ __delitem__ __ior__ clear pop popitem setdefault update",
    list: "__setitem__ __delitem__ __iadd__ __imul__ append clear extend insert pop remove reverse sort",
    set: "__iand__ __ior__ __isub__ __ixor__ add clear difference_update discard intersection_update pop remove "
    "symmetric_difference_update update",
}


class _Linked:
    """Asks the object for what the plain value lacks."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the student has there
        origin = None if name.startswith("__") else self.__dict__.get(ORIGIN)
        if origin is None or name.startswith("_autograder"):
            raise AttributeError(name)
        return getattr(origin, name)


class LinkedDict(_Linked, dict):  # type: ignore[type-arg]  # it holds anything
    """A dictionary of a student's own kind."""

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        return dict, (dict(self),)


class LinkedList(_Linked, list):  # type: ignore[type-arg]  # it holds anything
    """A list of a student's own kind."""

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        return list, (list(self),)


class LinkedTuple(_Linked, tuple):  # type: ignore[type-arg] # noqa: SLOT001 - it holds anything, and its origin
    """A tuple of a student's own kind."""

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        return tuple, (tuple(self),)


class LinkedSet(_Linked, set):  # type: ignore[type-arg]  # it holds anything
    """A set that an object of the student's has."""

    __hash__ = None  # as of a set

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        return set, (set(self),)


class LinkedArray(_Linked, np.ndarray):
    """An array of a student's own kind; what is computed from it is not linked."""

    def __reduce_ex__(self, protocol: Any) -> Any:  # noqa: ANN401 - as Python asks
        return np.array(self).__reduce_ex__(protocol)


class Items:
    """The items of a student's object, each of which is a request; handed back it is the student's own iterator.

    Args:
        iterator: The proxy of the iterator.
        kind: The name of the object's class.
    """

    def __init__(self, iterator: Any, kind: str) -> None:  # noqa: ANN401 - a proxy, or an answer that waits
        self._iterator, self._kind, self._left = iterator, kind, LONGEST_ITERATION

    def __iter__(self) -> Items:
        return self

    def __next__(self) -> Any:  # noqa: ANN401 - a student may answer anything
        if self._left <= 0:
            raise StudentError(Fault.REFUSED, message=f"a {self._kind} does not come to an end")
        self._left -= 1
        iterator = answer_of(self._iterator)
        if not issubclass(type(iterator), Proxy):
            raise StudentError(Fault.REFUSED, message=f"a {self._kind} gave no iterator")
        found = iterator._autograder_exact(tuple, "next")  # noqa: SLF001 - our own kind
        if not found:
            raise StopIteration
        return found[0]

    def _origin(self) -> Any:  # noqa: ANN401 - a proxy, or an answer that waits
        return self._iterator


def linked(origin: object, value: Any) -> Any:  # noqa: ANN401 - a list, tuple, dictionary or array
    """A plain value that is linked to the object it came from."""
    kind = _KINDS[type(value)]
    made = np.ndarray.view(value, kind) if kind is LinkedArray else kind(value)
    made.__dict__[ORIGIN] = origin
    return made


def _back(value: Any) -> Any:  # noqa: ANN401 - a linked value
    """The proxy of the object; a plain copy if the value is linked no more."""
    origin = value.__dict__.get(ORIGIN)
    if origin is not None:
        return origin
    kind = next(base for base, one in _KINDS.items() if one is type(value))
    return np.array(value) if kind is np.ndarray else kind(value)


def are_identical(one: Any, other: Any) -> bool:  # noqa: ANN401 - answers of any kind
    """Whether two answers are one object of the student's, or both are None, True or False.

    Raises:
        NotPlainError: if one of them is a copy: it is no object of the student's.
    """
    first, second = map(_object_of, (one, other))
    for proxy, another in ((first, second), (second, first)):
        if isinstance(proxy, Proxy):
            return proxy._autograder_exact(bool, "is", another)  # noqa: SLF001 - our own kind
    if all(value is None or isinstance(value, bool) for value in (first, second)):
        return first is second
    raise NotPlainError(
        f"student.identical is asked of a {type(one).__name__} and a {type(other).__name__}: these are copies, and "
        f"no objects of the student's; compare them with check.same"
    )


def _object_of(value: object) -> Any:  # noqa: ANN401 - an answer of any kind
    """The proxy of the object that an answer stands for or is linked to; another answer as it is."""
    answer = answer_of(value)
    while type(answer) in GOES_BACK:  # of a part of a container, an answer that is linked to it
        answer = answer_of(GOES_BACK[type(answer)](answer))
    return answer


def with_path(value: T, *names: str) -> T:
    """The value; if it is a proxy, it knows now that it was come to by these names."""
    proxy = if_resolved(value)
    if issubclass(type(proxy), Proxy):
        object.__setattr__(proxy, "_autograder_path", names)
    return value


def with_name(value: T, owner: Proxy, name: str) -> T:
    """An attribute of a proxy; where the owner was come to by names, so was this."""
    names = _names_of(owner)
    return with_path(value, *names, name) if names else value


def submodule_of(owner: Any, name: str) -> str:  # noqa: ANN401 - whatever a test has
    """The full name of a module in the package that a proxy stands for; "" if it stands for no module."""
    names = _names_of(owner)
    return f"{names[0]}.{name}" if len(names) == 1 else ""


def path_of(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - whatever a test passes
    """The module and the dotted name in it, "" for the module itself; None for what was not come to by names."""
    names = _names_of(value)
    return (names[0], ".".join(names[1:])) if names else None


def _names_of(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a test passes
    if type(value) is Deferred:
        owner, name = attribute_of(value)
        before = _names_of(owner) if name else ()
        return (*before, name) if before else _names_of(if_resolved(value)) if is_resolved(value) else ()
    if not issubclass(type(value), Proxy):
        return ()
    try:
        names: tuple[str, ...] = object.__getattribute__(value, "_autograder_path")
    except AttributeError:
        return ()
    return names


def _unlinking(method: Callable[..., Any]) -> Callable[..., Any]:
    def changed(self: Any, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - as of the base class
        self.__dict__.pop(ORIGIN, None)
        return method(self, *arguments, **keywords)

    return changed


_KINDS: dict[type, Any] = {
    dict: LinkedDict,
    list: LinkedList,
    tuple: LinkedTuple,
    set: LinkedSet,
    np.ndarray: LinkedArray,
}
_LINKED = frozenset(_KINDS.values())
GOES_BACK.update(dict.fromkeys(_LINKED, _back))
GOES_BACK[Items] = Items._origin  # noqa: SLF001 - our own kind
for _base, _names in _CHANGES.items():
    for _name in _names.split():
        if hasattr(_base, _name):  # Python 3.8 has no `|=` of dictionaries
            setattr(_KINDS[_base], _name, _unlinking(getattr(_base, _name)))
