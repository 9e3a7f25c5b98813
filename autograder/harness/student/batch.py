"""Deferred answers: what a request gives in a test that is marked `batch`.

In such a test the requests to the student's code wait until an answer is needed, and then travel together.
"""

from __future__ import annotations

import operator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .plain import LARGEST_WORDS, Fault, words_bytes
from .proxy import StudentError

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

    def __call__(self, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - a student may answer anything
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
        return getattr(function, method)(*resolved(inputs), **resolved(options))

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
    return deferred._autograder_answer is not _UNKNOWN  # noqa: SLF001 - a student's names are others


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
        if not is_resolved(value):
            value._autograder_batch.resolve()  # noqa: SLF001 - a student's names are others
        if not is_resolved(value):
            raise NoAnswerError("this answer never came, since an earlier request of its batch failed")
        return value._autograder_answer  # noqa: SLF001 - a student's names are others
    if type(value) in (list, tuple):
        return type(value)(map(resolved, value))
    if type(value) is dict:
        return {key: resolved(item) for key, item in value.items()}
    return value


def if_resolved(value: Any) -> Any:  # noqa: ANN401 - a student may answer anything
    """The answer of a deferred object if it has come; any other value unchanged."""
    return value._autograder_answer if isinstance(value, Deferred) and is_resolved(value) else value  # noqa: SLF001 - a student's names are others


def attribute_of(deferred: Deferred) -> tuple[object, str]:
    """The object that has this attribute, and the attribute's name; the name is "" if this is no attribute."""
    return deferred._autograder_owner, deferred._autograder_attribute  # noqa: SLF001 - a student's names are others


# Python looks for these methods only on the class, so the class has each of them; each applies to the answer.
_NEED_THE_ANSWER: dict[str, Callable[..., Any]] = {
    **{
        function.__name__: function
        for function in (len, iter, bool, int, float, complex, round, str, repr, format)
    },
    **{
        name: getattr(operator, f"__{name}__")
        for name in "getitem setitem contains index neg pos abs invert eq ne lt le gt ge".split()  # noqa: SIM905 - a list of words
    },
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, f"__{name}__")
    for name in "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift".split()  # noqa: SIM905 - a list of words
}


def _waiting(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: function(*resolved(operands))


def _waiting_reflected(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    return lambda right, left: function(resolved(left), resolved(right))


_ARITHMETIC["divmod"] = divmod
for _name, _function in {**_NEED_THE_ANSWER, **_ARITHMETIC}.items():
    setattr(Deferred, f"__{_name}__", _waiting(_function))
for _name, _function in _ARITHMETIC.items():
    setattr(Deferred, f"__r{_name}__", _waiting_reflected(_function))
