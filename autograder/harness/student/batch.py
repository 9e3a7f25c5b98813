"""Deferred answers: what a request gives in a test that is marked `batch`.

In such a test the requests to the student's code wait until an answer is needed, and then travel together.
"""

from __future__ import annotations

import operator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .plain import LARGEST_WORDS, Fault, words_bytes
from .proxy import Proxy, StudentError

if TYPE_CHECKING:
    from collections.abc import Callable


class Requests(Protocol):
    """The list on which requests wait."""

    def request(self, verb: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer to one more request, which may be deferred."""

    def call(self, deferred: Deferred, arguments: tuple[object, ...], keywords: dict[str, object]) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer to a call of a deferred object; this answer may be deferred too."""

    def resolve(self) -> None:
        """Send all waiting requests and wait for their answers."""

    def waits(self, deferred: Deferred) -> bool:
        """Whether the request for this answer still waits to be sent."""


class NoAnswerError(Exception):
    """A test uses an answer that never came, because an earlier request of its batch failed; the test is at fault."""


_UNKNOWN: Any = object()  # in place of an answer that has not come


class Deferred:
    """The answer to a request; it may not have come yet.

    A test can call it, get or set an attribute of it, or pass it to a later request without waiting. Anything that
    needs the answer itself waits for all requests so far: an index, `len`, a loop, a condition, a comparison,
    arithmetic, `isinstance`, or a function of NumPy. The one exception is `is`, which compares this object and not
    the answer: use `check.not_none` instead of `is not None`.

    Args:
        batch: Where the request waits; None for an answer that is known.
        answer: The answer, where it is known.
        owner: If this is an attribute, the object that has it, which may be deferred too.
        attribute: If this is an attribute, its name.
    """

    __slots__ = (
        "__weakref__",
        "_autograder_answer",
        "_autograder_attribute",
        "_autograder_batch",
        "_autograder_owner",
    )
    _autograder_batch: Requests
    _autograder_answer: Any
    _autograder_owner: object
    _autograder_attribute: str

    def __init__(
        self, batch: Requests | None, answer: object = _UNKNOWN, owner: object = None, attribute: str = ""
    ) -> None:
        object.__setattr__(self, "_autograder_batch", batch)
        object.__setattr__(self, "_autograder_answer", answer)
        object.__setattr__(self, "_autograder_owner", owner)
        object.__setattr__(self, "_autograder_attribute", attribute)

    def __call__(self, /, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """Call the answer."""
        if is_resolved(self):
            return self._autograder_answer(*arguments, **keywords)
        return self._autograder_batch.call(self, arguments, keywords)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a student may answer anything
        """An attribute of the answer."""
        if name.startswith("__"):
            raise AttributeError(name)
        if is_resolved(self):
            return getattr(self._autograder_answer, name)
        return self._autograder_batch.request("get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute of the answer."""
        if is_resolved(self):
            setattr(self._autograder_answer, name, value)
        else:
            self._autograder_batch.request("set", self, name, value)

    @property
    def __class__(self) -> type:
        """The answer's own class, so that `isinstance(answer, dict)` says what a test means."""
        kind: type = resolved(self).__class__  # which an object of the student's answers by its plain type
        return kind

    @__class__.setter
    def __class__(self, kind: type) -> None:
        raise TypeError("the class of an answer cannot be changed")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:  # noqa: ANN401 - as NumPy asks
        answer = resolved(self)
        if words_bytes(answer) > LARGEST_WORDS:
            raise StudentError(Fault.REFUSED, message="the answer holds too long a word to be made an array")
        return np.array(answer, dtype)

    def __array_ufunc__(self, function: Any, method: str, *inputs: object, **options: object) -> Any:  # noqa: ANN401 - as NumPy asks
        target, *others = map(answer_of, options.get("out", (None,)))  # type: ignore[call-overload]  # a tuple
        if not issubclass(type(target), Deferred):
            return getattr(function, method)(*resolved(inputs), **resolved(options))
        if others:
            raise TypeError("only one result can be written into an array of the student's")
        del options["out"]
        target[...] = getattr(function, method)(*resolved(inputs), **resolved(options))
        return target

    def __array_function__(
        self,
        function: Callable[..., Any],
        _types: object,
        arguments: tuple[object, ...],
        keywords: dict[str, object],
    ) -> Any:  # noqa: ANN401 - whatever NumPy answers
        # Lists become arrays one by one, each within its bounds.
        return function(*(_as_array(one) for one in arguments), **resolved(keywords))

    def __hash__(self) -> int:
        return hash(resolved(self))

    def __deepcopy__(self, memo: dict[int, object]) -> Any:  # noqa: ANN401 - a student may answer anything
        return deepcopy(resolved(self), memo)

    def _autograder_known(self) -> Any:  # noqa: ANN401 - a student may answer anything
        """The answer, which has come, without a request for what it is now."""
        return self._autograder_answer


def _as_array(value: Any) -> Any:  # noqa: ANN401 - an argument of a function of NumPy's
    """An answer in words as an array, if it is a list of moderate size; anything else as it is."""
    answer = resolved(value)
    return (
        np.asarray(value)
        if type(value) is Deferred and type(answer) is list and words_bytes(answer)
        else answer
    )


def is_resolved(deferred: Deferred) -> bool:
    """Whether the answer has come."""
    return type(deferred) is not Deferred or deferred._autograder_answer is not _UNKNOWN  # noqa: SLF001 - a student's names are others


def still_waits(deferred: Deferred) -> bool:
    """Whether the request for an answer that has not come waits to be sent; it never comes otherwise."""
    return deferred._autograder_batch.waits(deferred)  # noqa: SLF001 - a student's names are others


def resolve(deferred: Deferred, answer: object) -> None:
    """Give the answer that has come."""
    object.__setattr__(deferred, "_autograder_answer", answer)


def resolved(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of a deferred object, after waiting for it; a list, tuple or dictionary with all answers in it.

    Raises:
        StudentError: if there is no answer.
        NoAnswerError: if an earlier request had none.
    """
    if isinstance(value, Deferred):
        answer = answer_of(value)
        return answer._autograder_answer if issubclass(type(answer), Deferred) else answer  # noqa: SLF001 - a student's names are others
    if type(value) in (list, tuple):
        return type(value)(map(resolved, value))
    if type(value) is dict:
        return {key: resolved(item) for key, item in value.items()}
    return value


def answer_of(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of a deferred object, after waiting for it: plain data, a proxy or a container that an object owns.

    Raises:
        StudentError: if there is no answer.
        NoAnswerError: if an earlier request had none.
    """
    if type(value) is not Deferred:
        return value
    if not is_resolved(value):
        value._autograder_batch.resolve()  # noqa: SLF001 - a student's names are others
    if not is_resolved(value):
        raise NoAnswerError("this answer never came, since an earlier request of its batch failed")
    return value._autograder_answer  # noqa: SLF001 - a student's names are others


def if_resolved(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of a deferred object if it has come, as it was last known; any other value unchanged."""
    while issubclass(type(value), Deferred) and is_resolved(value):
        value = value._autograder_known()  # noqa: SLF001 - a student's names are others
    return value


def attribute_of(deferred: Deferred) -> tuple[object, str]:
    """The object that has this attribute, and the attribute's name; the name is "" if this is no attribute."""
    return deferred._autograder_owner, deferred._autograder_attribute  # noqa: SLF001 - a student's names are others


# Python looks for these methods only on the class, so the class has each of them; each applies to the answer.
_NEED_THE_ANSWER: dict[str, Callable[..., Any]] = {
    **{
        function.__name__: function for function in (len, bool, int, float, complex, round, str, repr, format)
    },
    **{
        name: getattr(operator, f"__{name}__")
        for name in "contains index neg pos abs invert eq ne lt le gt ge".split()  # noqa: SIM905 - a list of words
    },
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, f"__{name}__")
    for name in "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift".split()  # noqa: SIM905 - a list of words
}


_OF_THE_CONTAINER: dict[str, Callable[..., Any]] = {
    "iter": iter,
    **{name: getattr(operator, f"__{name}__") for name in "getitem setitem delitem".split()},  # noqa: SIM905 - a list of words
}


def _of_the_container(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method that is asked of the container itself where an object owns it, so that its parts can be changed."""

    def method(self: Deferred, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        own = answer_of(self)
        return function(own, *(operands if issubclass(type(own), Deferred) else resolved(operands)))

    return method


def _changing(name: str, otherwise: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """An operator such as `+=`, which changes a container that an object owns, and makes another value otherwise."""

    def method(self: Deferred, other: object) -> Any:  # noqa: ANN401 - a student may answer anything
        own = answer_of(self)
        if issubclass(type(own), (Deferred, Proxy)):
            return getattr(operator, name)(own, other)
        return otherwise(own, resolved(other))

    return method


def _waiting(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: function(*resolved(operands))


def _waiting_reflected(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    return lambda right, left: function(resolved(left), resolved(right))


for _name, _function in _OF_THE_CONTAINER.items():
    setattr(Deferred, f"__{_name}__", _of_the_container(_function))
for _name, _function in _ARITHMETIC.items():
    setattr(Deferred, f"__i{_name}__", _changing(f"__i{_name}__", _function))
_ARITHMETIC["divmod"] = divmod
for _name, _function in {**_NEED_THE_ANSWER, **_ARITHMETIC}.items():
    setattr(Deferred, f"__{_name}__", _waiting(_function))
for _name, _function in _ARITHMETIC.items():
    setattr(Deferred, f"__r{_name}__", _waiting_reflected(_function))
