"""What a test has of a student: proxies for modules and objects, and one exception for all faults of student code.

The interface is the same in the student's own process (`local.py`) and in the sandbox (`autograder.sandbox.remote`):
plain data is copied, and every other object stays where it is and has a `Proxy` in the test.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..crashes.own_exception import own_exception
from ..values.operations import ARITHMETIC, COMPARISONS, CONVERSIONS, UNARY
from .plain import BASES, LARGEST_WORDS, LONGEST_NAME, Fault, words_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..crashes.frames import Frame

_STOP = ("StopIteration", "Exception", "BaseException", "object")
T = TypeVar("T")
E = TypeVar("E", bound="StudentError")


class StudentError(Exception):
    """Student code did not give an answer.

    Args:
        fault: How it failed.
        type_name: The exception's class name, or "" where there was no exception.
        message: The exception's text, which the student's code chose; a hidden test never shows it.
        file: The student's file in which it happened, or "".
        line: The line in it, counted from 1, or 0.
        frames: The innermost lines of the student's that the exception went through, and the values there.
        ancestors: The names of the exception's class and of those it inherits from, as `ancestors_of` gives them.
    """

    def __init__(
        self,
        fault: Fault,
        type_name: str = "",
        message: str = "",
        file: str = "",
        line: int = 0,
        frames: tuple[Frame, ...] = (),
        ancestors: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{type_name}: {message}" if type_name else message)
        self.fault = fault
        self.type_name = plain_name(type_name)
        self.message = message
        self.file = file
        self.line = line
        self.frames = frames
        self.ancestors = ancestors
        self.thrown: Callable[[], Any] | None = None  # gives the exception, until the next one is raised

    def __reduce__(self) -> Any:  # noqa: ANN401 - as Python asks
        """Pickle it without the way to the exception, which ends with the student's process."""
        return type(self), self.args, {**vars(self), "thrown": None}

    def as_kind(self, kind: type[E]) -> E:
        """The same fault in the form of a subclass."""
        about = self.type_name, self.message, self.file, self.line
        made = kind(self.fault, *about, self.frames, self.ancestors)
        made.thrown = self.thrown
        return made


class NotPlainError(Exception):
    """A test passed the student's code something that cannot travel: a type, a function, an object of its own.

    The build refuses a test that does this with the reference's answers. So in the grade it is the student's answers
    that made the test do it.
    """


def refuse_special(name: str) -> None:
    """Refuse a name with double underscores: these never travel.

    NumPy, for example, asks an object for `__array_interface__` and trusts the memory address that it gets.

    Raises:
        AttributeError: for such a name.
    """
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)


def refuse_unmade(name: str, kind: type) -> None:
    """Refuse the name of a slot of a proxy's class: it is asked for here where the proxy was never made whole.

    Raises:
        AttributeError: for such a name.
    """
    if name.startswith("_autograder_") and any(
        name in vars(one).get("__slots__", ()) for one in kind.__mro__
    ):
        raise AttributeError(name)


class NoLengthError(StudentError, TypeError):
    """The student's object has no length; a TypeError, because `list` asks for a length and accepts this error."""

    @classmethod
    def of(cls, error: StudentError) -> StudentError:
        """The error of an object that was asked for its length, in this form if it has none."""
        if error.type_name != "TypeError":
            return error
        return error.as_kind(cls)


class NoAttributeError(StudentError, AttributeError):
    """The student's object has no such attribute; an AttributeError, so that `hasattr` says no."""

    @classmethod
    def of(cls, error: StudentError) -> StudentError:
        """The error of an object that was asked for an attribute, in this form if it has none."""
        if error.fault is not Fault.RAISED or error.type_name != "AttributeError":
            return error
        return error.as_kind(cls)


class NoItemError(StudentError, StopIteration):
    """The student's iterator has no more items; a StopIteration, so that `next` takes its default."""


