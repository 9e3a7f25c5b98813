"""The check of exceptions: `check.raises`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ...crashes.ancestors import built_in
from ...student.batch import Deferred, answer_of, resolved
from ...student.linked import path_of
from ...student.plain import ELSEWHERE, Fault
from ...student.proxy import Proxy, StudentError
from ...values.shown import shown
from ..answer_words import answer_words
from ..values import CheckedValue, CheckFailed, Finding
from .check_state import CheckState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self

LONGEST_MESSAGE = 4_000  # letters of an exception's message that are searched
_SHOWN_MESSAGE = 200
# No test can ask for these: the stub raises the first, and the others end the program, or belong to all exceptions.
_REFUSED = frozenset(
    ["NotImplementedError", "SystemExit", "KeyboardInterrupt", "GeneratorExit", "MemoryError"]
)
_NEVER = _REFUSED | {"BaseException"}
# These happen to unfinished code. They count where a test asks for them by their own names, and as no other class.
_ACCIDENTS = frozenset(
    [
        "NameError",
        "UnboundLocalError",
        "RecursionError",
        "ImportError",
        "ModuleNotFoundError",
        "SyntaxError",
        "IndentationError",
        "TabError",
    ]
)
_OF_NAMES = frozenset(("NameError", "UnboundLocalError"))
_REFUSED_CALL = "RefusedCallError"
# What Python says of a name that is not there, and of arguments that a function does not take.
_ABSENT = re.compile(
    r"has no attribute|^name '.*' is not defined|cannot access (local|free) variable|referenced before"
)
_UNCALLABLE = re.compile(
    r"\(\) (takes|missing|got (an unexpected|multiple|some positional))|takes no (keyword )?arguments"
    r"|(NoneType|ellipsis|module)' object is not callable"
)


class RaisesCheck(CheckState):
    """Exceptions that the student's code has to raise."""

    _unnamed = 0  # checks of this kind to which the test gives no name

    def raises(
        self,
        *asked: Any,  # noqa: ANN401 - a name, a class, a function and whatever it takes
        match: str | None = None,
        **keywords: Any,  # noqa: ANN401 - whatever the function takes
    ) -> Raised:
        """The student's code has to raise an exception of this class, in the `with` block or in the call.

        Write `with check.raises("ValueError"):` or `check.raises("ValueError", student.m.root, -1)`, each with what
        should raise it before the class, if the student is to read that: `check.raises("root of -1", "ValueError")`.

        Only an exception that the student's code raises counts: not a file that cannot be imported, a name that is
        not there, arguments that a function does not take, the stub's NotImplementedError, an exit or the time limit.
        NameError, ImportError, SyntaxError and RecursionError happen to unfinished code; they count where they are
        asked for themselves, and not as the Exception or the RuntimeError that they are too.

        Args:
            asked: What should raise it, as the student reads it, if given. The class: `"ValueError"`, or a class of
                the student's, `student.m.Overdrawn` or its name. A class that inherits from it will do. A class of
                Python's own has to be Python's. What to call, and its arguments; without a function, the check is
                the context of a `with` block.
            match: A regular expression that has to be found in the exception's text.
            keywords: The keyword arguments of the call.

        Returns:
            What was raised: its `type_name`, its `message`, and its `value`, a proxy of the exception.

        Raises:
            CheckFailed: if nothing is raised, or another exception.
            StudentError: if the student's code gives no answer at all.
            ValueError: if the class is one that no test can ask for.
        """
        name, error, call = _read(asked)
        own = answer_of(error)
        class_name = _name_of(error)
        if not class_name or class_name in _NEVER:
            raise ValueError(
                f"check.raises({name!r}, {class_name or error!r}) asks for what counts as no answer; name another "
                'class of exception, such as "ValueError"'
            )
        name = name or self._name_for(call)
        self.last = CheckedValue(name)
        raised = Raised(self, name, class_name, match, own if issubclass(type(own), Proxy) else None)
        if call:
            with raised:
                raised.answer = resolved(call[0](*call[1:], **keywords))
                raised.answered = True
        return raised

    def _name_for(self, call: tuple[Any, ...]) -> str:
        """What the student reads where the test gives no name, another one for each check."""
        path = path_of(call[0]) if call else None
        name = f"`{path[1].rpartition('.')[2]}`" if path is not None and path[1] else "your code"
        self._unnamed += 1
        return name if self._unnamed == 1 else f"{name}, at exception {self._unnamed},"

    def _begin_to_wait(self) -> None:
        """What waits from before belongs to the test and not to the exception that is waited for."""
        self._requests.settle()

    def _accepted(self, error: str) -> tuple[str, ...]:
        """What a student may call the class of this name."""
        return self._requests.accepted(error)

    def _has_raised(self, name: str, error: str) -> None:
        self._observe(name, np.array(error))


