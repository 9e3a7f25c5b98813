"""Record the calls that a test makes of a student's code, to find where a wrong answer may come from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..rules.own_spelling import own_spelling
from ..spelling.spellings import Spellings
from .batch import Deferred, if_resolved, is_resolved, resolved
from .plain import Fault, is_plain_array
from .proxy import NotPlainError, Proxy, StudentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy as np

    Name = str | Callable[[], str]

Error = TypeVar("Error", bound=Exception)

_CALLS = 40  # the last ones; a training loop makes many
_LARGEST = 100_000  # entries
_FAULTS = 20  # that are kept
_UNKNOWN: Any = object()  # in place of an answer that has not come

# What no test may pass over: the student's code answered nothing, and so showed nothing.
_NO_ANSWER = frozenset(Fault) - {Fault.RAISED}


@dataclass(frozen=True)
class Call:
    """One call of the student's code.

    Attributes:
        name: What was called: `sigmoid`, `Linear.forward`.
        arguments: The positional arguments.
        keywords: The keyword arguments.
        shown: What was called, as the student has spelled it.
    """

    name: str
    arguments: tuple[object, ...]
    keywords: Mapping[str, object]
    shown: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the first argument; () if it is not an array, or a very large one."""
        first = (*self.arguments, *self.keywords.values())[:1]
        return next((array.shape for array in _arrays(first, 0)), ())


class Given(NamedTuple):
    """An array that was passed to a call.

    Attributes:
        name: What was called.
        number: Which of the call's arrays it is, counted from 1.
        in_all: How many arrays the call was passed.
        array: The array.
        owner: The key of the object whose method was called, or 0.
        is_answer: Whether the student's code gave this very array before.
    """

    name: str
    number: int
    in_all: int
    array: np.ndarray
    owner: int = 0
    is_answer: bool = False


