"""A container that a student's object has, in a test: `layer.parameters`, `account.history`, `network.layers[0]`.

It is read as the plain value that it is, without a request as long as nothing was asked of the student's code in
between, and with one request otherwise. What changes it is done with the student's own container. So is what changes
its parts, `layer.parameters["W"][0, 1] = 10.0`. Whatever NumPy could write into past these methods is read-only.
"""

from __future__ import annotations

import operator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ...values.kinds import GOES_BACK
from ..batch import Deferred, answer_of, is_resolved, resolved, still_waits
from ..linked import ORIGIN, LinkedArray, LinkedDict, LinkedList, LinkedSet, LinkedTuple
from ..plain import Fault, holds_boxes
from ..proxy import Proxy, StudentError
from .parts import BOXES, CHANGING, JOINING, METHODS, OF_DICTIONARIES, array_key, is_view, iterators_listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .owners import Owners

_PLAIN: dict[type, Callable[[Any], Any]] = {
    LinkedDict: dict,
    LinkedList: list,
    LinkedSet: set,
    LinkedTuple: tuple,
    LinkedArray: lambda value: np.ndarray.view(value, np.ndarray),
}


class Owned(Deferred):
    """A container of a student's object.

    Args:
        owners: What its requests are made of.
        content: Its plain value.
        observed: The count of requests when that was its value.
        origin: The proxy of the container; None for a part of another one.
        parent: The container of which it is a part.
        key: Where it stands there.
    """

    __slots__ = (
        "_autograder_content",
        "_autograder_key",
        "_autograder_observed",
        "_autograder_origin",
        "_autograder_owners",
        "_autograder_parent",
    )
    _autograder_owners: Owners
    _autograder_content: Any
    _autograder_observed: int
    _autograder_origin: Proxy | Deferred | None
    _autograder_parent: Owned | None
    _autograder_key: object

    def __init__(
        self,
        owners: Owners,
        content: Any,  # noqa: ANN401 - a list, dictionary, set, tuple or array
        observed: int,
        origin: Proxy | None = None,
        parent: Owned | None = None,
        key: object = None,
    ) -> None:
        self._autograder_set("owners", owners)
        self._autograder_set("origin", origin)
        self._autograder_set("parent", parent)
        self._autograder_set("key", key)
        self._autograder_is(content, observed)

    def _autograder_set(self, name: str, value: object) -> None:
        object.__setattr__(self, f"_autograder_{name}", value)

    def _autograder_is(self, content: Any, observed: int) -> None:  # noqa: ANN401 - a container or an array
        if type(content) is np.ndarray:
            content.flags.writeable = False  # what NumPy wrote there would be lost
        self._autograder_set("content", content)
        self._autograder_set("observed", observed)

    def _autograder_known(self) -> Any:  # noqa: ANN401 - a container or an array
        return self._autograder_content

    @property
    def _autograder_answer(self) -> Any:  # noqa: ANN401 - a container or an array
        """Its plain value as it is now."""
        count = self._autograder_owners.count
        if self._autograder_observed != count:
            answer = resolved(self._autograder_owners.ask("plain", self._autograder_object()))
            content = answer[0] if type(answer) is tuple and len(answer) == 1 else None
            if type(content) is not type(self._autograder_content):
                kind = type(self._autograder_content).__name__
                raise StudentError(Fault.REFUSED, message=f"what was a {kind} is none any more")
            self._autograder_is(content, count)
        return self._autograder_content

    def _autograder_find(self) -> None:
        """Ask for the object that stands at the key now."""
        if self._autograder_origin is None:
            whole = Owned._autograder_object(self._autograder_parent)  # type: ignore[arg-type]  # it is a part
            self._autograder_set("origin", self._autograder_owners.ask("part", whole, self._autograder_key))

    def _autograder_object(self) -> Proxy | Deferred:
        """What stands for the container in a request."""
        origin = self._autograder_origin
        if type(origin) is Deferred and not (is_resolved(origin) or still_waits(origin)):
            self._autograder_set("origin", None)  # a request before it, in the same frame, was not answered
        self._autograder_find()
        origin = self._autograder_origin
        if type(origin) is Deferred and not is_resolved(origin):
            return origin
        answer = answer_of(origin)
        if type(answer) is LinkedList:  # an empty one, by which a part comes
            answer = vars(answer).get(ORIGIN)
            self._autograder_set("origin", answer)
        if not issubclass(type(answer), Proxy):
            raise StudentError(Fault.REFUSED, message="a part of a container is not there any more")
        return answer  # type: ignore[no-any-return]  # it is a proxy

    def _autograder_proxy(self) -> Any:  # noqa: ANN401 - a proxy
        """The proxy of the container, after waiting for it."""
        answer_of(self._autograder_object())
        return self._autograder_object()

    def _autograder_is_own(self) -> bool:
        """Whether it is of a class of its own; parts that are come as such themselves."""
        is_part = self._autograder_parent is not None
        return not is_part and _kind_of(self._autograder_proxy()) != type(self._autograder_content).__name__

    def _autograder_part(self, value: Any, key: object) -> Any:  # noqa: ANN401 - whatever it holds
        """A part as the test gets it: a container that can be changed, or the value itself."""
        kind = type(value)
        if kind in _PLAIN:
            return owned_of(self._autograder_owners, value, self._autograder_observed)
        if kind not in BOXES and not (kind is tuple and holds_boxes(value)):
            return value
        found = Owned(self._autograder_owners, value, self._autograder_observed, None, self, key)
        self._autograder_owners.has_part(found)
        return found

    def _autograder_shallow(self) -> Any:  # noqa: ANN401 - a list, tuple, dictionary, set or array
        """A copy of the container itself, whose parts are the student's."""
        content = self._autograder_answer
        if type(content) is dict:
            return {key: self._autograder_part(value, key) for key, value in content.items()}
        if type(content) in (list, tuple):
            return type(content)(self)
        return content.copy()

    def _autograder_change(self, name: str, *operands: Any, **keywords: Any) -> Any:  # noqa: ANN401 - as of the container
        """Call a method that changes the container."""
        operands = tuple(map(iterators_listed, operands))
        ask = self._autograder_owners.ask
        return ask("operate", self._autograder_object(), "method", name, operands, keywords)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of a container
        """A method or an attribute of the container."""
        if name.startswith("__"):
            raise AttributeError(name)
        kind = type(self._autograder_content)
        if name in METHODS[kind]:
            return partial(self._autograder_change, name)
        if kind is dict and name in OF_DICTIONARIES:
            return partial(OF_DICTIONARIES[name], self)
        if name == "copy":
            return self._autograder_shallow
        if hasattr(kind, name) or not self._autograder_is_own():
            return getattr(self._autograder_answer, name)
        return getattr(self._autograder_proxy(), name)  # of a class of its own, such as a Counter

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute of the container, such as the shape of an array."""
        setattr(self._autograder_proxy(), name, value)

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as of the container
        """A part, or a slice of them."""
        content, key = self._autograder_answer, resolved(key)
        if type(content) is np.ndarray:
            found = content[key]
            if not is_view(found, content):
                return found
            return self._autograder_part(found, array_key(key, content.ndim))
        if isinstance(key, slice):
            indexes = range(len(content))[key]
            return type(content)(self._autograder_part(content[index], index) for index in indexes)
        if type(content) is dict and key not in content and self._autograder_is_own():
            return self._autograder_proxy()[key]  # a defaultdict has a value there
        return self._autograder_part(content[key], key)

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - as of the container
        """Set a part."""
        content = self._autograder_content
        if type(content) is np.ndarray:
            key = array_key(resolved(key), content.ndim)
        self._autograder_owners.ask("operate", self._autograder_object(), "setitem", key, value)

    def __delitem__(self, key: Any) -> None:  # noqa: ANN401 - as of the container
        """Delete a part."""
        self._autograder_owners.ask("operate", self._autograder_object(), "delitem", key)

    def __iter__(self) -> Iterator[Any]:
        content = self._autograder_answer
        if type(content) in (dict, set):
            return iter(content)
        return (self._autograder_part(value, index) for index, value in enumerate(content))

    def __reversed__(self) -> Iterator[Any]:
        content = self._autograder_answer
        if type(content) is dict:
            return reversed(content)
        return iter([self[index] for index in reversed(range(len(content)))])

    def __copy__(self) -> Any:  # noqa: ANN401 - a container or an array
        return self._autograder_shallow()

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        return _itself, (self._autograder_answer,)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:  # noqa: ANN401 - as NumPy asks
        content = self._autograder_answer
        if copy is not True and type(content) is np.ndarray and dtype in (None, content.dtype):
            return content
        return super().__array__(dtype, copy)


def _kind_of(own: Any) -> str:  # noqa: ANN401 - a proxy
    """The name of the class of a student's container."""
    name: str = own._autograder_type()  # noqa: SLF001 - our own kind
    return name.partition("[")[0]