class Raised:
    """The exception that a `with` block or a call has to raise.

    Attributes:
        type_name: The name of its class, once it is raised.
        message: Its text.
        value: A proxy of it, of which attributes can be asked.
        answer: What the call answered in its place.
        answered: Whether it did.
    """

    def __init__(
        self, check: RaisesCheck, name: str, error: str, match: str | None, own: Proxy | None
    ) -> None:
        self._check, self._name, self._error, self._match, self._own = check, name, error, match, own
        self.type_name = self.message = ""
        self.answer: Any = None
        self.value: Any = None
        self.answered = False

    def __enter__(self) -> Self:
        """Wait for it from now on."""
        self._check._begin_to_wait()  # noqa: SLF001 - a part of that class
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        """Judge what has left the block."""
        late = None if error is not None else self._late()
        found = error or late
        if found is not None and (not isinstance(found, StudentError) or _is_no_answer(found, self._error)):
            if late is not None:
                raise late
            return False
        self._check.last = CheckedValue(self._name)
        self._judge(found)
        return True

    def _late(self) -> StudentError | None:
        """What a request raises that has waited until now, in a test that is marked `batch`."""
        try:
            self._check._begin_to_wait()  # noqa: SLF001 - a part of that class
        except StudentError as error:
            return error
        return None

    def _judge(self, error: StudentError | None) -> None:
        asked = f"{self._name} should raise {_with_article(self._error)}"
        if error is None:
            what = f"it returned {_shown(self.answer)}" if self.answered else "it raised nothing"
            raise CheckFailed(Finding("raises", f"{asked}; {what}"))
        self.type_name, self.message = error.type_name, error.message[:LONGEST_MESSAGE]
        self.value = None if error.thrown is None else error.thrown()
        accepted = self._check._accepted(self._error)  # noqa: SLF001 - a part of that class
        if not self._is_asked_for(error, accepted):
            where = f" ({error.file}, line {error.line})" if error.line else ""
            text = f": {self.message[:_SHOWN_MESSAGE]}" if self.message else ""
            sentence = f"{asked}; it raised {_with_article(self.type_name)}{text}{where}"
            raise CheckFailed(Finding("raises", sentence))
        if self._match is not None and not re.search(self._match, self.message):
            sentence = (
                f"{self._name} raises {_with_article(self.type_name)}, as it should, but with another message"
            )
            got, expected = (
                self.message[:_SHOWN_MESSAGE] or "no message",
                f"one in which {self._match!r} is found",
            )
            raise CheckFailed(Finding("raises", sentence, got, expected))
        if self.type_name in accepted:
            self.type_name = self._error  # the name that the tests use
        self._check._has_raised(self._name, self._error)  # noqa: SLF001 - a part of that class

    def _is_asked_for(self, error: StudentError, accepted: Sequence[str]) -> bool:
        """Whether what was raised is of the class; of one of the student's, their process says so."""
        if self._own is None or not issubclass(type(self.value), Proxy):
            return any(_is_named(one, _ancestors(error)) for one in accepted)
        return isinstance(self.value, self._own)  # type: ignore[arg-type]  # a proxy of a class


def _read(asked: tuple[Any, ...]) -> tuple[str, Any, tuple[Any, ...]]:
    """The name, or ""; the class; the function and its arguments, or nothing.

    Raises:
        ValueError: if they are no such things.
    """
    first, *others = asked or ("",)
    named = type(first) is str and bool(others) and _is_name(first, others)
    error, *call = others if named else asked or ("",)
    if call and not (callable(call[0]) or issubclass(type(call[0]), (Proxy, Deferred))):
        raise ValueError(
            f"check.raises is given {call[0]!r} to call; write the class, the function and its arguments, as in "
            'check.raises("ValueError", student.m.root, -1)'
        )
    return (first if named else ""), error, tuple(call)


def _is_name(first: str, others: list[Any]) -> bool:
    """Whether the first text is what should raise, and not the class."""
    second = others[0]
    if type(second) is str or (isinstance(second, type) and issubclass(second, BaseException)):
        return True
    arguments_follow = len(others) > 1 and not issubclass(type(others[1]), (Proxy, Deferred))
    return not built_in(first) and not arguments_follow


def _name_of(error: Any) -> str:  # noqa: ANN401 - whatever a test asks for
    """The name of the class that is asked for; "" if that is none."""
    if type(error) is str:
        return error
    path = path_of(error)
    if path is not None:
        return path[1].rpartition(".")[2]
    known = isinstance(error, type) and issubclass(error, BaseException) and error.__module__ == "builtins"
    return error.__name__ if known else ""


def _is_no_answer(error: StudentError, asked: str) -> bool:
    """Whether this exception shows nothing of what the student's code does with an argument."""
    kinds = _ancestors(error)
    if error.fault is not Fault.RAISED or "Exception" not in kinds or not _REFUSED.isdisjoint(kinds):
        return True
    if error.type_name == _REFUSED_CALL or error.message.endswith(ELSEWHERE):
        return True
    accidents = [number for number, kind in enumerate(kinds) if kind in _ACCIDENTS]
    if accidents and not _is_named(asked, kinds[: accidents[-1] + 1]):
        return True
    if error.type_name in _OF_NAMES or (error.type_name == "AttributeError" and not error.line):
        return bool(_ABSENT.search(error.message))
    return error.type_name == "TypeError" and not error.line and bool(_UNCALLABLE.search(error.message))


def _is_named(asked: str, kinds: tuple[str, ...]) -> bool:
    """Whether one of these classes is asked for; the module of a class that is not Python's may be left out."""
    return asked in kinds or (not built_in(asked) and any(kind.rpartition(".")[2] == asked for kind in kinds))


def _ancestors(error: StudentError) -> tuple[str, ...]:
    return error.ancestors or built_in(error.type_name) or (error.type_name, "Exception", "BaseException")


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _shown(answer: object) -> str:
    return answer_words(answer) if isinstance(answer, Proxy) else shown(answer)
