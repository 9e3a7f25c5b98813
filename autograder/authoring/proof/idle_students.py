"""Students whose files do nothing: no test may give one of them a point.

Each of them has the reference's own modules, and something in between takes the place of what a test asks for.
So they need no sandbox, and their zeros have the shapes and kinds of the right answers.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from autograder.authoring.proof.idle_values import empty_like, zeros_like
from autograder.harness.spelling.lookup import assign, found
from autograder.harness.student.beside import PREFIX
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.local_proxy import LocalContext, call
from autograder.harness.student.plain import SCALARS, Fault, is_plain_array
from autograder.harness.student.program.at_home import ProgramsAtHome
from autograder.harness.student.proxy import StudentError
from autograder.harness.values.operations import operate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    Answer = Callable[[], Any]  # what the reference answers
    Operands = tuple[
        Any, ...
    ]  # what a request is about: an object, and then an attribute, an index or arguments
    Behaviour = Callable[[Callable[..., Any], Operands, Answer], Any]

_COMPARE_VALUES = "compare a value that its code has to work out"
_ALSO_WHERE_IT_ANSWERS = "also ask for an answer where it has to give one"


@dataclass(frozen=True, kw_only=True)
class IdleFile:
    """A kind of file that does nothing.

    Attributes:
        name: What it is, in words: "a file that ...".
        advice: What a test has to do to fail on it.
        importing: Gives what is raised in place of an import, or None.
        behaviour: What it answers, in place of the reference: to a request, what that is about, and a function that
            gives the reference's answer.
        raises: Whether only tests in which it has raised an exception count.
        excusable: Whether a test may pass on it that says so, by `zeros=True` in a check.
        program: What comes of it as a program, in place of what comes of the reference.
    """

    name: str
    advice: str
    importing: Callable[[], StudentError] | None = None
    behaviour: Behaviour = lambda _request, _operands, answer: answer()
    raises: bool = False
    excusable: bool = False
    program: Callable[[dict[str, Any]], dict[str, Any]] = lambda _run: _ended(0)


class IdleStudent(LocalStudent):
    """A student who hands in such a file."""

    def __init__(
        self,
        folder: Path,
        modules: tuple[str, ...],
        beside: Mapping[str, Path],
        file: IdleFile,
        stand_ins: tuple[str, ...] = (),
    ) -> None:
        context = _IdleContext(folder.resolve(), file)
        super().__init__(folder, modules, beside, context, stand_ins=stand_ins)
        self._importing = file.importing

    def _imported(self, name: str) -> object:
        if self._importing is not None:
            raise self._importing()
        return super()._imported(name)

    def _request_program(self, verb: str, *operands: Any) -> Any:  # noqa: ANN401 - plain data, as it travels
        answer = super()._request_program(verb, *operands)
        return {"stdout": "", "stderr": ""} if verb == "printed" else answer


class _IdleContext(LocalContext):
    """Puts a behaviour between a test and the reference."""

    def __init__(self, folder: Path, file: IdleFile) -> None:
        super().__init__(folder)
        self._behaviour, self._program = file.behaviour, file.program

    def perform(self, function: Callable[..., Any], /, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever is answered
        """What a test receives for a request."""
        answer = partial(super().perform, function, *args, **kwargs)
        if getattr(function, "__func__", None) is ProgramsAtHome.script:
            return self._program(answer())
        return self._behaviour(function, (*args, *kwargs.values()), answer)


def files_without_code() -> Iterator[IdleFile]:
    """Files in which nothing that was asked for can be run.

    The first stands for all that gives no answer at all, files that are missing or end the program among them: of
    such a fault every session makes the verdict.
    """
    yield IdleFile(
        name="a file that cannot be imported",
        advice=_COMPARE_VALUES,
        importing=lambda: StudentError(Fault.IMPORT, "SyntaxError", "invalid syntax"),
    )
    yield IdleFile(
        name="a file without what is asked for", advice=_ALSO_WHERE_IT_ANSWERS, behaviour=_nothing_there
    )


def files_that_raise(
    raised: tuple[str, str] = ("NotImplementedError", ""), ancestors: Collection[str] = ()
) -> Iterator[IdleFile]:
    """Files in which each call raises this exception: of classes too, or of all else.

    Args:
        raised: Its class and its text.
        ancestors: The names of the classes that it belongs to; those of Python's class unless given.
    """
    for whose, excepted in (("each function and class", ()), ("each function and method", type)):
        yield IdleFile(
            name=f"a file in which {whose} raises {raised[0]}",
            advice=_ALSO_WHERE_IT_ANSWERS,
            behaviour=partial(_raises, excepted, (*raised, tuple(ancestors))),
            raises=True,
        )


def files_that_answer() -> Iterator[IdleFile]:
    """Files that answer, and compute nothing."""
    yield IdleFile(name="a file whose functions do nothing", advice=_COMPARE_VALUES, behaviour=_none)
    yield IdleFile(
        name="a program that does nothing but end, with the exit code that is asked for",
        advice="compare what it prints, too",
        program=lambda run: _ended(run["exit_code"]),
        behaviour=_none,
    )
    yield IdleFile(
        name="a file that answers zeros, as many as are asked for",
        advice="compare a value that is not 0 too; where zeros are right, write zeros=True into the check",
        behaviour=partial(_worthless, zeros_like),
        excusable=True,
    )
    yield IdleFile(
        name="a file that answers empty lists and words",
        advice="compare an answer that is not empty too; where that is right, write zeros=True into the check",
        behaviour=partial(_worthless, empty_like),
        excusable=True,
    )


def _ended(code: int) -> dict[str, Any]:  # a program that prints nothing
    return {"stdout": "", "stderr": "", "exit_code": code, "files": {}}


def _nothing_there(request: Callable[..., Any], operands: Operands, answer: Answer) -> Any:  # noqa: ANN401 - whatever is answered
    if request is found and isinstance(operands[0], ModuleType) and _asks_student(operands):
        text = f"module {operands[0].__name__!r} has no attribute {operands[1]!r}"
        raise StudentError(Fault.RAISED, "AttributeError", text)
    if request is call and any(isinstance(one, ModuleType) for one in operands[1:]):
        # The instructor's code beside it would look for something in the module, and not find it.
        raise StudentError(Fault.RAISED, "AttributeError", "the module has nothing that is asked for")
    return answer()


def _raises(
    excepted: type | tuple[()],
    raised: tuple[str, str, tuple[str, ...]],
    request: Callable[..., Any],
    operands: Operands,
    answer: Answer,
) -> Any:  # noqa: ANN401 - whatever is answered
    called = request in (call, operate) and not isinstance(operands[0], excepted)
    if (called or _is_property(request, operands)) and _asks_student(operands):
        type_name, message, ancestors = raised
        raise StudentError(Fault.RAISED, type_name, message, ancestors=ancestors)
    return answer()


def _none(request: Callable[..., Any], operands: Operands, answer: Answer) -> Any:  # noqa: ANN401 - whatever is answered
    target = operands[0]
    if not _asks_student(operands):
        return answer()
    if request is call and isinstance(target, type):
        return _bare(target)
    return None if request is call or _is_property(request, operands) else answer()


def _asks_student(operands: Operands) -> bool:
    """Whether a request is for the student's own code; what the instructor gives beside it works as ever.

    It does not where it is given something of the student's, which it may call.
    """
    others = [one for one in operands if not (type(one) in SCALARS or is_plain_array(one))]
    return any(
        not _is_beside(one) for one in (operands[0], *others) if not isinstance(one, (list, tuple, dict))
    )


def _is_beside(value: object) -> bool:
    """Whether this is one of the instructor's modules beside the student's, or something of it."""
    named = value if isinstance(value, (type, FunctionType, MethodType)) else type(value)
    name = value.__name__ if isinstance(value, ModuleType) else named.__module__
    return name.startswith(PREFIX)


def _bare(class_: Any) -> object:  # noqa: ANN401 - any class of the reference's
    """An object whose `__init__` has done nothing."""
    try:
        return class_.__new__(class_)
    except Exception as error:
        raise StudentError(Fault.RAISED, type(error).__name__, str(error)) from error


def _is_property(request: Callable[..., Any], operands: Operands) -> bool:
    """Whether the attribute is worked out by a function of the class."""
    if request is not found:
        return False
    own = inspect.getattr_static(type(operands[0]), operands[1], None)
    return isinstance(own, (property, functools.cached_property))


def _worthless(
    like: Callable[[Any], Any], request: Callable[..., Any], _operands: Operands, answer: Answer
) -> Any:  # noqa: ANN401 - whatever is answered
    if request is assign:
        return answer()
    try:
        return like(answer())
    except StudentError as error:
        if (
            request is call and error.fault is Fault.RAISED
        ):  # where the reference raises an exception, it answers 0
            return 0
        raise