def _itself(content: object) -> object:
    return content


def owned_of(owners: Owners, value: Any, observed: int) -> Any:  # noqa: ANN401 - whatever an attribute is
    """An attribute as the test gets it: a container of the student's, where it is one, that can be changed."""
    origin = vars(value).get(ORIGIN) if type(value) in _PLAIN else None
    if origin is None or (type(value) is LinkedTuple and _kind_of(origin) != "tuple"):
        return value
    return Owned(owners, _PLAIN[type(value)](value), observed, origin)


def _changing(name: str) -> Callable[..., Any]:
    def change(self: Owned, other: object) -> Any:  # noqa: ANN401 - as of the container
        own, other = self._autograder_object(), iterators_listed(other)
        found = resolved(self._autograder_owners.ask("operate", own, "in place", f"i{name}", other))
        return found[0] if type(found) is tuple and found else self

    return change


def _joining(name: str) -> Callable[..., Any]:
    whole: Callable[..., Any] = getattr(Deferred, f"__{name}__")
    function = getattr(operator, f"__{name.removeprefix('r') if name != 'or' else name}__")

    def join(self: Owned, other: object) -> Any:  # noqa: ANN401 - as of the container
        if type(self._autograder_content) not in (list, dict, tuple):
            return whole(self, other)
        own, other = self._autograder_shallow(), resolved(other)
        return function(other, own) if name.startswith("r") else function(own, other)

    return join


for _name in CHANGING:
    setattr(Owned, f"__i{_name}__", _changing(_name))
for _name in JOINING:
    setattr(Owned, f"__{_name}__", _joining(_name))
GOES_BACK[Owned] = Owned._autograder_object  # noqa: SLF001 - a student's names are others