class Proxy:
    """Stands for an object of the student's that is not plain data.

    What Python does with an object is done with the student's: each operator, conversion, item, membership, `with`
    and `next` is a request (`operations.py`). Subclasses define `__getattr__`, `__setattr__`, `__call__` where the
    object can be called, and how a request is made. Other names begin with `_autograder_`, so that they are not
    mistaken for names of the student's object.
    """

    __slots__ = ()

    __array_ufunc__ = (
        None  # so arithmetic with an array is an error; NumPy does not loop over the student's object
    )

    def __init_subclass__(cls) -> None:
        cls.__name__ = Proxy.__name__  # so that Python's own messages are the same at home and in the grade

    def __array__(self, dtype: Any = None, **_keywords: object) -> Any:  # noqa: ANN401 - as NumPy asks
        for value in self._autograder_plain():
            if words_bytes(value) <= LARGEST_WORDS:
                return np.array(value, dtype)
        kind = self._autograder_type()
        what = "`...`, the placeholder," if kind == "ellipsis" else f"an object of type {kind}"
        raise StudentError(Fault.REFUSED, message=f"{what} came where plain data was expected")

    @property
    def __class__(self) -> type:
        """The plain type that the object inherits from, so that `isinstance(answer, dict)` says what a test means."""
        base = self._autograder_base()
        return BASES[base] if base else type(self)

    @__class__.setter
    def __class__(self, kind: type) -> None:
        raise TypeError("the class of an answer cannot be changed")

    __hash__ = object.__hash__

    def __setitem__(self, key: object, value: object) -> None:
        self._autograder_operate("setitem", key, value)

    def __delitem__(self, key: object) -> None:
        self._autograder_operate("delitem", key)

    def __delattr__(self, name: str) -> None:
        refuse_special(name)
        self._autograder_operate("delattr", name)

    def __contains__(self, item: object) -> bool:
        return self._autograder_exact(bool, "contains", item)

    def __instancecheck__(self, value: object) -> bool:
        """Whether an answer is an object of this class of the student's."""
        return self._autograder_exact(bool, "instancecheck", value)

    def __enter__(self) -> Any:  # noqa: ANN401 - a student may answer anything
        """Enter the student's context."""
        return self._autograder_operate("enter")

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Leave the student's context.

        It learns of an exception of the student's code or of the test's own, and may end it. Of a check that fails,
        and of what the grader could not do, it learns nothing.
        """
        given = passed_on(error)
        return self._autograder_exact(bool, "leave", *given) and bool(given)

    def __next__(self) -> Any:  # noqa: ANN401 - a student may answer anything
        found = self._autograder_exact(tuple, "next")
        if not found:
            raise NoItemError(Fault.RAISED, "StopIteration", ancestors=_STOP)
        return found[0]

    def __copy__(self) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("copy")

    def __deepcopy__(self, _memo: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("deepcopy")

    def __reduce_ex__(self, _protocol: object) -> Any:  # noqa: ANN401 - as Python asks
        raise TypeError("an object of the student's cannot be pickled")

    def __reversed__(self) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("reversed")

    def __divmod__(self, other: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("divmod", other)

    def __rdivmod__(self, other: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("rdivmod", other)

    def __round__(self, *digits: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate("round", *digits)

    def _autograder_operate(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """Ask the student's process for one of the `OPERATIONS` with this object."""
        raise NotImplementedError

    def _autograder_operate_now(self, name: str, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        """The same, when the answer has come."""
        raise NotImplementedError

    def _autograder_exact(self, kind: type[T], name: str, *operands: object) -> T:
        """The same, where Python asks for an answer of one type.

        Raises:
            StudentError: if it is of another.
        """
        answer = self._autograder_operate_now(name, *operands)
        if type(answer) is not kind:
            words = f"{name} of a {self._autograder_type()} gave no {kind.__name__}"
            raise StudentError(Fault.REFUSED, message=words)
        return answer

    def _autograder_type(self) -> str:
        """The name of the object's class, for messages."""
        raise NotImplementedError

    def _autograder_base(self) -> str:
        """The name of the plain type that the object inherits from, or ""."""
        return ""

    def _autograder_plain(self) -> tuple[Any, ...]:
        """The plain value that the object is beside its own names, as it is now; an empty tuple if it is none."""
        return ()

    def _autograder_described(self) -> object:
        """What can be compared of the object, as `description.describe` gives it in the student's process."""
        raise NotImplementedError

    def _autograder_known_type(self) -> str:
        """The same, where it is known without asking the student's code; else ""."""
        return self._autograder_type()


def passed_on(error: BaseException | None) -> tuple[str, ...]:
    """The class and the text of an exception that a context of the student's learns of; () if it learns of none."""
    if isinstance(error, StudentError):
        return (error.type_name, error.message) if error.fault is Fault.RAISED else ()
    return own_exception(error)


def plain_name(name: str) -> str:
    """A class name that came from a student, made safe to print: an identifier of at most 60 characters."""
    return re.sub(r"[^A-Za-z0-9_.\[\]]", "?", name)[:LONGEST_NAME]


def _operation(name: str) -> Callable[..., Any]:
    def operation(self: Proxy, *operands: object) -> Any:  # noqa: ANN401 - a student may answer anything
        return self._autograder_operate(name, *operands)

    return operation


def _conversion(name: str, kind: type) -> Callable[..., Any]:
    def conversion(self: Proxy) -> Any:  # noqa: ANN401 - of that type
        return self._autograder_exact(kind, name)

    return conversion


# Python looks for these methods only on the class, so the class has each of them.
for _name in (*ARITHMETIC, *COMPARISONS, *UNARY):
    setattr(Proxy, f"__{_name}__", _operation(_name))
for _name in ARITHMETIC:
    setattr(Proxy, f"__r{_name}__", _operation(f"r{_name}"))
    setattr(Proxy, f"__i{_name}__", _operation(f"i{_name}"))
for _name, _kind in CONVERSIONS.items():
    setattr(Proxy, f"__{_name}__", _conversion(_name, _kind))
