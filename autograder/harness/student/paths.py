"""By which names a test came to an object of the student's: `student.m.Stack.push` is `Stack.push` of the module `m`.

The names are the test's own words, so nothing that the student's code answers can change them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .batch import Deferred, attribute_of, if_resolved, is_resolved
from .proxy import Proxy

if TYPE_CHECKING:
    from typing import Any

T = TypeVar("T")


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