class CallLog:
    """The last calls of one test, and how the student's code failed to answer.

    Attributes:
        asked: Whether the test has asked the student's code for anything.
        program_end: How the last program ended that an exception has ended, with its last lines on the standard
            error; "" if none did.
        spellings: What is accepted in place of names that tests ask for.

    Args:
        sources: Gives the text of the student's files, by name.
    """

    def __init__(self, sources: Callable[[], Mapping[str, str]] = dict) -> None:
        self.asked = False
        self.spellings = Spellings()
        self._sources = sources
        self.program_end = ""
        self._faults: list[Exception] = []
        self._calls: deque[tuple[Name, tuple[object, ...], Mapping[str, object], int]] = deque(maxlen=_CALLS)
        self._answers: deque[object] = deque(maxlen=_CALLS)  # the last arrays that the student's code gave
        self._overwriting: list[Name] = []
        self._count, self._answer = 0, _UNKNOWN

    def call(
        self, name: Name, arguments: tuple[object, ...], keywords: Mapping[str, object], owner: int = 0
    ) -> None:
        """Note a call.

        Args:
            name: What was called, or a function that finds the name later.
            arguments: The positional arguments.
            keywords: The keyword arguments.
            owner: The key of the object whose method it is; 0 if it is none.
        """
        arguments = tuple(map(_as_now, arguments))
        keywords = {word: _as_now(value) for word, value in keywords.items()}
        self._calls.append((name, arguments, keywords, owner))
        self._count += 1
        self._answer = _UNKNOWN

    def answered(self, value: object) -> None:
        """Note what the student's code gave; of arrays all are kept, because a test may hand them on."""
        value = if_resolved(value)
        if self._answer is _UNKNOWN:
            self._answer = value
        if is_plain_array(value):
            self._answers.append(value)

    def mark(self) -> tuple[list[Any], list[Exception], int]:
        """The calls and faults noted so far, for `back_to`."""
        return list(self._calls), list(self._faults), self._count

    def back_to(self, mark: tuple[list[Any], list[Exception], int]) -> None:
        """Have these calls and faults noted, and no others; what was overwritten stays known."""
        calls, faults, self._count = mark
        self._calls, self._faults = deque(calls, maxlen=_CALLS), list(faults)

    def noted(self, error: Error) -> Error:
        """Note a fault where it is raised, because the test may catch it; give it back."""
        self.asked = True
        decides = _is_final(error) and self.no_answer() is None  # however many came before it
        if error not in self._faults and (decides or len(self._faults) < _FAULTS):
            self._faults.append(error)
        return error

    def no_answer(self) -> Exception | None:
        """The first fault with which no test passes, whatever the test made of it."""
        return next((one for one in self._faults if _is_final(one)), None)

    @property
    def raised(self) -> tuple[tuple[str, str], ...]:
        """The class and the text of each exception that left the student's code."""
        faults = (error for error in self._faults if isinstance(error, StudentError))
        found = ((error.type_name, error.message) for error in faults if error.fault is Fault.RAISED)
        return tuple(dict.fromkeys(found))

    @property
    def ancestors(self) -> frozenset[str]:
        """The names of the classes that these exceptions belong to."""
        faults = (error for error in self._faults if isinstance(error, StudentError))
        return frozenset(name for error in faults for name in error.ancestors)

    @property
    def last(self) -> Name:
        """The name of the call that was noted last; "" before the first."""
        return self._calls[-1][0] if self._calls else ""

    def overwrote(self, name: Name = "") -> None:
        """Note that a call (without a name, the last one) has changed an array that was passed to it."""
        self._overwriting.append(name or self.last)

    @property
    def overwritten(self) -> set[str]:
        """The names of the calls that wrote into an array which was passed to them."""
        return {_known(name) for name in self._overwriting} - {""}

    def only_call(self, checks: int) -> Call | None:
        """The last call, where the test has made as many as it has come to checks: then each check has its own."""
        return next(self.calls(), None) if self._count == checks else None

    def only_answer(self) -> tuple[object, ...]:
        """What the test's one call was answered; () where it made none or several, or has no answer yet."""
        answer = if_resolved(self._answer)
        is_known = self._count == 1 and answer is not _UNKNOWN and not isinstance(answer, Deferred)
        return (answer,) if is_known else ()

    def own(self, name: str, module: str = "") -> str:
        """What the student calls what the tests call `computeLayer` or `Linear.forward`.

        Args:
            name: The name that the tests ask for.
            module: The module that it is a name of, where that is known.
        """
        candidates = self.spellings.candidates(name)
        return name if len(candidates) == 1 else own_spelling(self._sources(), candidates, module)

    def calls(self) -> Iterator[Call]:
        """The calls that were noted, the last one first."""
        for name, arguments, keywords, _ in reversed(self._calls):
            yield Call(_known(name), arguments, keywords, self.own(_known(name)))

    def inputs(self) -> list[Given]:
        """The arrays that were passed to the calls that were noted, the first call first."""
        found = []
        for name, arguments, keywords, owner in self._calls:
            arrays = list(_arrays((*arguments, *keywords.values()), 2)) if _known(name) else []
            found += [
                Given(
                    _known(name),
                    number,
                    len(arrays),
                    array,
                    owner,
                    any(one is array for one in self._answers),
                )
                for number, array in enumerate(arrays, start=1)
            ]
        return found


def name_of(owner: object, attribute: str) -> str:
    """The name of a call: `relu`, `Linear.forward`; without the class if that is not known yet."""
    owner = if_resolved(owner)
    if isinstance(owner, Deferred) or not isinstance(owner, Proxy):
        return attribute
    kind = owner._autograder_known_type()  # noqa: SLF001 - our own kind
    return attribute if kind in ("", "module") else f"{kind}.{attribute}"


def _as_now(value: Any) -> Any:  # noqa: ANN401 - whatever a test passes
    """An argument of a call; the content of a container that may change later."""
    return resolved(value) if issubclass(type(value), Deferred) and is_resolved(value) else value


def _is_final(error: Exception) -> bool:
    """Whether no test may pass after this fault."""
    return isinstance(error, NotPlainError) or (isinstance(error, StudentError) and error.fault in _NO_ANSWER)


def _known(name: Name) -> str:
    return name if isinstance(name, str) else name()


def _arrays(values: Iterable[Any], depth: int) -> Iterator[np.ndarray]:
    for value in map(if_resolved, values):
        if is_plain_array(value) and value.size <= _LARGEST:
            yield value
        elif depth and type(value) in (list, tuple) and len(value) <= _CALLS:
            yield from _arrays(value, depth - 1)
        elif depth and type(value) is dict:
            yield from _arrays(value.values(), depth - 1)
